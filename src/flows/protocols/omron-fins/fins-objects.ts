/** The memory that FINS commands name (Omron W342 5-3): an area, in it words, bits of words, or numbers. */
import { read16 } from '../../capture/bytes.ts';
import { absent } from '../../observation-sink.ts';
import type { TableLookup } from '../operation-index.ts';
import { areaOf, areaTables } from './fins-areas.ts';
import { commandOf, finsHeaderBytes } from './fins-frame.ts';

/** One range; overwritten by the next. */
export interface FinsObject {
  /** False when the command does not show what it touches. */
  shown: boolean;
  table: number;
  first: number;
  count: number;
}

export type ObjectVisitor = (object: FinsObject) => void;

export interface FinsObjects {
  /** Visits what the command at `at` touches; false when commands of its kind touch no memory. */
  visit(bytes: Uint8Array, at: number, end: number, visit: ObjectVisitor): boolean;
  /** Visits what a command touched of which only the response is there; false as above. */
  visitHidden(command: number, visit: ObjectVisitor): boolean;
}

/** Of one message; what follows counts as one more range that is not shown. */
const mostObjects = 256;
/** Area and address: a word, and a bit in it. */
const addressBytes = 4;
const bitsInWord = 16;

const read = 0x0101;
const write = 0x0102;
const fill = 0x0103;
const readMultiple = 0x0104;
const transfer = 0x0105;
const force = 0x2301;
const readForced = 0x230a;
const accesses: ReadonlySet<number> = new Set([read, write, fill, readMultiple, transfer, force, readForced]);

export function createFinsObjects(tables: TableLookup): FinsObjects {
  const numbers = new Map(areaTables.map((name) => [name, tables(name)]));
  const noTable = tables(null);
  const object: FinsObject = { shown: false, table: noTable, first: absent, count: absent };

  function hide(visit: ObjectVisitor): void {
    object.shown = false;
    object.table = noTable;
    object.first = absent;
    object.count = absent;
    visit(object);
  }

  function show(bytes: Uint8Array, at: number, items: number, visit: ObjectVisitor): void {
    const { table, addressing } = areaOf(bytes[at] ?? 0);
    // A command for nothing is an attempt on its first item.
    const count = Math.max(items, 1);
    object.shown = true;
    object.table = numbers.get(table) ?? noTable;
    object.first = read16(bytes, at + 1);
    object.count = addressing === 'bits' ? Math.ceil(((bytes[at + 3] ?? 0) + count) / bitsInWord) : count;
    visit(object);
  }

  /** Items of equal length, `from` bytes into each of which is an address. */
  function visitList(
    bytes: Uint8Array,
    start: number,
    end: number,
    step: number,
    most: number,
    visit: ObjectVisitor,
  ): void {
    const items = Math.min(most, Math.floor((end - start) / step), mostObjects);
    for (let item = 0; item < items; item++) show(bytes, start + item * step + step - addressBytes, 1, visit);
    if (items < Math.min(most, Math.ceil((end - start) / step)) || items === 0) hide(visit);
  }

  return {
    visit(bytes, at, end, visit) {
      const command = commandOf(bytes, at);
      if (!accesses.has(command)) return false;
      const data = at + finsHeaderBytes;
      if (command === readMultiple) visitList(bytes, data, end, addressBytes, Number.POSITIVE_INFINITY, visit);
      else if (command === force) visitList(bytes, data + 2, end, addressBytes + 2, read16(bytes, data), visit);
      else {
        // A transfer names what is read first, then what is written.
        const from = command === transfer ? data + addressBytes : data;
        if (end - from < addressBytes + 2) hide(visit);
        else show(bytes, from, read16(bytes, from + addressBytes), visit);
      }
      return true;
    },
    visitHidden(command, visit) {
      if (!accesses.has(command)) return false;
      hide(visit);
      return true;
    },
  };
}
