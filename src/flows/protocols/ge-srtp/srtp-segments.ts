/** Segment selectors of GE controllers: which memory, counted in bits, octets or words (GFK-0529, SNP communications). */
import type { TableLookup } from '../operation-index.ts';

/** A memory as the sink numbers its table, and how many of its elements one step of the selector is. */
export interface Segment {
  readonly table: number;
  readonly perElement: number;
}

/** Discrete memories in the order of their selectors for octets (from 16) and bits (from 70), two apart. */
const discrete = [
  'discrete_inputs',
  'discrete_outputs',
  'discrete_temporaries',
  'discrete_internals',
  'system_a',
  'system_b',
  'system_c',
  'system',
];
const words: Readonly<Record<number, string>> = { 8: 'registers', 10: 'analog_inputs', 12: 'analog_outputs' };
const firstOctetSelector = 16;
const firstBitSelector = 70;
const geniusOctets = 56;
const geniusBits = 86;
const bitsInOctet = 8;

/** The segment of a selector; null for one that is not known. */
export function createSegments(tables: TableLookup): (selector: number) => Segment | null {
  const known = new Map<number, Segment>();
  for (const [selector, name] of Object.entries(words))
    known.set(Number(selector), { table: tables(name), perElement: 1 });
  for (const [index, name] of discrete.entries()) {
    const table = tables(name);
    known.set(firstOctetSelector + 2 * index, { table, perElement: bitsInOctet });
    known.set(firstBitSelector + 2 * index, { table, perElement: 1 });
  }
  known.set(geniusOctets, { table: tables('genius_global'), perElement: bitsInOctet });
  known.set(geniusBits, { table: tables('genius_global'), perElement: 1 });
  return (selector) => known.get(selector) ?? null;
}
