/** Modbus/TCP (MODBUS Messaging on TCP/IP V1.0b): messages with a header, over TCP and UDP. */
import { read16 } from '../../capture/bytes.ts';
import type { Decoder, Dialogue, OperationOutput, Recognition } from '../decoder.ts';
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
  const inStep = { client: true, server: true };

  function read(from: 'client' | 'server', bytes: Uint8Array, start: number, end: number): number {
    const message = from === 'client' ? exchange.request : exchange.response;
    let at = start;
    while (end - at >= modbusHeaderBytes) {
      if (!isModbusHeader(bytes, at)) {
        if (inStep[from]) output.unreadable();
        inStep[from] = false;
        at++;
        continue;
      }
      const next = modbusEnd(bytes, at);
      if (!inStep[from] && !isSureBeginning(bytes, at, next, end)) {
        at++;
        continue;
      }
      if (next > end) return at;
      inStep[from] = true;
      message(bytes, at + pduOffset, next, bytes[at + unitOffset] ?? 0, read16(bytes, at));
      at = next;
    }
    return at;
  }

  return {
    client: (bytes, start, end) => read('client', bytes, start, end),
    server: (bytes, start, end) => read('server', bytes, start, end),
    lost(from) {
      inStep[from] = false;
      exchange.giveUpOlder();
    },
  };
}

/** Out of step, data can look like a header: the whole message must be there and fit, and so must what follows. */
function isSureBeginning(bytes: Uint8Array, at: number, next: number, end: number): boolean {
  if (next > end || modbusShape(bytes, at) === 'no') return false;
  return end - next < modbusHeaderBytes || isModbusHeader(bytes, next);
}
