/**
 * The devices that SLMP requests name in their data (SLMP reference manual SH-080956ENG 5.2, 5.3): ranges, single
 * devices, blocks, and ranges of the memory of a module.
 */
import { absent } from '../../observation-sink.ts';
import type { TableLookup } from '../operation-index.ts';
import { deviceNames } from './slmp-devices.ts';
import type { SlmpFrame } from './slmp-frame.ts';
import { createSlmpReader } from './slmp-reader.ts';

/** One range; overwritten by the next. */
export interface SlmpObject {
  /** False when the request does not show what it touches. */
  shown: boolean;
  /** Of devices; `absent` for the memory of a module. */
  table: number;
  first: number;
  /** Bits or words, as the device has. */
  count: number;
}

export type ObjectVisitor = (object: SlmpObject) => void;

export interface SlmpObjects {
  /** Visits what a request touches; false when requests of its command touch no devices. */
  visit(bytes: Uint8Array, frame: SlmpFrame, visit: ObjectVisitor): boolean;
}

/** Of one message; what follows counts as one more range that is not shown. */
const mostObjects = 256;

const bitAccess = 0x01;
/** Newer controllers have longer numbers and codes. */
const longDevices = 0x02;
/** Devices with a modification in front, such as an index register. */
const extendedDevices = 0x80;
const bitsInWord = 16;

type Layout = 'range' | 'random' | 'random-write' | 'blocks' | 'block-write' | 'memory' | 'hidden';

const layouts: ReadonlyMap<number, Layout> = new Map([
  [0x0401, 'range'],
  [0x1401, 'range'],
  [0x0403, 'random'],
  [0x0801, 'random'],
  [0x1402, 'random-write'],
  [0x0406, 'blocks'],
  [0x1406, 'block-write'],
  [0x0601, 'memory'],
  [0x1601, 'memory'],
  [0x0613, 'memory'],
  [0x1613, 'memory'],
  // Devices named before, or labels.
  [0x0802, 'hidden'],
  [0x041a, 'hidden'],
  [0x041c, 'hidden'],
  [0x141a, 'hidden'],
  [0x141b, 'hidden'],
]);

export function createSlmpObjects(tables: TableLookup): SlmpObjects {
  const noTable = tables(null);
  const numbers = new Map(deviceNames.map((name) => [name, tables(name)]));
  const object: SlmpObject = { shown: false, table: noTable, first: absent, count: absent };
  const reader = createSlmpReader();
  /** The request that is being read. */
  let visited = 0;
  let visitor: ObjectVisitor | null = null;
  let isBits = false;
  let isLong = false;

  function hide(): void {
    object.shown = false;
    object.table = noTable;
    object.first = absent;
    object.count = absent;
    visitor?.(object);
  }

  /** Visits a range of the kind that was read last; false when nothing more can be read. */
  function show(first: number, points: number): boolean {
    if (first < 0 || points < 0 || visited >= mostObjects) {
      hide();
      return false;
    }
    visited++;
    object.shown = true;
    object.table = numbers.get(reader.kind().name) ?? noTable;
    object.first = first;
    // A request for nothing is an attempt on its first device.
    object.count = Math.max(points, 1);
    visitor?.(object);
    return true;
  }

  /** Points of a device in an access by words. */
  function inWords(words: number): number {
    const { isBit, name } = reader.kind();
    return isBit && name !== 'other' ? words * bitsInWord : words;
  }

  function visitRange(): void {
    const first = reader.device();
    const points = reader.number(2);
    show(first, points < 0 || isBits ? points : inWords(points));
  }

  /** Single devices by words, then by double words with values behind each in a request to write. */
  function visitWords(hasValues: boolean): void {
    const words = reader.number(1);
    const all = words + reader.number(1);
    if (all <= 0) hide();
    for (let index = 0; index < all; index++) {
      const width = index < words ? 1 : 2;
      const first = reader.device();
      if (!show(first, inWords(width))) return;
      if (hasValues) reader.skip(width * 2);
    }
  }

  function visitBits(): void {
    const count = reader.number(1);
    if (count <= 0) hide();
    for (let index = 0; index < count; index++) {
      const first = reader.device();
      if (!show(first, 1)) return;
      reader.skip(isLong ? 2 : 1);
    }
  }

  /** Blocks of words, then of words that are bits. */
  function visitBlocks(hasValues: boolean): void {
    const wordBlocks = reader.number(1);
    const all = wordBlocks + reader.number(1);
    if (wordBlocks < 0 || all <= 0) hide();
    for (let block = 0; block < all; block++) {
      const first = reader.device();
      const words = reader.number(2);
      if (!show(first, words < 0 ? words : inWords(words))) return;
      if (hasValues) reader.skip(words * 2);
    }
  }

  function visitMemory(): void {
    const first = reader.number(4);
    show(first, reader.number(2));
  }

  const visitors: Readonly<Record<Layout, () => void>> = {
    range: visitRange,
    random: () => visitWords(false),
    'random-write': () => (isBits ? visitBits() : visitWords(true)),
    blocks: () => visitBlocks(false),
    'block-write': () => visitBlocks(true),
    memory: visitMemory,
    hidden: hide,
  };

  return {
    visit(bytes, frame, visit) {
      const layout = layouts.get(frame.command);
      if (layout === undefined) return false;
      isLong = (frame.subCommand & longDevices) !== 0;
      isBits = (frame.subCommand & bitAccess) !== 0;
      visited = 0;
      visitor = visit;
      reader.open(bytes, frame.dataStart, frame.end, frame.isAscii, isLong);
      const isExtended = (frame.subCommand & extendedDevices) !== 0;
      visitors[isExtended && layout !== 'memory' ? 'hidden' : layout]();
      return true;
    },
  };
}
