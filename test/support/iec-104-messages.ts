/** Hand-made IEC 60870-5-104 frames. */
import { bytesOf } from './frames.ts';

/** Common address unless said otherwise. */
const station = 47;

/** An S frame. */
export const acknowledgementFrame: Uint8Array = bytesOf(0x68, 4, 1, 0, 2, 0);

/** A U frame by its first control octet. */
export function linkControl(octet: number): Uint8Array {
  return bytesOf(0x68, 4, octet, 0, 0, 0);
}

/** An I frame; `objects` are addresses and elements as on the wire, `qualifier` their number with the sequence bit. */
export function asduFrame(
  type: number,
  cause: number,
  objects: readonly number[],
  options: { readonly unit?: number; readonly qualifier?: number } = {},
): Uint8Array {
  const { unit = station, qualifier = 1 } = options;
  const asdu = [type, qualifier, cause, 0, unit & 0xff, unit >>> 8, ...objects];
  return bytesOf(0x68, asdu.length + 4, 0, 0, 0, 0, asdu);
}

/** An object address and `size` octets of elements. */
export function informationObject(address: number, size: number): number[] {
  return [address & 0xff, (address >>> 8) & 0xff, address >>> 16, ...new Array<number>(size).fill(0)];
}
