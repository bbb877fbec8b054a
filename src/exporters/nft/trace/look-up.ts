/** Which packets find which element: keys of sets and maps as sets of packets, by what they lead to. */
import { type DiagramNode, everything, nothing } from '../../../algebra/diagram-runs.ts';
import { type IntegerSet, integerSet, intersectIntegers } from '../../../algebra/integer-set.ts';
import type { FieldName } from '../read/fields.ts';
import type { NftElement, NftResult, NftSet } from '../read/ruleset.ts';
import type { Flow, MarkTable, PacketMark } from './flow.ts';
import { type FieldSource, type PacketModel, packetsOn, type Question } from './packet-model.ts';

/** Packets that find an element with a result. */
export interface Hit {
  readonly result: NftResult;
  readonly packets: DiagramNode;
}

export interface Found {
  readonly hits: readonly Hit[];
  /** All hits together. */
  readonly any: DiagramNode;
  /** Packets that have all fields of the key. */
  readonly present: DiagramNode;
  /** What makes the answer uncertain, null when nothing does. */
  readonly unclear: string | null;
}

const none: Found = { hits: [], any: nothing, present: nothing, unclear: null };

/** Looks up the packets of a flow; some hits may be of packets that the flow does not have. */
export type LookUp = (key: readonly FieldName[], set: NftSet, flow: Flow, question: Question) => Found;

export function createLookUp(model: PacketModel): LookUp {
  const remembered = new Map<string, Found>();
  const byMark = new Map<string, ReadonlyMap<number, readonly NftElement[]>>();
  return (key, set, { mark, stamp }, question) => {
    const connection = stamp ?? question.connectionMark;
    const sources = key.map((field) => model.sourceOf(field, question));
    if (sources.some((source) => source.kind === 'absent')) return none;
    const strange = key.find((_, part) => sources[part]?.kind === 'unknown');
    if (strange !== undefined) return { ...none, unclear: `${strange}, which means nothing here` };
    const asked = sources.some((source) => source.kind === 'mark');
    if (asked && mark.kind === 'unknown')
      return { ...none, unclear: 'the mark of the packet, which may be anything here' };
    const passing = key.length === 1 && asked && mark.kind === 'number' ? model.whileIn?.(set, mark.mark) : null;
    if (passing != null)
      return { hits: [{ result: null, packets: passing }], any: passing, present: everything, unclear: null };
    const constants = sources.map((source) => constantOf(source, connection));
    const name = [set.name, key.join(), question.direction === 'reply', constants.join(), asked ? describe(mark) : ''];
    const known = remembered.get(name.join(' '));
    if (known !== undefined) return known;
    const elements = asked ? elementsOf(byMark, set, key.indexOf('meta mark'), mark) : set.elements;
    const found = gather(model, key, sources, constants, elements, mark);
    remembered.set(name.join(' '), found);
    return found;
  };
}

/** Elements that a mark can meet, without a look at all the others. */
function elementsOf(
  indexes: Map<string, ReadonlyMap<number, readonly NftElement[]>>,
  set: NftSet,
  part: number,
  mark: PacketMark,
): readonly NftElement[] {
  const free = mark.kind === 'table' ? mark.table.bits : 0;
  const name = `${set.name} ${part} ${free}`;
  const index =
    indexes.get(name) ??
    Map.groupBy(set.elements, ({ key }) => (isSingle(key[part]) ? (markOf(key[part]) & ~free) >>> 0 : intervals));
  indexes.set(name, index);
  if (mark.kind === 'unknown') return [];
  const single = index.get(mark.kind === 'number' ? mark.mark : mark.more) ?? [];
  const several = index.get(intervals);
  return several === undefined ? single : [...single, ...several];
}

/** Where the index has elements whose mark is an interval; no mark is negative. */
const intervals = -1;

function gather(
  model: PacketModel,
  key: readonly FieldName[],
  sources: readonly FieldSource[],
  constants: readonly (bigint | null)[],
  elements: readonly NftElement[],
  mark: PacketMark,
): Found {
  const { diagrams } = model;
  const results = new Map<string, { readonly result: NftResult; readonly nodes: DiagramNode[] }>();
  const guard = guardOf(model, sources);
  for (const { key: values, result } of elements) {
    const sides: (IntegerSet | null)[] = [];
    let meets = true;
    for (const [part, source] of sources.entries()) {
      const value = values[part];
      const side = sideOfPart(model, key[part] ?? 'meta mark', source, constants[part] ?? null, value, mark);
      if (side === null) continue;
      if (side.set.length === 0) meets = false;
      if (side.axis !== null) sides[side.axis] = meet(sides[side.axis] ?? null, side.set);
    }
    if (!meets) continue;
    const name = result?.kind === 'goto' ? `goto ${result.target}` : (result?.kind ?? '');
    const known = results.get(name) ?? { result, nodes: [] };
    results.set(name, known);
    known.nodes.push(diagrams.box(sides));
  }
  const hits = [...results.values()].map(({ result, nodes }) => ({
    result,
    packets: diagrams.intersect(diagrams.union(nodes), guard),
  }));
  const any = diagrams.union(hits.map((hit) => hit.packets));
  return { hits, any, present: guard, unclear: model.unclear(key, any) };
}

function meet(a: IntegerSet | null, b: IntegerSet): IntegerSet {
  return a === null ? b : intersectIntegers(a, b);
}

interface PartSide {
  readonly axis: number | null;
  /** Empty when the element is not met. */
  readonly set: IntegerSet;
}

/** What one part of a key asks of packets; null when it asks nothing. */
function sideOfPart(
  model: PacketModel,
  field: FieldName,
  source: FieldSource,
  constant: bigint | null,
  value: NftElement['key'][number] | undefined,
  mark: PacketMark,
): PartSide | null {
  if (value === undefined) return { axis: null, set: [] };
  if (source.kind === 'axis') return { axis: source.axis, set: model.sideOf(field, null, [value]) ?? [] };
  if (source.kind !== 'mark') {
    return constant !== null && holds(value, constant) ? null : { axis: null, set: [] };
  }
  if (mark.kind === 'number') return holds(value, BigInt(mark.mark)) ? null : { axis: null, set: [] };
  if (mark.kind === 'unknown') return null;
  const { axis, values } = mark.table;
  if (isSingle(value)) return { axis, set: values.get((markOf(value) & ~mark.more) >>> 0) ?? [] };
  const own = [...values].filter(([each]) => holds(value, BigInt((each | mark.more) >>> 0)));
  return { axis, set: integerSet(own.flatMap(([, set]) => set)) };
}

function holds(value: NftElement['key'][number], number: bigint): boolean {
  return value.kind === 'numbers' && value.from <= number && number <= value.to;
}

/** Fields of a protocol are only in its packets. */
function guardOf(model: PacketModel, sources: readonly FieldSource[]): DiagramNode {
  return sources.reduce((node, source) => {
    if (source.kind !== 'axis' || source.guard === null) return node;
    const { axis, from, to } = source.guard;
    return model.diagrams.intersect(node, packetsOn(model, axis, [{ from, to }]));
  }, everything);
}

function constantOf(source: FieldSource, connectionMark: number | null): bigint | null {
  if (source.kind === 'constant') return source.value;
  return source.kind === 'connection-mark' && connectionMark !== null ? BigInt(connectionMark) : null;
}

function isSingle(value: NftElement['key'][number] | undefined): boolean {
  return value?.kind === 'numbers' && value.from === value.to;
}

function markOf(value: NftElement['key'][number] | undefined): number {
  return value?.kind === 'numbers' ? Number(value.from) : 0;
}

function describe(mark: PacketMark): string {
  return mark.kind === 'table' ? `t${mark.table.id}|${mark.more}` : mark.kind === 'number' ? String(mark.mark) : '?';
}

/** The marks that a map gives by one field of the packet. */
export function markTable(
  model: PacketModel,
  set: NftSet,
  field: FieldName,
  source: FieldSource & { readonly kind: 'axis' },
  id: number,
): MarkTable {
  const values = new Map<number, IntegerSet>();
  const groups = Map.groupBy(set.elements, ({ result }) => (result?.kind === 'mark' ? result.mark : 0));
  let bits = 0;
  for (const [mark, elements] of groups) {
    bits |= mark;
    values.set(
      mark,
      integerSet(
        model.sideOf(
          field,
          null,
          elements.flatMap(({ key }) => key),
        ) ?? [],
      ),
    );
  }
  return { id, axis: source.axis, values, bits: bits >>> 0 };
}
