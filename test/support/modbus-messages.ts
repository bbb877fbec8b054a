/** Hand-made Modbus/TCP messages. */
import { bytesOf, word } from './frames.ts';

/** A message with its header; `data` follows the function code. */
export function modbus(transaction: number, unit: number, code: number, data: readonly number[] = []): Uint8Array {
  return bytesOf(word(transaction), word(0), word(data.length + 2), unit, code, data);
}

/** A request of functions 1 to 4. */
export function readRequest(
  transaction: number,
  code: number,
  first: number,
  count: number,
  unit: number = 1,
): Uint8Array {
  return modbus(transaction, unit, code, [...word(first), ...word(count)]);
}

/** An answer to functions 3 and 4 with zeros. */
export function registersAnswer(transaction: number, code: number, count: number, unit: number = 1): Uint8Array {
  return modbus(transaction, unit, code, [count * 2, ...new Array<number>(count * 2).fill(0)]);
}

/** A request of function 16 with zeros. */
export function writeRegisters(transaction: number, first: number, count: number, unit: number = 1): Uint8Array {
  const values = new Array<number>(count * 2).fill(0);
  return modbus(transaction, unit, 16, [...word(first), ...word(count), count * 2, ...values]);
}

export function exception(transaction: number, code: number, reason: number, unit: number = 1): Uint8Array {
  return modbus(transaction, unit, code | 0x80, [reason]);
}
