/**
 * One packet on its way through the rules, to say which of them let it pass or stopped it. What all packets together do
 * is found out elsewhere; this only tells the story of one of them.
 */
import type { IntegerRange } from '../../../model/plant.ts';
import { type FieldName, isPayloadField } from '../../nft/read/fields.ts';
import {
  type NftChain,
  type NftElement,
  type NftRule,
  type NftSet,
  type NftStatement,
  type NftValue,
  type NftVerdict,
  verdictOf,
} from '../../nft/read/ruleset.ts';
import type { LinkedRuleset } from '../../nft/trace/link-ruleset.ts';
import { type PacketModel, type Question, unknownAxis } from '../../nft/trace/packet-model.ts';
import { type WireSpace, wireAxes } from '../../proof/wire-space.ts';
import { createPacketModel } from './packet-fields.ts';

/** A rule that decided where a packet goes, and the element of a map that did. */
export interface Step {
  readonly chain: NftChain;
  /** Null at the end of a chain, where its policy decides. */
  readonly rule: NftRule | null;
  readonly set: NftSet | null;
  readonly element: NftElement | null;
  readonly verdict: NftVerdict;
}

export interface Way {
  readonly steps: readonly Step[];
  readonly verdict: 'accept' | 'drop';
}

/** A way that is longer than all chains goes round in a circle, which no kernel loads. */
const mostSteps = 10_000;

/** Follows the packet at a point of the space. */
export function followPacket(
  ruleset: LinkedRuleset,
  space: WireSpace,
  question: Question,
  point: readonly number[],
): Way {
  return followPoint(ruleset, { model: createPacketModel(space), valueAt: packetValue(space) }, question, point);
}

/** What a packet says at a point of a space. */
export interface PointSpace {
  readonly model: PacketModel;
  /** The value that a field has where its axis has a number. */
  readonly valueAt: (field: FieldName, axis: number, number: number) => Value;
}

/** The same for the packets of any space. */
export function followPoint(
  ruleset: LinkedRuleset,
  space: PointSpace,
  question: Question,
  point: readonly number[],
): Way {
  const chains = new Map(ruleset.order.map((chain) => [chain.name, chain]));
  const run: Run = { ruleset, ...space, question, point, mark: 0n, stamp: null };
  const steps: Step[] = [];
  let chain: NftChain = ruleset.entry;
  while (steps.length < mostSteps) {
    const step = stepThrough(run, chain);
    steps.push(step);
    const { verdict } = step;
    if (verdict.kind !== 'goto') return { steps, verdict: verdict.kind };
    chain = chains.get(verdict.target) ?? ruleset.entry;
  }
  return { steps, verdict: 'drop' };
}

interface Run {
  readonly ruleset: LinkedRuleset;
  readonly model: PacketModel;
  readonly valueAt: PointSpace['valueAt'];
  readonly question: Question;
  readonly point: readonly number[];
  mark: bigint;
  stamp: bigint | null;
}

function stepThrough(run: Run, chain: NftChain): Step {
  for (const rule of chain.rules) {
    for (const statement of rule.statements) {
      const result = runStatement(run, statement);
      if (result === 'ends') break;
      if (result !== 'holds') return { chain, rule, ...result };
    }
  }
  return { chain, rule: null, set: null, element: null, verdict: { kind: run.ruleset.entry.policy ?? 'drop' } };
}

type Decision = Pick<Step, 'set' | 'element' | 'verdict'>;

function decisionOf({ ruleset }: Run, map: string, element: NftElement | null): 'ends' | Decision {
  const verdict = element === null ? null : verdictOf(element.result);
  return verdict === null ? 'ends' : { set: ruleset.sets.get(map) ?? null, element, verdict };
}

function runStatement(run: Run, statement: NftStatement): 'holds' | 'ends' | Decision {
  switch (statement.kind) {
    case 'match': {
      const { field, mask, negated, values } = statement;
      const value = fieldValue(run, field);
      if (value === null) return 'ends';
      const byAxis = field === 'tcp flags' || field === 'ct status' || isPayloadField(field);
      const found = byAxis ? holdsOnAxis(run, field, mask, values) : values.some((each) => holds(each, value));
      return found === negated ? 'ends' : 'holds';
    }
    case 'match-set': {
      const key = keyOf(run, statement.key);
      if (key === null) return 'ends';
      const open = isOpenSession(run, statement);
      if (open !== null) return open === statement.negated ? 'ends' : 'holds';
      return (find(run, statement.set, key) === null) === statement.negated ? 'holds' : 'ends';
    }
    case 'vmap': {
      const key = keyOf(run, statement.key);
      const element = key === null ? null : find(run, statement.map, key);
      return decisionOf(run, statement.map, element);
    }
    case 'set-mark':
      return setMark(run, statement);
    case 'verdict':
      return { set: null, element: null, verdict: statement.verdict };
    case 'unknown':
      return run.point[unknownAxis(run.model.diagrams, statement.number)] === 1 ? 'holds' : 'ends';
    case 'translate':
    case 'counter':
    case 'limit':
    case 'log':
      return 'holds';
  }
}

/** Whether a session is open at the point; null for sets that are read as they stand. */
function isOpenSession(
  { ruleset, model, mark, point }: Run,
  { key, set: name }: NftStatement & { readonly kind: 'match-set' },
): boolean | null {
  const set = ruleset.sets.get(name);
  const packets = set === undefined || key.join() !== 'meta mark' ? null : model.whileIn?.(set, Number(mark));
  return packets == null ? null : model.diagrams.has(packets, point);
}

function setMark(run: Run, { target, value }: NftStatement & { readonly kind: 'set-mark' }): 'holds' | 'ends' {
  let mark: bigint;
  if (value.kind === 'mark') mark = BigInt(value.mark);
  else if (value.kind === 'with-bits') mark = run.mark | BigInt(value.bits);
  else {
    const key = keyOf(run, value.key);
    const result = key === null ? undefined : find(run, value.map, key)?.result;
    if (result?.kind !== 'mark') return 'ends';
    mark = BigInt(result.mark);
  }
  if (target === 'meta mark') run.mark = mark;
  else run.stamp = mark;
  return 'holds';
}

type Value = bigint | string;

/** Null when the packet has no such field. */
function fieldValue(run: Run, field: FieldName): Value | null {
  const { point } = run;
  const source = run.model.sourceOf(field, run.question);
  if (source.kind === 'absent' || source.kind === 'unknown') return null;
  if (source.kind === 'constant') return source.value;
  if (source.kind === 'mark') return run.mark;
  if (source.kind === 'connection-mark') return run.stamp ?? BigInt(run.question.connectionMark ?? 0);
  if (source.guard !== null && !isWithin(source.guard, point[source.guard.axis] ?? 0)) return null;
  return run.valueAt(field, source.axis, point[source.axis] ?? 0);
}

function packetValue(space: WireSpace): PointSpace['valueAt'] {
  return (field, axis, number) => {
    switch (axis) {
      case wireAxes.source:
      case wireAxes.destination:
        return space.addresses[number] ?? 0n;
      case wireAxes.entry:
      case wireAxes.exit:
        return space.interfaces[number] ?? '';
      case wireAxes.week:
        return BigInt(field === 'meta day' ? Math.floor(number / 86_400) : number % 86_400);
      default:
        return BigInt(number);
    }
  };
}

/** Fields whose axis has kinds of values in place of the values themselves. */
function holdsOnAxis(run: Run, field: FieldName, mask: bigint | null, values: readonly NftValue[]): boolean {
  const source = run.model.sourceOf(field, run.question);
  if (source.kind !== 'axis') return false;
  const kind = run.point[source.axis] ?? 0;
  return run.model.sideOf(field, mask, values)?.some((range) => isWithin(range, kind)) ?? false;
}

function isWithin({ from, to }: IntegerRange, value: number): boolean {
  return from <= value && value <= to;
}

function keyOf(run: Run, key: readonly FieldName[]): readonly Value[] | null {
  const values = key.map((field) => fieldValue(run, field));
  return values.includes(null) ? null : values.filter((value) => value !== null);
}

function find({ ruleset }: Run, name: string, key: readonly Value[]): NftElement | null {
  const elements = ruleset.sets.get(name)?.elements ?? [];
  return elements.find((element) => element.key.every((part, index) => holds(part, key[index] ?? ''))) ?? null;
}

function holds(part: NftValue, value: Value): boolean {
  if (part.kind === 'name' || typeof value === 'string') return part.kind === 'name' && part.name === value;
  return part.from <= value && value <= part.to;
}
