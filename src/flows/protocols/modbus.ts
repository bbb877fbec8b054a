/**
 * Modbus/TCP (MODBUS Application Protocol V1.1b3, MODBUS Messaging on TCP/IP V1.0b): requests become operations on
 * coils and registers, counted from 0 as on the wire.
 */
import { absent, missingBits } from '../observation-sink.ts';
import type { Decoder, Dialogue, OperationOutput } from './decoder.ts';
import { isModbusHeader, modbusEnd, modbusHeaderBytes, modbusShape, probeModbus, read16 } from './modbus-frame.ts';
import {
  createModbusOperations,
  type ModbusObjects,
  type ModbusOperations,
  readEchoedObjects,
  readRequestObjects,
  readWriteFunction,
  readWrittenObjects,
} from './modbus-functions.ts';
import { createPendingRequests } from './modbus-pending.ts';
import type { KnownOperation } from './operation-index.ts';

export const modbusDecoder: Decoder = {
  protocol: 'modbus',
  transports: ['tcp', 'udp'],
  trusted: 'any-port',
  probe: probeModbus,
  prepare(lookup) {
    const operations = createModbusOperations(lookup);
    return (output) => openModbus(operations, output);
  },
};

function openModbus(operationsOf: ModbusOperations, output: OperationOutput): Dialogue {
  const pending = createPendingRequests();
  const objects: ModbusObjects = { first: absent, count: absent };
  const inStep = { client: true, server: true };

  /** Counts one operation; `shown` says whether `objects` holds what it touches. */
  function count(known: KnownOperation, unit: number, shown: boolean): number {
    if (!known.hasTable) return output.operation(known.operation, unit, known.table, absent, absent, 0);
    if (!shown) return output.operation(known.operation, unit, known.table, absent, absent, missingBits.object);
    return output.operation(known.operation, unit, known.table, objects.first, objects.count, 0);
  }

  function request(bytes: Uint8Array, at: number): void {
    const unit = bytes[at + 6] ?? 0;
    const code = bytes[at + 7] ?? 0;
    const slots: [number, number] = [absent, absent];
    let index = 0;
    for (const known of operationsOf(bytes, at, true)) {
      const isWritePart = code === readWriteFunction && known.class === 'write';
      const shown = isWritePart ? readWrittenObjects(bytes, at, objects) : readRequestObjects(bytes, at, objects);
      slots[index === 0 ? 0 : 1] = count(known, unit, shown);
      index++;
    }
    pending.add(read16(bytes, at), code, slots[0], slots[1]);
  }

  function response(bytes: Uint8Array, at: number): void {
    const code = bytes[at + 7] ?? 0;
    const isException = code >= 0x80;
    if (pending.take(read16(bytes, at), code & 0x7f)) {
      for (const slot of pending.taken) {
        output.answered(slot);
        if (isException) output.refuse(slot);
      }
      return;
    }
    // The request was not captured; its answer still tells that it was made.
    const unit = bytes[at + 6] ?? 0;
    const shown = !isException && readEchoedObjects(bytes, at, objects);
    for (const known of operationsOf(bytes, at, !isException)) {
      const slot = count(known, unit, shown);
      if (isException) output.refuse(slot);
    }
  }

  function read(from: 'client' | 'server', bytes: Uint8Array, start: number, end: number): number {
    const message = from === 'client' ? request : response;
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
      message(bytes, at);
      at = next;
    }
    return at;
  }

  return {
    client: (bytes, start, end) => read('client', bytes, start, end),
    server: (bytes, start, end) => read('server', bytes, start, end),
    lost(from) {
      inStep[from] = false;
    },
  };
}

/** Out of step, data can look like a header: the whole message must be there and fit, and so must what follows. */
function isSureBeginning(bytes: Uint8Array, at: number, next: number, end: number): boolean {
  if (next > end || modbusShape(bytes, at) === 'no') return false;
  return end - next < modbusHeaderBytes || isModbusHeader(bytes, next);
}
