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

/** A serial frame: unit, function, data, and the checksum over them. */
export function serialFrame(unit: number, code: number, data: readonly number[] = []): Uint8Array {
  return withSerialChecksum(bytesOf(unit, code, data));
}

/** Bytes with their checksum behind them (MODBUS over Serial Line V1.02 6.2.2). */
export function withSerialChecksum(bytes: Uint8Array): Uint8Array {
  let crc = 0xffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc & 1) === 1 ? (crc >> 1) ^ 0xa001 : crc >> 1;
  }
  return bytesOf(bytes, crc & 255, crc >> 8);
}

/** A serial request of functions 1 to 6. */
export function serialRequest(code: number, first: number, count: number, unit: number = 1): Uint8Array {
  return serialFrame(unit, code, [...word(first), ...word(count)]);
}
