/** The units of MMS (ISO 9506-2 7) by their tags, and the services whose contents are looked at (ISO 9506-2 10, 14). */
export const pdus = {
  confirmedRequest: 0xa0,
  confirmedResponse: 0xa1,
  confirmedError: 0xa2,
  unconfirmed: 0xa3,
  reject: 0xa4,
  cancelRequest: 0x85,
  cancelError: 0xa7,
  initiateRequest: 0xa8,
  initiateResponse: 0xa9,
  initiateError: 0xaa,
  concludeRequest: 0x8b,
  concludeResponse: 0x8c,
} as const;

export const services = { identify: 2, read: 4, write: 5 } as const;

/** The number of a context-specific tag of one or two octets, as a service has it; -1 for any other tag. */
export function contextNumber(tag: number): number {
  const first = tag > 0xff ? tag >>> 8 : tag;
  if ((first & 0xc0) !== 0x80) return -1;
  return tag > 0xff ? tag & 0x7f : first & 0x1f;
}

/** The number in `bytes[start, end)`, of at most 32 bits. */
export function unsignedInteger(bytes: Uint8Array, start: number, end: number): number {
  let value = 0;
  for (let at = Math.max(start, end - 4); at < end; at++) value = ((value << 8) | (bytes[at] ?? 0)) >>> 0;
  return value;
}
