/** Numbers that the ASCII forms of MELSEC protocols write as digits. */

/** The hexadecimal number of `digits` characters at `at`; -1 for other text. */
export function hexNumber(bytes: Uint8Array, at: number, digits: number): number {
  return numberOf(bytes, at, digits, 16);
}

/** The decimal number of `digits` characters at `at`, in front of which spaces may stand; -1 for other text. */
export function decimalNumber(bytes: Uint8Array, at: number, digits: number): number {
  return numberOf(bytes, at, digits, 10);
}

function numberOf(bytes: Uint8Array, at: number, digits: number, base: number): number {
  let value = 0;
  for (let index = 0; index < digits; index++) {
    const digit = digitOf(bytes[at + index] ?? 0);
    if (digit < 0 || digit >= base) return -1;
    value = value * base + digit;
  }
  return value;
}

function digitOf(character: number): number {
  if (character >= 0x30 && character <= 0x39) return character - 0x30;
  if (character >= 0x41 && character <= 0x46) return character - 0x41 + 10;
  if (character >= 0x61 && character <= 0x66) return character - 0x61 + 10;
  return -1;
}
