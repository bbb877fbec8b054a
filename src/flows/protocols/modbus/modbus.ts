/** Modbus/TCP (MODBUS Messaging on TCP/IP V1.0b): messages with a header, over TCP and UDP. */
import { read16 } from '../../capture/bytes.ts';
import type { Decoder, Dialogue, OperationOutput, Recognition } from '../decoder.ts';
import { createFramedDialogue, moreBytes, noMessage } from '../shared/framed-dialogue.ts';
import { createPendingRequests } from '../shared/pending-requests.ts';
import {
  isModbusHeader,
  modbusEnd,
  modbusHeaderBytes,
  modbusShape,
  pduOffset,
  probeModbus,
  unitOffset,
} from './mbap.ts';
import { createModbusExchange } from './modbus-exchange.ts';
import { createModbusOperations, type ModbusOperations } from './modbus-functions.ts';
import { probeRtu } from './rtu-frame.ts';

export const modbusDecoder: Decoder = {
  protocol: 'modbus',
  transports: ['tcp', 'udp'],
  trusted: 'any-port',
  probe,
  prepare(lookup) {
    const operations = createModbusOperations(lookup);
    return (output) => openModbus(operations, output);
  },
};

/** Short serial frames can look like a header, but nothing else than a serial frame has the checksum of one. */
function probe(bytes: Uint8Array, start: number, end: number): Recognition {
  const answer = probeModbus(bytes, start, end);
  if (answer === 'no' || answer === 'more') return answer;
  const serial = probeRtu(bytes, start, end);
  return serial === 'no' || serial === 'more' ? answer : 'no';
}

function openModbus(operations: ModbusOperations, output: OperationOutput): Dialogue {
  const exchange = createModbusExchange(operations, createPendingRequests(), output);

  function message(from: 'client' | 'server', bytes: Uint8Array, at: number, end: number): void {
    const take = from === 'client' ? exchange.request : exchange.response;
    take(bytes, at + pduOffset, end, bytes[at + unitOffset] ?? 0, read16(bytes, at));
  }

  const framed = createFramedDialogue({ lengthAt, message, sure: isFitting }, output);
  return {
    ...framed,
    lost(from) {
      framed.lost(from);
      exchange.giveUpOlder();
    },
  };
}

function lengthAt(bytes: Uint8Array, at: number, end: number): number {
  if (end - at < modbusHeaderBytes) return moreBytes;
  return isModbusHeader(bytes, at) ? modbusEnd(bytes, at) - at : noMessage;
}

function isFitting(bytes: Uint8Array, at: number): boolean {
  return modbusShape(bytes, at) !== 'no';
}
