/** Bits of a byte by a place of their own: newer versions of nft list `@th,104,8 & 0x20` as `@th,106,1`. */
import { type FieldName, isFieldName, typeOf } from './fields.ts';
import type { NftValue } from './ruleset.ts';

export interface BitField {
  /** The byte that they are in. */
  readonly field: FieldName;
  readonly mask: bigint;
  /** How many bits of the byte stand behind them. */
  readonly shift: bigint;
}

/** The bits at `@base,offset,length`; null where they are not part of one byte that is known. */
export function bitFieldAt(base: string, offset: number, length: number): BitField | null {
  if (!Number.isSafeInteger(offset) || !Number.isSafeInteger(length)) return null;
  const start = offset - (offset % 8);
  const field = `@${base},${start},8`;
  const behind = start + 8 - offset - length;
  if (length < 1 || length > 7 || behind < 0 || !isFieldName(field) || typeOf(field) !== 'byte') return null;
  const shift = BigInt(behind);
  return { field, mask: ((1n << BigInt(length)) - 1n) << shift, shift };
}

/** A value of the bits as one of their byte under the mask. */
export function shiftedValue(value: NftValue, { shift }: BitField): NftValue {
  return value.kind === 'numbers' && value.from === value.to
    ? { ...value, from: value.from << shift, to: value.to << shift }
    : value;
}
