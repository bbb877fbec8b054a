/** Hand-made ROC Plus messages. */
import { bytesOf } from './frames.ts';
import { withSerialChecksum } from './modbus-messages.ts';

export interface RocOptions {
  readonly destination?: number;
  readonly source?: number;
}

/** A message from unit 3 of group 1 to unit 7 of group 2 unless said otherwise. */
export function roc(opcode: number, data: readonly number[] = [], options: RocOptions = {}): Uint8Array {
  const { destination = 7, source = 3 } = options;
  return withSerialChecksum(bytesOf(destination, 2, source, 1, opcode, data.length, data));
}

/** The answer of unit 7. */
export function rocAnswer(opcode: number, data: readonly number[] = []): Uint8Array {
  return roc(opcode, data, { destination: 3, source: 7 });
}

/** Messages that a connection may begin with. Those without data may be serial Modbus at another port. */
export const rocSamples = [
  { sender: 'client', bytes: roc(8, [0, 0, 0, 1, 1, 7, 0xe8]) },
  { sender: 'client', bytes: roc(167, [1, 2, 1, 0]) },
  { sender: 'server', bytes: rocAnswer(166) },
  { sender: 'either', bytes: roc(180, [1, 1, 2, 3]) },
] as const;
