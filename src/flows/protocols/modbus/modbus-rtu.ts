/** Serial Modbus frames in TCP or UDP, as gateways to serial lines pass them on. */
import type { Decoder, Dialogue, OperationOutput } from '../decoder.ts';
import { createPendingRequests } from '../shared/pending-requests.ts';
import { createModbusExchange } from './modbus-exchange.ts';
import { createModbusOperations, type ModbusOperations } from './modbus-functions.ts';
import { checksumBytes, cutOffFrame, type FrameKind, isSureFrame, probeRtu, rtuFrameEnd } from './rtu-frame.ts';

export const modbusRtuDecoder: Decoder = {
  protocol: 'modbus',
  transports: ['tcp', 'udp'],
  trusted: 'any-port',
  probe: probeRtu,
  prepare(lookup) {
    const operations = createModbusOperations(lookup);
    return (output) => openModbusRtu(operations, output);
  },
};

function openModbusRtu(operations: ModbusOperations, output: OperationOutput): Dialogue {
  const exchange = createModbusExchange(operations, createPendingRequests(), output);
  const inStep = { client: true, server: true };

  function message(from: 'client' | 'server', bytes: Uint8Array, at: number, next: number): void {
    const unit = bytes[at] ?? 0;
    const end = next - checksumBytes;
    if (from === 'server') exchange.response(bytes, at + 1, end, unit, unit);
    else {
      // On a serial line nobody asks before the last request was answered or given up.
      exchange.giveUpOlder();
      exchange.request(bytes, at + 1, end, unit, unit);
    }
  }

  function read(from: 'client' | 'server', bytes: Uint8Array, start: number, end: number): number {
    const kind: FrameKind = from === 'client' ? 'request' : 'response';
    let at = start;
    while (at < end) {
      const next = rtuFrameEnd(bytes, at, end, kind);
      if (next === cutOffFrame && inStep[from]) return at;
      if (next > at && (inStep[from] || isSureFrame(bytes, at, next, kind))) {
        inStep[from] = true;
        message(from, bytes, at, next);
        at = next;
        continue;
      }
      // Out of step, only what is whole counts.
      if (inStep[from]) output.unreadable();
      inStep[from] = false;
      at++;
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
