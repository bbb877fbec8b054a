/**
 * Bounds the memory of a WebAssembly module whose own memory section has no upper bound. Such a module owns its
 * memory, so that the host can bound it nowhere else.
 */
import { joinBytes } from './join-bytes.ts';

/** 64 KiB, the unit of WebAssembly memory. */
export const pageSize = 65_536;

const headerSize = 8;
const memorySection = 5;

/** A copy of the module that can never have more than `pages` pages, nor less than it begins with. */
export function limitMemory(wasm: Uint8Array, pages: number): Uint8Array<ArrayBuffer> {
  for (let at = headerSize; at < wasm.length; ) {
    const size = readNumber(wasm, at + 1);
    const end = size.next + size.value;
    if (wasm[at] !== memorySection) {
      at = end;
      continue;
    }
    const count = readNumber(wasm, size.next);
    const initial = readNumber(wasm, count.next + 1);
    const body = [1, 1, ...numberBytes(initial.value), ...numberBytes(Math.max(initial.value, pages))];
    return joinBytes([
      wasm.subarray(0, at + 1),
      Uint8Array.from([...numberBytes(body.length), ...body]),
      wasm.subarray(end),
    ]);
  }
  throw new Error('the module has no memory section');
}

/** Unsigned LEB128. */
function readNumber(bytes: Uint8Array, from: number): { readonly value: number; readonly next: number } {
  let value = 0;
  for (let at = from, shift = 0; ; at++, shift += 7) {
    const byte = bytes[at];
    if (byte === undefined) throw new Error('the module ends inside a number');
    value += (byte & 0x7f) * 2 ** shift;
    if (byte < 0x80) return { value, next: at + 1 };
  }
}

function numberBytes(value: number): number[] {
  return value < 0x80 ? [value] : [(value & 0x7f) | 0x80, ...numberBytes(Math.floor(value / 0x80))];
}
