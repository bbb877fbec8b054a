/**
 * ROC Plus (ROC Plus Protocol Specification Manual, October 2022): destination and source, opcode, length, data,
 * checksum. Its checksum is that of serial Modbus, whose frames may look the same, so only its port is trusted.
 */
import type { Decoder, Dialogue, OperationOutput, Recognition } from '../decoder.ts';
import { isRocFrame, rocFrameEnd, rocHeaderBytes, rocShape } from './roc-frame.ts';
import { createRocMessages, type RocMessages } from './roc-messages.ts';
import { createRocOperations, type RocOperations } from './roc-operations.ts';

export const rocPlusDecoder: Decoder = {
  protocol: 'roc-plus',
  transports: ['tcp', 'udp'],
  trusted: 'own-ports',
  probe,
  prepare(lookup) {
    const operations = createRocOperations(lookup);
    return (output) => openRocPlus(operations, output);
  },
};

/** Whole frames with right checksums; the first that tells decides who sent them. */
function probe(bytes: Uint8Array, start: number, end: number): Recognition {
  if (end - start < rocHeaderBytes || rocFrameEnd(bytes, start) > end) return 'more';
  if (!isRocFrame(bytes, start)) return 'no';
  for (
    let at = start;
    at < end && rocFrameEnd(bytes, at) <= end && isRocFrame(bytes, at);
    at = rocFrameEnd(bytes, at)
  ) {
    const shape = rocShape(bytes, at);
    if (shape !== 'either') return shape;
  }
  return 'either';
}

function openRocPlus(operations: RocOperations, output: OperationOutput): Dialogue {
  const messages: RocMessages = createRocMessages(operations, output);
  const inStep = { client: true, server: true };

  function read(from: 'client' | 'server', bytes: Uint8Array, start: number, end: number): number {
    let at = start;
    while (at < end) {
      const next = end - at < rocHeaderBytes ? end + 1 : rocFrameEnd(bytes, at);
      if (next > end && inStep[from]) return at;
      if (next <= end && isRocFrame(bytes, at)) {
        inStep[from] = true;
        messages[from](bytes, at);
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
    },
  };
}
