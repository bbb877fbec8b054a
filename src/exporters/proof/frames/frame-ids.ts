/** Frame ids of PROFINET RT (IEC 61158-6-10), asked one by one at the borders of what a catalogue lists. */
import type { OperationEntry, Protocol } from '../../../model/catalogue.ts';
import type { IntegerRange } from '../../../model/plant.ts';
import type { Asked } from './asked-together.ts';

/** Intervals of frame ids, each with one answer. */
export interface FrameIds {
  readonly asked: readonly IntegerRange[];
  /** Whether a request can be in a frame with one of them; null stands for one that the catalogue does not list. */
  readonly carries: (entry: OperationEntry | null) => boolean;
}

/** The frame ids of some requests. */
export function frameIdsOf({ operations }: Protocol, requests: readonly Asked[]): FrameIds {
  const named = requests.flatMap(({ entry, class: type, name }) =>
    entry === null && type === 'unknown' ? [name] : [],
  );
  const codes = named.flatMap((name) => (name === null ? [] : [rangeOf(name.replace('code:', ''))]));
  const entries = operations.map((entry) => ({ entry, range: rangeOf(entry.code) }));
  const borders = [
    ...fixedBorders,
    ...[...codes, ...entries.map((each) => each.range)].flatMap(({ from, to }) => [from, to + 1]),
  ];
  const cuts = [...new Set(borders)].filter((id) => id >= 0 && id <= lastId).sort((a, b) => a - b);
  const asked: IntegerRange[] = [];
  let others = false;
  for (const [index, id] of cuts.entries()) {
    const listed = entries.filter(({ range }) => holds(range, id));
    const isOther = listed.length === 0 && (named.includes(null) || codes.some((range) => holds(range, id)));
    const isListed = listed.some(({ entry }) => requests.some((request) => request.entry === entry));
    if (!isRealTime(id) || (!isOther && !isListed)) continue;
    others ||= isOther;
    asked.push({ from: id, to: (cuts[index + 1] ?? lastId + 1) - 1 });
  }
  return {
    asked,
    carries: (entry) => {
      if (entry === null) return others;
      const { from, to } = rangeOf(entry.code);
      return asked.some((range) => range.from <= to && from <= range.to);
    },
  };
}

const lastId = 0xffff;
const fixedBorders = [0, 0x20, 0x22, 0x80, 0x82, 0x100, 0xfc00, 0xfc01, 0xfc02, 0xfe01, 0xfe02, 0xff00, 0xff90];

/** Frame ids that RT has; those that are missing are reserved, or belong to DCP. */
function isRealTime(id: number): boolean {
  if (id < 0x0100) return id === 0x20 || id === 0x21 || id === 0x80 || id === 0x81;
  if (id < 0xfc00) return true;
  return id === 0xfc01 || id === 0xfe01 || (id >= 0xff00 && id < 0xff90);
}

/** `0x8000-0xbfff`; what is none is a range that holds nothing. */
function rangeOf(code: string): IntegerRange {
  const [from = Number.NaN, to = from] = code.split('-').map(Number);
  return Number.isInteger(from) && Number.isInteger(to) ? { from, to } : { from: 0, to: -1 };
}

function holds({ from, to }: IntegerRange, id: number): boolean {
  return from <= id && id <= to;
}
