/**
 * Who was asked for in a file: Who-Is goes to everyone, and those who are meant answer the asker alone, in another
 * conversation (ANSI/ASHRAE 135-2020 16.9, 16.10).
 */
import { createTag, instanceOf, isContext, isOfType, objectType, readTag, unsignedOf } from './bacnet-tags.ts';

export interface BacnetDiscoveries {
  /** Notes an unconfirmed request if it asks who or what is there; its service choice stands at `at`. */
  note(bytes: Uint8Array, at: number, end: number): void;
  /** True when I-Am or I-Have at `at` answers what was asked before. */
  answers(bytes: Uint8Array, at: number, end: number): boolean;
}

const iAm = 0;
const whoHas = 7;
const whoIs = 8;
const lastInstance = 0x3f_ffff;

/** Ranges remembered; what is asked beyond that is taken for everything. */
const mostRanges = 64;

/** Nobody was asked for. */
export function createBacnetDiscoveries(): BacnetDiscoveries {
  /** First and last instance by turns. */
  const ranges: number[] = [];
  let isWhoHas = false;
  const tag = createTag();

  function addRange(low: number, high: number): void {
    for (let at = 0; at < ranges.length; at += 2) if (ranges[at] === low && ranges[at + 1] === high) return;
    if (ranges.length < mostRanges * 2) ranges.push(low, high);
    else ranges.splice(0, ranges.length, 0, lastInstance);
  }

  function noteWhoIs(bytes: Uint8Array, start: number, end: number): void {
    const next = readTag(bytes, start, end, tag);
    if (next < 0 || !isContext(tag, 0)) {
      addRange(0, lastInstance);
      return;
    }
    const low = unsignedOf(bytes, tag);
    if (readTag(bytes, next, end, tag) >= 0 && isContext(tag, 1)) addRange(low, unsignedOf(bytes, tag));
  }

  return {
    note(bytes, at, end) {
      if (bytes[at] === whoIs) noteWhoIs(bytes, at + 1, end);
      else if (bytes[at] === whoHas) isWhoHas = true;
    },
    answers(bytes, at, end) {
      if (bytes[at] !== iAm) return isWhoHas;
      if (readTag(bytes, at + 1, end, tag) < 0 || !isOfType(tag, objectType)) return false;
      const instance = instanceOf(bytes, tag.at);
      for (let range = 0; range < ranges.length; range += 2)
        if (instance >= (ranges[range] ?? 0) && instance <= (ranges[range + 1] ?? 0)) return true;
      return false;
    },
  };
}
