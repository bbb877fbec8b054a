/** What a controller says of itself when a S7comm-plus session begins: its order number and its firmware. */
import type { IdentityField } from '../../../model/identity.ts';
import { latin1Text } from '../shared/text.ts';

/** Attribute 319 (system and version of the session), a text: in front of the text stands its length. */
const systemAttribute: readonly number[] = [0x82, 0x3f, 0x00, 0x15];
/** Kind, order number, version; longer ones do not exist. */
const systemText = /^\d;(6[A-Z]{2}\d[^;]{0,30});(V[\d.]{1,20})$/;
const longestText = 64;

/** Says what the answer to a new session tells in `bytes[start, end)`. */
export function readSessionIdentity(
  bytes: Uint8Array,
  start: number,
  end: number,
  say: (field: IdentityField, value: string) => void,
): void {
  for (let at = start; at + systemAttribute.length < end; at++) {
    if (!systemAttribute.every((byte, index) => bytes[at + index] === byte)) continue;
    const from = at + systemAttribute.length + 1;
    const length = bytes[from - 1] ?? 0;
    if (length > longestText || from + length > end) continue;
    const [, orderNumber, firmware] = systemText.exec(latin1Text(bytes, from, from + length)) ?? [];
    if (orderNumber === undefined || firmware === undefined) continue;
    say('order-number', orderNumber);
    say('firmware', firmware);
    return;
  }
}
