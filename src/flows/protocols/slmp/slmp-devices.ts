/** The devices of MELSEC controllers by their codes (SLMP reference manual SH-080956ENG 5.2, device code list). */

/** One kind of device. */
export interface DeviceKind {
  /** Table of the catalogue. */
  readonly name: string;
  /** Of one bit; of a word otherwise. */
  readonly isBit: boolean;
  /** Written in hexadecimal in ASCII frames; in decimal otherwise. */
  readonly isHex: boolean;
}

const bit = { isBit: true, isHex: false } as const;
const hexBit = { isBit: true, isHex: true } as const;
const word = { isBit: false, isHex: false } as const;
const hexWord = { isBit: false, isHex: true } as const;

const kinds: readonly (readonly [code: number, text: string, kind: DeviceKind])[] = [
  [0x91, 'SM', { name: 'SM', ...bit }],
  [0xa9, 'SD', { name: 'SD', ...word }],
  [0x9c, 'X*', { name: 'X', ...hexBit }],
  [0x9d, 'Y*', { name: 'Y', ...hexBit }],
  [0x90, 'M*', { name: 'M', ...bit }],
  [0x92, 'L*', { name: 'L', ...bit }],
  [0x93, 'F*', { name: 'F', ...bit }],
  [0x94, 'V*', { name: 'V', ...bit }],
  [0xa0, 'B*', { name: 'B', ...hexBit }],
  [0xa8, 'D*', { name: 'D', ...word }],
  [0xb4, 'W*', { name: 'W', ...hexWord }],
  [0xc1, 'TS', { name: 'TS', ...bit }],
  [0xc0, 'TC', { name: 'TC', ...bit }],
  [0xc2, 'TN', { name: 'TN', ...word }],
  [0xc7, 'SS', { name: 'STS', ...bit }],
  [0xc6, 'SC', { name: 'STC', ...bit }],
  [0xc8, 'SN', { name: 'STN', ...word }],
  [0xc4, 'CS', { name: 'CS', ...bit }],
  [0xc3, 'CC', { name: 'CC', ...bit }],
  [0xc5, 'CN', { name: 'CN', ...word }],
  [0xa1, 'SB', { name: 'SB', ...hexBit }],
  [0xb5, 'SW', { name: 'SW', ...hexWord }],
  [0x98, 'S*', { name: 'S', ...bit }],
  [0xa2, 'DX', { name: 'DX', ...hexBit }],
  [0xa3, 'DY', { name: 'DY', ...hexBit }],
  [0xcc, 'Z*', { name: 'Z', ...word }],
  [0xaf, 'R*', { name: 'R', ...word }],
  [0xb0, 'ZR', { name: 'ZR', ...hexWord }],
];

/** Devices that the list does not have: how much of them an access touches is not known, so a point counts as one. */
const otherKind: DeviceKind = { name: 'other', ...bit };

const byCode = new Map(kinds.map(([code, , kind]) => [code, kind]));
const byText = new Map(kinds.map(([, text, kind]) => [textKey(text.charCodeAt(0), text.charCodeAt(1)), kind]));

export const deviceNames: readonly string[] = [...kinds.map(([, , { name }]) => name), otherKind.name];

export function deviceByCode(code: number): DeviceKind {
  return byCode.get(code) ?? otherKind;
}

/** By the first two characters of its name; the second is `*` for names of one letter. */
export function deviceByText(first: number, second: number): DeviceKind {
  return byText.get(textKey(first, second)) ?? otherKind;
}

function textKey(first: number, second: number): number {
  return (first << 8) | second;
}
