/** One allowlist: its residual queries between every pair of zones in which it speaks. */
import type { Catalogue } from '../../../model/catalogue.ts';
import type { Endpoint } from '../../../model/endpoint.ts';
import type { GrantField, LoweredRego, PlanAllowlist, PlanConduit, PlanGrant } from '../../../model/plan.ts';
import type { Span } from '../../../model/span.ts';
import type { RegoAnnotation, RegoPackage, RegoResidue } from '../port.ts';
import type { Box, Unsaid } from './box.ts';
import { componentsOf } from './component.ts';
import { grantQueries, supportOf } from './grant-queries.ts';
import { createGuardList } from './guard-list.ts';
import { mergeBoxes } from './merge-boxes.ts';
import { type Budget, type Query, queryOf } from './question.ts';
import { fieldsOf, isWithin, ruleOf, spanOf, titleOf } from './rule-places.ts';
import { solveQuestion } from './solve-question.ts';

/** Bounds of the work on one allowlist; a plant of thousands of assets stays far below them. */
export interface LoweringBounds {
  readonly queries: number;
  readonly evaluations: number;
  /** Boxes of one grant between two zones. */
  readonly boxes: number;
}

export const usualBounds: LoweringBounds = { queries: 20_000, evaluations: 2_000_000, boxes: 512 };

export interface AllowlistParts {
  readonly allowlist: PlanAllowlist;
  /** One per zone pair, sorted. */
  readonly conduits: readonly PlanConduit[];
  readonly residue: RegoResidue;
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

export function lowerAllowlist(parts: AllowlistParts, bounds: LoweringBounds = usualBounds): LoweredRego {
  const { allowlist, residue } = parts;
  const list = createGuardList(allowlist, parts.conduits);
  const guardWhole = (at: Span, reason: string): void => list.add({ grant: null, at, reason }, null);
  if (residue.queries.length > bounds.queries) {
    guardWhole(allowlist.at, `it falls into more than ${bounds.queries} alternatives`);
    return { grants: [], guards: list.guards() };
  }
  const support = supportOf(residue);
  const rules: Rule[] = [];
  for (const { grant, body } of grantQueries(residue, support)) {
    const rule = ruleOf(body, parts.rules);
    const at = rule === null ? allowlist.at : spanOf(rule);
    if (grant === null) guardWhole(at, 'the id of the grant depends on the conversation');
    else {
      const components = componentsOf(body, support);
      const reason = (rule === null ? null : titleOf(rule, parts.annotations)) ?? allowlist.reason ?? allowlist.title;
      rules.push({ grant, query: queryOf(components, support), rule, at, reason, fields: fieldsOf(components) });
    }
  }
  const budget: Budget = { evaluations: bounds.evaluations };
  const grants = parts.conduits.flatMap((conduit) => {
    const guard = ({ grant }: Rule, at: Span, reason: string): void => list.add({ grant, at, reason }, conduit);
    const opened = openBetween(conduit, rules, parts, budget, (rule, unsaid) =>
      guard(rule, unsaidPlace(rule, unsaid), reasonOf(rule, unsaid)),
    );
    return grantsOf(opened, conduit, allowlist, bounds, (rule, reason) => guard(rule, rule.at, reason));
  });
  if (budget.evaluations > 0) return { grants, guards: list.guards() };
  guardWhole(allowlist.at, 'it would take too long to tabulate');
  return { grants: [], guards: list.guards() };
}

/** Boxes of all rules between the zones of a conduit. */
function openBetween(
  conduit: PlanConduit,
  rules: readonly Rule[],
  { endpoints, windows, catalogue }: AllowlistParts,
  budget: Budget,
  report: (rule: Rule, unsaid: Unsaid) => void,
): readonly Opened[] {
  const opened: Opened[] = [];
  for (const rule of rules) {
    if (budget.evaluations <= 0) break;
    const { from, to } = conduit;
    const solved = solveQuestion({ query: rule.query, from, to, endpoints, windows, catalogue, budget });
    for (const unsaid of solved.unsaid) report(rule, unsaid);
    opened.push(...solved.boxes.map((box) => ({ rule, box })));
  }
  return opened;
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
      report(first.rule, `it would take ${boxes.length} grants between two zones`);
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

/** The condition itself if it stands in the rule, and not in a helper that others call too. */
function unsaidPlace({ query, rule, at }: Rule, { component }: Unsaid): Span {
  const places = (query.components[component]?.body ?? []).flatMap((each) => each.at ?? []);
  const place = rule === null ? places[0] : places.find((each) => isWithin(each, rule));
  return place === undefined ? at : spanOf(place);
}

function reasonOf({ query }: Rule, { reason, component }: Unsaid): string {
  const text = query.components[component]?.body.map((each) => each.text).find((each) => each !== '');
  if (reason === 'unknown') return `no table of values says when \`${text ?? 'it'}\` holds`;
  return text === undefined ? reason : `\`${text}\`: ${reason}`;
}
