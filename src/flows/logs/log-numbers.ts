/** Numbers as the logs of ICSNPP write them. */

/** A number of at least 0 in decimal, or in hexadecimal behind `0x`; null for anything else. */
export function readNumber(text: string | null): number | null {
  if (text === null || !/^(?:\d{1,15}|0x[0-9a-fA-F]{1,12})$/.test(text)) return null;
  return Number(text);
}

/** In lower-case hexadecimal of at least so many digits, as the catalogue writes codes. */
export function hexCode(value: number, digits: number): string {
  return `0x${value.toString(16).padStart(digits, '0')}`;
}
