/** Templates of NetFlow v9 (RFC 3954 5.2, 6.1) and IPFIX (RFC 7011 3.4): which fields the records of a set have. */
import { read16, read32 } from '../capture/bytes.ts';
import { reverseElement, usedElements } from './elements.ts';

export interface Template {
  /** Its records describe the exporter, not flows. */
  readonly isOptions: boolean;
  /** Number of the information element of each field, 0 for one that is passed over. */
  readonly elements: Uint16Array;
  /** Bytes of each field, or `variableLength`. */
  readonly lengths: Uint16Array;
  /** Bytes that a record has at least; never 0. */
  readonly leastBytes: number;
}

/** Stands for a field whose length is in the record (RFC 7011 7). */
export const variableLength = 0xffff;

/** What a template set says next; `next` is where the rest of the set begins. */
export type TemplateEntry =
  | { readonly kind: 'template'; readonly id: number; readonly template: Template; readonly next: number }
  | { readonly kind: 'empty'; readonly id: number; readonly next: number }
  | { readonly kind: 'withdrawal'; readonly id: number; readonly next: number }
  | { readonly kind: 'padding' }
  | { readonly kind: 'malformed' };

export const leastTemplateId = 256;

/** Reads one template at `at` of a set of version 9 or 10 (IPFIX) that ends at `end`. */
export function readTemplate(
  bytes: Uint8Array,
  at: number,
  end: number,
  version: 9 | 10,
  isOptions: boolean,
): TemplateEntry {
  if (end - at < 4) return { kind: 'padding' };
  const id = read16(bytes, at);
  const count = read16(bytes, at + 2);
  if (version === 10 && count === 0) return { kind: 'withdrawal', id, next: at + 4 };
  if (id < leastTemplateId) return id === 0 ? { kind: 'padding' } : { kind: 'malformed' };
  if (!isOptions) return readFields(bytes, at + 4, end, { id, version, isOptions, scopes: 0, fields: count });
  if (end - at < 6) return { kind: 'malformed' };
  const third = read16(bytes, at + 4);
  // Version 9 counts the bytes of scope and other fields, IPFIX counts all fields and then those of the scope.
  const [scopes, fields] = version === 9 ? [count >>> 2, (count >>> 2) + (third >>> 2)] : [third, count];
  return readFields(bytes, at + 6, end, { id, version, isOptions, scopes, fields });
}

interface TemplateHeader {
  readonly id: number;
  readonly version: 9 | 10;
  readonly isOptions: boolean;
  readonly scopes: number;
  readonly fields: number;
}

function readFields(bytes: Uint8Array, start: number, end: number, header: TemplateHeader): TemplateEntry {
  const elements: number[] = [];
  const lengths: number[] = [];
  let leastBytes = 0;
  let at = start;
  for (let field = 0; field < header.fields; field++) {
    if (end - at < 4) return { kind: 'malformed' };
    const number = read16(bytes, at);
    const length = read16(bytes, at + 2);
    at += 4;
    let element = number;
    if (header.version === 10 && number >= 0x8000) {
      if (end - at < 4) return { kind: 'malformed' };
      element = reverseElement(number & 0x7fff, read32(bytes, at));
      at += 4;
    }
    // Scope fields of version 9 have numbers of their own.
    if (header.version === 9 && field < header.scopes) element = 0;
    // A field without bytes says nothing; kept, it would cost time without limit.
    if (length === 0) continue;
    const isVariable = header.version === 10 && length === variableLength;
    leastBytes += isVariable ? 1 : length;
    addField(elements, lengths, usedElements.has(element) ? element : 0, length, isVariable);
  }
  if (leastBytes === 0) return { kind: 'empty', id: header.id, next: at };
  const template = {
    isOptions: header.isOptions,
    elements: Uint16Array.from(elements),
    lengths: Uint16Array.from(lengths),
    leastBytes,
  };
  return { kind: 'template', id: header.id, template, next: at };
}

/** Joins neighbours that are passed over. */
function addField(elements: number[], lengths: number[], element: number, length: number, isVariable: boolean): void {
  const last = lengths.length - 1;
  const together = (lengths[last] ?? 0) + length;
  if (
    element === 0 &&
    !isVariable &&
    elements[last] === 0 &&
    lengths[last] !== variableLength &&
    together < variableLength
  )
    lengths[last] = together;
  else {
    elements.push(element);
    lengths.push(length);
  }
}
