/** Reads what ReadProperty and ReadPropertyMultiple give (ANSI/ASHRAE 135-2020 15.5, 15.7): values, errors, identities. */
import type { PeerOutput } from '../decoder.ts';
import { identifyByProperty, isIdentifying } from './bacnet-identity.ts';
import {
  behindGroup,
  createTag,
  instanceOf,
  isContext,
  objectTypeOf,
  opensGroup,
  readTag,
  unsignedOf,
} from './bacnet-tags.ts';

const tag = createTag();

/** The object and the property of a ReadProperty answer; the object alone is there from the first call on. */
export function readPropertyAnswer(
  bytes: Uint8Array,
  start: number,
  end: number,
  isRouted: boolean,
  output: PeerOutput,
): void {
  const next = readTag(bytes, start, end, tag);
  if (next < 0 || !isContext(tag, 0) || tag.length !== 4) return;
  const object = tag.at;
  let at = readTag(bytes, next, end, tag);
  if (at < 0 || !isContext(tag, 1)) return;
  const property = unsignedOf(bytes, tag);
  if (!isIdentifying(objectTypeOf(bytes, object), property)) return;
  at = readTag(bytes, at, end, tag);
  // An array index may come first.
  if (at >= 0 && isContext(tag, 2)) at = readTag(bytes, at, end, tag);
  if (at < 0 || !opensGroup(tag, 3) || readTag(bytes, at, end, tag) < 0) return;
  identifyByProperty(bytes, tag, instanceOf(bytes, object), property, isRouted, output);
}

/** Called with the place of each object in the answer of which nothing could be read. */
export type FailedObject = (index: number) => void;

/** Walks a ReadPropertyMultiple answer. */
export function readMultipleAnswer(
  bytes: Uint8Array,
  start: number,
  end: number,
  isRouted: boolean,
  output: PeerOutput,
  failed: FailedObject,
): void {
  let index = 0;
  for (let at = start; at < end; index++) {
    const next = readTag(bytes, at, end, tag);
    if (next < 0 || !isContext(tag, 0) || tag.length !== 4) return;
    const object = tag.at;
    at = readTag(bytes, next, end, tag);
    if (at < 0 || !opensGroup(tag, 1)) return;
    results.values = 0;
    results.errors = 0;
    at = readResults(bytes, at, end, object, isRouted, output);
    if (at < 0) return;
    if (results.errors > 0 && results.values === 0) failed(index);
  }
}

const results = { values: 0, errors: 0 };

/** Reads properties with their values or errors; answers where the list ends. */
function readResults(
  bytes: Uint8Array,
  start: number,
  end: number,
  object: number,
  isRouted: boolean,
  output: PeerOutput,
): number {
  let property = -1;
  for (let at = start; at >= 0; ) {
    at = readTag(bytes, at, end, tag);
    if (at < 0 || tag.closes) return at;
    if (isContext(tag, 2)) property = unsignedOf(bytes, tag);
    else if (opensGroup(tag, 4)) {
      results.values++;
      const isWanted = isIdentifying(objectTypeOf(bytes, object), property) && readTag(bytes, at, end, tag) >= 0;
      if (isWanted) identifyByProperty(bytes, tag, instanceOf(bytes, object), property, isRouted, output);
      at = behindGroup(bytes, at, end, tag);
    } else if (opensGroup(tag, 5)) {
      results.errors++;
      at = behindGroup(bytes, at, end, tag);
    }
  }
  return -1;
}
