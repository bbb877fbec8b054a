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
  const first = bytes[at + 1] ?? 0;
  let length = first;
  let start = at + 2;
  if (first >= 0x80) {
    const octets = first & 0x7f;
    if (octets === 0 || octets > 4 || end - start < octets) return false;
    length = 0;
    for (let octet = 0; octet < octets; octet++) length = length * 256 + (bytes[start + octet] ?? 0);
    start += octets;
  }
  if (length > end - start) return false;
  element.tag = tag;
  element.start = start;
  element.end = start + length;
  return true;
}
