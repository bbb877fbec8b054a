/** The checksum of serial Modbus (MODBUS over Serial Line V1.02 6.2.2), which other protocols have taken over. */

/** Of no bytes. */
export const checksumStart = 0xffff;

const polynomial = 0xa001;

const table: Uint16Array = Uint16Array.from({ length: 256 }, (_, index) => {
  let checksum = index;
  for (let bit = 0; bit < 8; bit++) checksum = (checksum & 1) === 0 ? checksum >> 1 : (checksum >> 1) ^ polynomial;
  return checksum;
});

/** Of one byte more. */
export function nextChecksum(checksum: number, byte: number): number {
  return (checksum >> 8) ^ (table[(checksum ^ byte) & 0xff] ?? 0);
}

/** True when the last two of `bytes[start, end)` are the checksum of those before, the low byte first. */
export function endsWithChecksum(bytes: Uint8Array, start: number, end: number): boolean {
  let checksum = checksumStart;
  for (let at = start; at < end; at++) checksum = nextChecksum(checksum, bytes[at] ?? 0);
  return checksum === 0;
}
