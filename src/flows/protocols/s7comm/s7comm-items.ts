/**
 * The objects that S7 requests name (public dissector of S7 communication): a memory area, in it bytes or, of counters
 * and timers, numbers.
 */
import { read16 } from '../../capture/bytes.ts';
import { absent } from '../../observation-sink.ts';
import type { TableLookup } from '../operation-index.ts';

/** One object; overwritten by the next. */
export interface S7Object {
  /** False when the request does not show what it touches, as with the names of later controllers. */
  shown: boolean;
  table: number;
  /** Number of the data block, or `absent`. */
  unit: number;
  first: number;
  count: number;
}

/** Gets each object in order; `part` is the item that names it. */
export type ObjectVisitor = (object: S7Object, part: number) => void;

export interface S7Items {
  /** The items of a request to read, to write, or to send cyclically. */
  read(bytes: Uint8Array, start: number, end: number, items: number, visit: ObjectVisitor): void;
  /** The items of a table of variables, which are watched, modified or forced. */
  readTable(bytes: Uint8Array, start: number, end: number, items: number, visit: ObjectVisitor): void;
  /** Items that are known only by their number. */
  hidden(items: number, visit: ObjectVisitor): void;
}

/** Of one message; what follows counts as one more object that is not shown. */
const mostObjects = 256;

const anyPointer = 0x10;
const dataBlockRead = 0xb0;
const bit = 1;
/** Bits of one element by its type; a byte where the type is not known. */
const elementBits: Readonly<Record<number, number>> = {
  [bit]: 1,
  2: 8,
  3: 8,
  4: 16,
  5: 16,
  6: 32,
  7: 32,
  8: 32,
  9: 16,
  10: 32,
  11: 32,
  12: 16,
  15: 64,
};

const dataBlock = 0x84;
const instanceDataBlock = 0x85;
const tableNames: Readonly<Record<number, string>> = {
  3: 'system_information',
  5: 'system_flags',
  6: 'analog_inputs',
  7: 'analog_outputs',
  28: 'counters',
  29: 'timers',
  30: 'iec_counters',
  31: 'iec_timers',
  128: 'peripheral',
  129: 'inputs',
  130: 'outputs',
  131: 'flags',
  [dataBlock]: 'db',
  [instanceDataBlock]: 'instance_db',
  134: 'local',
};

/** Bytes of an element by the lower half of that byte; 0 is a bit, of which the place follows. */
const tableBytes: readonly number[] = [0, 1, 2, 4];
/** The areas of tables of variables, by the upper half of the byte. */
const tableAreas: readonly number[] = [0x83, 0x81, 0x82, 0x80, 0, 0x1d, 0x1c, dataBlock];

/** Reads items, with the tables as the sink numbers them. */
export function createS7Items(tables: TableLookup): S7Items {
  const noTable = tables(null);
  const tableOf = new Int32Array(256).fill(absent);
  for (const [area, name] of Object.entries(tableNames)) tableOf[Number(area)] = tables(name);
  const object: S7Object = { shown: false, table: noTable, unit: absent, first: absent, count: absent };

  function hide(): void {
    object.shown = false;
    object.table = noTable;
    object.unit = absent;
    object.first = absent;
    object.count = absent;
  }

  function show(area: number, dataBlockNumber: number, first: number, count: number): void {
    const table = tableOf[area] ?? absent;
    if (table === absent) {
      hide();
      return;
    }
    object.shown = true;
    object.table = table;
    object.unit = area === dataBlock || area === instanceDataBlock ? dataBlockNumber : absent;
    object.first = first;
    // A request for nothing is an attempt on its first object.
    object.count = Math.max(count, 1);
  }

  function readPointer(bytes: Uint8Array, at: number): void {
    const type = bytes[at + 3] ?? 0;
    const count = read16(bytes, at + 4);
    const area = bytes[at + 8] ?? 0;
    const address = ((bytes[at + 9] ?? 0) << 16) | read16(bytes, at + 10);
    if (isNumbered(area)) show(area, absent, address, count);
    else showBits(area, read16(bytes, at + 6), address, count * (elementBits[type] ?? 8));
  }

  function showBits(area: number, dataBlockNumber: number, address: number, bits: number): void {
    show(area, dataBlockNumber, address >>> 3, Math.ceil(((address & 7) + bits) / 8));
  }

  /** Several areas of data blocks in one item; answers how many were visited. */
  function readAreas(
    bytes: Uint8Array,
    at: number,
    end: number,
    most: number,
    item: number,
    visit: ObjectVisitor,
  ): number {
    const areas = Math.min(bytes[at + 3] ?? 0, Math.floor((end - at - 4) / 5), most);
    for (let area = 0; area < areas; area++) {
      const from = at + 4 + area * 5;
      show(dataBlock, read16(bytes, from + 1), read16(bytes, from + 3), bytes[from] ?? 0);
      visit(object, item);
    }
    return areas;
  }

  return {
    read(bytes, start, end, items, visit) {
      let at = start;
      let visited = 0;
      for (let item = 0; item < items; item++) {
        const next = at + 2 + (bytes[at + 1] ?? 0);
        const isWhole = next <= end && bytes[at] === 0x12;
        hide();
        if (!isWhole || visited >= mostObjects) {
          visit(object, item);
          return;
        }
        const syntax = bytes[at + 2];
        if (syntax === dataBlockRead) visited += readAreas(bytes, at, next, mostObjects - visited, item, visit);
        else {
          if (syntax === anyPointer && next - at >= 12) readPointer(bytes, at);
          visit(object, item);
          visited++;
        }
        // Items begin at even places.
        at = next + ((next - at) & 1);
      }
    },
    readTable(bytes, start, end, items, visit) {
      const whole = Math.min(items, Math.floor((end - start) / 6), mostObjects);
      for (let item = 0; item < whole; item++) {
        const at = start + item * 6;
        const kind = (bytes[at] ?? 0) & 15;
        const area = tableAreas[(bytes[at] ?? 0) >>> 4] ?? 0;
        const first = read16(bytes, at + 4);
        const repeated = bytes[at + 1] ?? 0;
        if (isNumbered(area)) show(area, absent, first, repeated);
        else show(area, read16(bytes, at + 2), first, kind === 0 ? 1 : repeated * (tableBytes[kind] ?? 1));
        visit(object, item);
      }
      if (whole === items) return;
      hide();
      visit(object, whole);
    },
    hidden(items, visit) {
      hide();
      for (let item = 0; item < items; item++) visit(object, item);
    },
  };
}

/** Counters and timers have numbers, not bytes. */
function isNumbered(area: number): boolean {
  return area >= 0x1c && area <= 0x1f;
}
