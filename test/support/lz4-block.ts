/** Writes blocks of LZ4, after its block format description. */
import { bytesOf } from './frames.ts';

/** Literals, and a copy of `length` bytes from `distance` bytes before, which is cut to what there is. */
export interface Lz4Step {
  readonly literals: Uint8Array;
  readonly distance: number;
  readonly length: number;
}

/** A block of these steps, which ends with literals. */
export function lz4Block(steps: readonly Lz4Step[], last: Uint8Array): { packed: Uint8Array; plain: Uint8Array } {
  const packed: Uint8Array[] = [];
  const plain: number[] = [];
  for (const { literals, distance, length } of steps) {
    plain.push(...literals);
    const back = Math.min(distance, plain.length, 65_535);
    if (back === 0) continue;
    packed.push(sequence(literals, length - 4), Uint8Array.of(back & 255, back >>> 8), rest(length - 4));
    for (let index = 0; index < length; index++) plain.push(plain[plain.length - back] ?? 0);
  }
  plain.push(...last);
  packed.push(sequence(last, 0));
  return { packed: bytesOf(...packed), plain: Uint8Array.from(plain) };
}

/** Bytes packed without any copies. */
export function lz4Literals(plain: Uint8Array): Uint8Array {
  return lz4Block([], plain).packed;
}

/** The token with both lengths, and the literals. */
function sequence(literals: Uint8Array, copied: number): Uint8Array {
  const token = (Math.min(literals.length, 15) << 4) | Math.min(copied, 15);
  return bytesOf(token, rest(literals.length), literals);
}

function rest(length: number): Uint8Array {
  if (length < 15) return new Uint8Array(0);
  const more = length - 15;
  return bytesOf(new Uint8Array(Math.floor(more / 255)).fill(255), more % 255);
}
