/** One allowlist: its residual queries between every pair of zones in which it speaks. */
import { quote } from '../../../diagnostics/words.ts';
import type { Catalogue } from '../../../model/catalogue.ts';
import type { Endpoint } from '../../../model/endpoint.ts';
import type { GrantField, LoweredRego, PlanAllowlist, PlanConduit, PlanGrant } from '../../../model/plan.ts';
import type { Span } from '../../../model/span.ts';
import type { RegoAnnotation, RegoCompiler, RegoPackage, RegoResidue } from '../port.ts';
import { isWithin } from '../rule-extent.ts';
import type { Box, Unsaid } from './box.ts';
import { componentsOf } from './component.ts';
import { createEndFinder } from './find-ends.ts';
import { grantQueries, supportOf } from './grant-queries.ts';
import { createGuardList, type GuardList } from './guard-list.ts';
import { tooLong } from './guard-reasons.ts';
import { judgeByOpa, type OpaJudge } from './judge-by-opa.ts';
import { mergeBoxes } from './merge-boxes.ts';
import { type Query, queryOf, type Shared } from './question.ts';
import { fieldsOf, ruleOf, spanOf, titleOf } from './rule-places.ts';
import { solveQuestion } from './solve-question.ts';

/** Bounds of the work on one allowlist; a plant of thousands of assets stays far below them. */
export interface LoweringBounds {
  readonly queries: number;
  readonly evaluations: number;
  /** Conditions looked at in all evaluations. */
  readonly steps: number;
  /** Inputs that OPA judges conditions for. */
  readonly inputs: number;
  /** Boxes of one grant between two zones. */
  readonly boxes: number;
}

export const usualBounds: LoweringBounds = {
  queries: 20_000,
  evaluations: 2_000_000,
  steps: 50_000_000,
  boxes: 512,
  inputs: 200_000,
};

/** A condition that OPA judges may let another be looked at, but not for ever. */
const rounds = 6;

export interface AllowlistParts {
  readonly allowlist: PlanAllowlist;
  /** One per zone pair, sorted. */
  readonly conduits: readonly PlanConduit[];
  readonly residue: RegoResidue;
  /** Sources by path. */
  readonly modules: Readonly<Record<string, string>>;
  /** Of the allowlist's package, in the order of their places. */
  readonly rules: RegoPackage['rules'];
  readonly annotations: readonly RegoAnnotation[];
  readonly endpoints: ReadonlyMap<string, readonly Endpoint[]>;
  readonly windows: ReadonlySet<string>;
  readonly catalogue: Catalogue;
}

/** A residual query that gives a grant, with the places that it speaks from. */
interface Rule {
  readonly grant: string;
  readonly query: Query;
  /** Null when the query does not tell. */
  readonly rule: RegoPackage['rules'][number] | null;
  readonly at: Span;
  readonly reason: string | null;
  readonly fields: Partial<Record<GrantField, Span>>;
}

/** A box with the rule behind it. */
interface Opened {
  readonly rule: Rule;
  readonly box: Box;
}

export async function lowerAllowlist(
  parts: AllowlistParts,
  compiler: Pick<RegoCompiler, 'partial'>,
  bounds: LoweringBounds = usualBounds,
): Promise<LoweredRego> {
  const { allowlist, residue, conduits } = parts;
  const whole = (reason: string): LoweredRego => {
    const list = createGuardList(allowlist, conduits);
    list.add({ grant: null, at: allowlist.at, reason }, null);
    return { grants: [], guards: list.guards() };
  };
  if (residue.queries.length > bounds.queries) return whole(`it falls into more than ${bounds.queries} alternatives`);
  const shared = sharedOf(parts, bounds);
  const rules = rulesOf(parts, shared);
  for (let round = 0; ; round++) {
    const list = createGuardList(allowlist, conduits);
    const grants = tabulate(parts, rules, shared, list, bounds);
    if (shared.budget.evaluations <= 0 || shared.budget.steps <= 0) return whole('it would take too long to tabulate');
    if (shared.pending.size === 0 || round === rounds) {
      return { grants, guards: list.guards() };
    }
    await settle(shared, { compiler, modules: parts.modules, residue });
  }
}

function sharedOf(
  { residue, endpoints, conduits, windows, catalogue }: AllowlistParts,
  bounds: LoweringBounds,
): Shared {
  const zones = new Set(conduits.flatMap(({ from, to }) => [from, to]));
  return {
    support: supportOf(residue),
    endpoints: new Map([...endpoints].filter(([zone]) => zones.has(zone))),
    windows,
    catalogue,
    budget: { evaluations: bounds.evaluations, steps: bounds.steps, inputs: bounds.inputs },
    answers: new Map(),
    services: new Map(),
    pending: new Map(),
    settled: new Map(),
    late: new Set(),
  };
}

/** A grant whose id depends on the conversation is named by the line of its rule. */
function rulesOf({ allowlist, residue, rules, annotations, modules }: AllowlistParts, shared: Shared): readonly Rule[] {
  return grantQueries(residue, shared.support).map((each) => {
    const rule = ruleOf(each, rules, modules);
    const at = rule === null ? allowlist.at : spanOf(rule);
    const components = componentsOf(each.body, shared.support);
    const reason = (rule === null ? null : titleOf(rule, annotations)) ?? allowlist.reason ?? allowlist.title;
    const grant = each.grant ?? (rule === null ? 'grant' : `line-${rule.line}`);
    return { grant, query: queryOf(components, shared), rule, at, reason, fields: fieldsOf(components) };
  });
}

function tabulate(
  parts: AllowlistParts,
  rules: readonly Rule[],
  shared: Shared,
  list: GuardList,
  bounds: LoweringBounds,
): readonly PlanGrant[] {
  const opened = openAll(parts, rules, shared, (rule, unsaid, conduit) =>
    list.add(
      { grant: guardedId(rule), at: unsaidPlace(rule, unsaid), reason: reasonOf(rule, unsaid, shared) },
      conduit,
    ),
  );
  return [...opened].flatMap(([conduit, boxes]) =>
    grantsOf(boxes, conduit, parts.allowlist, bounds, (rule, reason) =>
      list.add({ grant: guardedId(rule), at: rule.at, reason }, conduit),
    ),
  );
}

/** Boxes of all rules in each conduit. */
function openAll(
  { conduits }: AllowlistParts,
  rules: readonly Rule[],
  shared: Shared,
  report: (rule: Rule, unsaid: Unsaid, conduit: PlanConduit) => void,
): ReadonlyMap<PlanConduit, readonly Opened[]> {
  const opened = new Map<PlanConduit, Opened[]>(conduits.map((conduit) => [conduit, []]));
  const findEnds = createEndFinder(shared);
  for (const rule of rules) {
    const { query } = rule;
    const from = findEnds(query, 'source');
    const to = findEnds(query, 'destination');
    for (const [conduit, boxes] of opened) {
      const sources = from.get(conduit.from);
      const destinations = to.get(conduit.to);
      if (sources === undefined || destinations === undefined || shared.budget.evaluations <= 0) continue;
      const solved = solveQuestion({ ...shared, query, sources, destinations });
      for (const unsaid of solved.unsaid) report(rule, unsaid, conduit);
      for (const box of solved.boxes) boxes.push({ rule, box });
    }
  }
  return opened;
}

/** Has OPA judge what is pending, and forgets what followed from not knowing it. */
async function settle(shared: Shared, judge: OpaJudge): Promise<void> {
  const pending = [...shared.pending].sort(([, a], [, b]) => a.inputs.size - b.inputs.size);
  shared.pending.clear();
  for (const table of shared.services.values()) table.clear();
  const asked = pending.filter(([, { inputs }]) => {
    shared.budget.inputs -= inputs.size;
    return shared.budget.inputs >= 0;
  });
  const answers = await judgeByOpa(
    judge,
    asked.map(([, each]) => each),
  );
  for (const [says, { inputs }] of pending) {
    const known = shared.settled.get(says) ?? new Set();
    shared.settled.set(says, new Set([...known, ...inputs.keys()]));
  }
  for (const [index, [says]] of asked.entries()) {
    const answer = answers[index] ?? 'failed';
    if (answer === 'late') shared.late.add(says);
    if (typeof answer === 'string') continue;
    for (const [key, holds] of answer) shared.answers.get(says)?.set(key, holds ? 'holds' : 'fails');
  }
}

function grantsOf(
  opened: readonly Opened[],
  conduit: PlanConduit,
  allowlist: PlanAllowlist,
  bounds: LoweringBounds,
  report: (rule: Rule, reason: string) => void,
): readonly PlanGrant[] {
  return [...Map.groupBy(opened, (each) => each.rule.grant)].flatMap(([name, all]) => {
    const [first] = all;
    const boxes = mergeBoxes(all.map((each) => each.box));
    if (first === undefined) return [];
    if (boxes.length > bounds.boxes) {
      const reason = `it would take ${boxes.length} grants between two zones`;
      for (const rule of new Set(all.map((each) => each.rule))) report(rule, reason);
      return [];
    }
    const id = `plant.allow.${allowlist.name}/${name}[${conduit.from}>${conduit.to}]`;
    return boxes.map((box, index) => ({
      id: boxes.length === 1 ? id : `${id}(${index + 1})`,
      conduit: conduit.id,
      from: conduit.from,
      to: conduit.to,
      ...box,
      owner: allowlist.owner ?? conduit.owner,
      reason: first.rule.reason,
      ticket: null,
      expires: null,
      at: first.rule.at,
      fields: first.rule.fields,
    }));
  });
}

/** Without its rule, a query speaks for the allowlist as a whole. */
function guardedId({ grant, rule }: Rule): string | null {
  return rule === null ? null : grant;
}

/** The condition itself if it stands in the rule, and not in a helper that others call too. */
function unsaidPlace({ query, rule, at }: Rule, { component }: Unsaid): Span {
  const places = (query.components[component]?.body ?? []).flatMap((each) => each.at ?? []);
  const place = rule === null ? places[0] : places.find((each) => isWithin(each, rule));
  return place === undefined ? at : spanOf(place);
}

function reasonOf({ query }: Rule, { reason, component }: Unsaid, { late }: Shared): string {
  const about = query.components[component];
  const text = about?.body.map((each) => each.text).find((each) => each !== '');
  if (reason !== 'unknown') return text === undefined ? reason : `${quote(text)}: ${reason}`;
  if (about !== undefined && late.has(about.says)) return `${quote(text ?? '')}: ${tooLong}`;
  return `no table of values says when ${text === undefined ? 'it' : quote(text)} holds`;
}
