/** Tagged values of BACnet (ANSI/ASHRAE 135-2020 20.2): a number, whose meaning it is, and a length. */
import { read16, read32, readUnsigned } from '../../capture/bytes.ts';
import { latin1Text, utf8Text } from '../shared/text.ts';

/** One tag; overwritten by the next. */
export interface Tag {
  number: number;
  /** Its number is one of the service, not of a type. */
  isContext: boolean;
  /** It opens or closes a group of values. */
  opens: boolean;
  closes: boolean;
  /** Bytes of the value. */
  length: number;
  /** Where the value begins. */
  at: number;
}

export function createTag(): Tag {
  return { number: 0, isContext: false, opens: false, closes: false, length: 0, at: 0 };
}

const booleanType = 1;
export const unsignedType = 2;
export const textType = 7;
export const objectType = 12;

/** Reads the tag at `at`; answers where the next one begins, or -1 when this one is cut off. */
export function readTag(bytes: Uint8Array, at: number, end: number, tag: Tag): number {
  if (at >= end) return -1;
  const first = bytes[at] ?? 0;
  let next = at + 1;
  tag.number = first >>> 4;
  if (tag.number === 15) tag.number = bytes[next++] ?? 0;
  tag.isContext = (first & 8) !== 0;
  const length = first & 7;
  tag.opens = tag.isContext && length === 6;
  tag.closes = tag.isContext && length === 7;
  tag.length = tag.opens || tag.closes ? 0 : length;
  if (length === 5) {
    tag.length = bytes[next++] ?? 0;
    if (tag.length === 254) {
      tag.length = read16(bytes, next);
      next += 2;
    } else if (tag.length === 255) {
      tag.length = read32(bytes, next);
      next += 4;
    }
  } else if (!tag.isContext && tag.number === booleanType) tag.length = 0;
  tag.at = next;
  return next + tag.length <= end ? next + tag.length : -1;
}

/** True for a value of this type. */
export function isOfType(tag: Tag, type: number): boolean {
  return !tag.isContext && tag.number === type;
}

/** True for the value with this number of the service. */
export function isContext(tag: Tag, number: number): boolean {
  return tag.isContext && !tag.opens && !tag.closes && tag.number === number;
}

/** True when the tag opens the group with this number. */
export function opensGroup(tag: Tag, number: number): boolean {
  return tag.opens && tag.number === number;
}

/** Behind the group that a tag before `at` has opened, with all groups in it; -1 when it does not end. */
export function behindGroup(bytes: Uint8Array, start: number, end: number, tag: Tag): number {
  let depth = 1;
  for (let at = start; depth > 0; ) {
    at = readTag(bytes, at, end, tag);
    if (at < 0) return -1;
    if (tag.opens) depth++;
    else if (tag.closes) depth--;
    if (depth === 0) return at;
  }
  return -1;
}

/** A number of up to four bytes. */
export function unsignedOf(bytes: Uint8Array, { at, length }: Tag): number {
  return length >= 1 && length <= 4 ? readUnsigned(bytes, at, length) : -1;
}

/** Type of the object that an identifier of four bytes names. */
export function objectTypeOf(bytes: Uint8Array, at: number): number {
  return read16(bytes, at) >>> 6;
}

/** Its instance. */
export function instanceOf(bytes: Uint8Array, at: number): number {
  return read32(bytes, at) & 0x3f_ffff;
}

const utf8 = 0;
const ucs2 = 4;
const latin1 = 5;

/** A character string, whose first byte says how it is encoded; empty in encodings that nobody uses. */
export function textOf(bytes: Uint8Array, { at, length }: Tag): string {
  const end = at + length;
  switch (length === 0 ? -1 : bytes[at]) {
    case utf8:
      return utf8Text(bytes, at + 1, end);
    case latin1:
      return latin1Text(bytes, at + 1, end);
    case ucs2:
      return ucs2Text(bytes, at + 1, end);
    default:
      return '';
  }
}

const mostCharacters = 512;

function ucs2Text(bytes: Uint8Array, start: number, end: number): string {
  let text = '';
  for (let at = start; at + 1 < Math.min(end, start + mostCharacters * 2); at += 2)
    text += String.fromCharCode(read16(bytes, at));
  return text;
}
