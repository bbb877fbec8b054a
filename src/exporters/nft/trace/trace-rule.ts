/** One rule on the packets of a flow: statements from left to right; the first that does not hold ends the rule. */
import { type DiagramNode, everything, nothing } from '../../../algebra/diagram-runs.ts';
import { integerSet } from '../../../algebra/integer-set.ts';
import type { FieldName } from '../read/fields.ts';
import { type NftRule, type NftSet, type NftStatement, type NftVerdict, verdictOf } from '../read/ruleset.ts';
import type { Flow, MarkTable } from './flow.ts';
import { type LookUp, markTable } from './look-up.ts';
import {
  complementOf,
  type FieldSource,
  type PacketModel,
  packetsOfUnknown,
  packetsOn,
  type Question,
} from './packet-model.ts';

/** What becomes of the packets of a rule. */
export interface RuleOutcome {
  /** Those that go on with the next rule. */
  readonly next: Flow[];
  readonly verdicts: { readonly verdict: NftVerdict; readonly flow: Flow }[];
}

/** What rules are traced with. */
export interface TraceContext {
  readonly model: PacketModel;
  readonly question: Question;
  readonly sets: ReadonlyMap<string, NftSet>;
  readonly lookUp: LookUp;
  /** Tables of marks by map, field and direction; each is made once. */
  readonly markTables: Map<string, MarkTable>;
  /** Takes note of something whose effect is not known. */
  readonly refuse: (found: string) => void;
}

/** Traces a rule. Flows whose packets were all taken away may still be in the outcome; they harm nobody. */
export function traceRule(context: TraceContext, rule: NftRule, flow: Flow): RuleOutcome {
  const outcome: RuleOutcome = { next: [], verdicts: [] };
  let current: Flow | null = flow;
  for (const statement of rule.statements) {
    if (current === null || current.region === nothing) return outcome;
    current = traceStatement(context, statement, current, outcome);
  }
  if (current !== null) outcome.next.push(current);
  return outcome;
}

/** The packets that go on with the next statement, null when there are none. */
function traceStatement(context: TraceContext, statement: NftStatement, flow: Flow, outcome: RuleOutcome): Flow | null {
  switch (statement.kind) {
    case 'match':
      return split(context, flow, matching(context, statement, flow), outcome);
    case 'match-set':
      return traceSetMatch(context, statement, flow, outcome);
    case 'vmap':
      return traceVerdictMap(context, statement, flow, outcome);
    case 'set-mark':
      return statement.target === 'meta mark'
        ? traceMark(context, statement.value, flow, outcome)
        : traceStamp(context, statement.value, flow);
    case 'verdict':
      outcome.verdicts.push({ verdict: statement.verdict, flow });
      return null;
    case 'unknown':
      return split(context, flow, packetsOfUnknown(context.model, statement.number), outcome);
    case 'translate':
      context.refuse('a translation of addresses among the rules that judge');
      return null;
    case 'counter':
    case 'limit':
    case 'log':
      return flow;
  }
}

function split({ model }: TraceContext, flow: Flow, packets: DiagramNode, { next }: RuleOutcome): Flow | null {
  if (packets === everything) return flow;
  const { diagrams } = model;
  const others = diagrams.subtract(flow.region, packets);
  if (others !== nothing) next.push({ ...flow, region: others });
  const region = diagrams.intersect(flow.region, packets);
  return region === nothing ? null : { ...flow, region };
}

/** Packets for which a comparison holds. */
function matching(
  { model, question, refuse }: TraceContext,
  { field, mask, negated, values }: NftStatement & { readonly kind: 'match' },
  { stamp, region }: Flow,
): DiagramNode {
  const source = model.sourceOf(field, question);
  if (source.kind === 'absent') return nothing;
  if (source.kind === 'mark' || source.kind === 'unknown') {
    refuse(source.kind === 'mark' ? 'a comparison of the mark with numbers' : `${field}, which means nothing here`);
    return nothing;
  }
  if (source.kind !== 'axis') {
    const value = source.kind === 'constant' ? source.value : BigInt(stamp ?? question.connectionMark ?? 0);
    const holds = values.some((each) => each.kind === 'numbers' && each.from <= value && value <= each.to);
    return holds === negated ? nothing : everything;
  }
  const side = model.sideOf(field, mask, values);
  if (side === null) refuse(`values of ${field} that tell apart more than can be proven`);
  const set = negated ? complementOf(model, source.axis, side ?? []) : (side ?? []);
  const own = packetsOn(model, source.axis, set);
  const { guard } = source;
  const packets =
    guard === null
      ? own
      : model.diagrams.intersect(own, packetsOn(model, guard.axis, [{ from: guard.from, to: guard.to }]));
  const unclear = model.unclear([field], model.diagrams.intersect(packets, region));
  if (unclear !== null) refuse(unclear);
  return packets;
}

function traceSetMatch(
  context: TraceContext,
  { key, negated, set: name }: NftStatement & { readonly kind: 'match-set' },
  flow: Flow,
  outcome: RuleOutcome,
): Flow | null {
  const set = context.sets.get(name);
  if (set === undefined) return null;
  const found = context.lookUp(key, set, flow, context.question);
  if (found.unclear !== null) context.refuse(found.unclear);
  const { diagrams } = context.model;
  if (found.present !== everything)
    return split(context, flow, negated ? diagrams.subtract(found.present, found.any) : found.any, outcome);
  if (!negated) return splitLater(flow, found.any, outcome);
  const inside: RuleOutcome = { next: [], verdicts: [] };
  const outside = splitLater(flow, found.any, inside);
  if (outside !== null) outcome.next.push(outside);
  return inside.next[0] ?? null;
}

/** Like {@link split}, but leaves the work to where it is settled what becomes of the packets. */
function splitLater(flow: Flow, packets: DiagramNode, { next }: RuleOutcome): Flow | null {
  if (packets !== everything) next.push(packets === nothing ? flow : { ...flow, except: [...flow.except, packets] });
  if (packets === nothing) return null;
  return packets === everything ? flow : { ...flow, within: [...flow.within, packets] };
}

function traceVerdictMap(
  context: TraceContext,
  { key, map: name }: NftStatement & { readonly kind: 'vmap' },
  flow: Flow,
  { next, verdicts }: RuleOutcome,
): null {
  const map = context.sets.get(name);
  if (map === undefined) return null;
  const { hits, any, unclear } = context.lookUp(key, map, flow, context.question);
  if (unclear !== null) context.refuse(unclear);
  for (const { result, packets } of hits) {
    const region = context.model.diagrams.intersect(flow.region, packets);
    const verdict = verdictOf(result);
    if (region !== nothing && verdict !== null) verdicts.push({ verdict, flow: { ...flow, region } });
  }
  if (any !== everything) next.push(any === nothing ? flow : { ...flow, except: [...flow.except, any] });
  return null;
}

function traceMark(
  context: TraceContext,
  value: (NftStatement & { readonly kind: 'set-mark' })['value'],
  flow: Flow,
  outcome: RuleOutcome,
): Flow | null {
  if (value.kind === 'mark') return { ...flow, mark: { kind: 'number', mark: value.mark } };
  if (value.kind === 'with-bits') return withBits(context, flow, value.bits);
  const [field, second] = value.key;
  const set = context.sets.get(value.map);
  const source = field === undefined ? null : context.model.sourceOf(field, context.question);
  if (source === null || set === undefined) return null;
  if (source.kind === 'absent') {
    outcome.next.push(flow);
    return null;
  }
  if (source.kind !== 'axis' || source.guard !== null || second !== undefined || field === undefined) {
    context.refuse('a mark that depends on more than one field of every packet');
    return null;
  }
  const table = tableOf(context, set, field, source);
  const { diagrams } = context.model;
  const known = diagrams.union([...table.values.values()].map((each) => packetsOn(context.model, source.axis, each)));
  const found = splitLater(flow, known, outcome);
  return found === null ? null : { ...found, mark: { kind: 'table', table, more: 0 } };
}

function tableOf(
  { model, markTables }: TraceContext,
  set: NftSet,
  field: FieldName,
  source: FieldSource & { readonly kind: 'axis' },
): MarkTable {
  const name = `${set.name} ${field} ${source.axis}`;
  const table = markTables.get(name) ?? markTable(model, set, field, source, markTables.size);
  markTables.set(name, table);
  return table;
}

function withBits({ refuse, markTables }: TraceContext, flow: Flow, bits: number): Flow | null {
  const { mark } = flow;
  if (mark.kind === 'number') return { ...flow, mark: { kind: 'number', mark: (mark.mark | bits) >>> 0 } };
  if (mark.kind === 'unknown') {
    refuse('bits added to a mark that may be anything');
    return null;
  }
  const more = (mark.more | bits) >>> 0;
  if ((mark.table.bits & bits) === 0) return { ...flow, mark: { ...mark, more } };
  const name = `${mark.table.id} | ${more}`;
  const table = markTables.get(name) ?? tableWith(mark.table, more, markTables.size);
  markTables.set(name, table);
  return { ...flow, mark: { kind: 'table', table, more: 0 } };
}

/** A table whose marks have some bits that some of them had already, so that different marks may become the same. */
function tableWith({ axis, values, bits }: MarkTable, more: number, id: number): MarkTable {
  const groups = Map.groupBy(values, ([mark]) => (mark | more) >>> 0);
  const united = [...groups].map(([mark, parts]) => [mark, integerSet(parts.flatMap(([, set]) => set))] as const);
  return { id, axis, values: new Map(united), bits: (bits | more) >>> 0 };
}

/** A packet of no connection cannot mark one, and goes on. */
function traceStamp(
  { question, refuse }: TraceContext,
  value: (NftStatement & { readonly kind: 'set-mark' })['value'],
  flow: Flow,
): Flow | null {
  if (value.kind !== 'mark') {
    refuse('a connection mark that is not a number');
    return null;
  }
  return question.connectionMark === null ? flow : { ...flow, stamp: value.mark };
}
