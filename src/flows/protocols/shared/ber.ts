/** Steps through elements of the Basic Encoding Rules (ITU-T X.690 8.1) without making objects. */

/** One element; overwritten by the next step. */
export interface BerElement {
  /** The identifier octet; elements whose tag number takes more octets are not read. */
  tag: number;
  /** Where its contents begin. */
  start: number;
  /** Behind its contents. */
  end: number;
}

/** In place of a length. */
const indefinite = 0x80;

/** An element to step with. */
export function createBerElement(): BerElement {
  return { tag: 0, start: 0, end: 0 };
}

/**
 * Reads the element at `at`; false when it is not all there, has a long tag, or an indefinite length. Lengths of up to
 * four octets are read.
 */
export function readBer(bytes: Uint8Array, at: number, end: number, element: BerElement): boolean {
  if (end - at < 2) return false;
  const tag = bytes[at] ?? 0;
  if ((tag & 0x1f) === 0x1f) return false;
  if (!readLength(bytes, at + 1, end, element)) return false;
  element.tag = tag;
  return true;
}

/** Reads the length at `at` and with it where the contents are. */
function readLength(bytes: Uint8Array, at: number, end: number, element: BerElement): boolean {
  const first = bytes[at] ?? 0;
  let length = first;
  let start = at + 1;
  if (first >= 0x80) {
    const octets = first & 0x7f;
    if (octets === 0 || octets > 4 || end - start < octets) return false;
    length = 0;
    for (let octet = 0; octet < octets; octet++) length = length * 256 + (bytes[start + octet] ?? 0);
    start += octets;
  }
  if (length > end - start) return false;
  element.start = start;
  element.end = start + length;
  return true;
}

/**
 * The same for messages of OSI stacks: a tag of two octets is `first << 8 | second`, and an element of indefinite length
 * ends where those around it do.
 */
export function readLooseBer(bytes: Uint8Array, at: number, end: number, element: BerElement): boolean {
  if (end - at < 2) return false;
  const first = bytes[at] ?? 0;
  const isLong = (first & 0x1f) === 0x1f;
  const lengthAt = isLong ? at + 2 : at + 1;
  if (isLong && (bytes[at + 1] ?? 0) >= 0x80) return false;
  if (bytes[lengthAt] === indefinite) {
    element.start = lengthAt + 1;
    element.end = end;
  } else if (lengthAt >= end || !readLength(bytes, lengthAt, end, element)) return false;
  element.tag = isLong ? (first << 8) | (bytes[at + 1] ?? 0) : first;
  return true;
}
