/** What rules have found, as findings at the place of what they are about, with waivers taken into account. */
import { type Diagnostic, diagnose, type Related } from '../../diagnostics/diagnostic.ts';
import { orderDiagnostics } from '../../diagnostics/diagnostic-order.ts';
import { grantFields, grantsOf, nameAsWritten, type Plan, type PlanGrant } from '../../model/plan.ts';
import type { Waiver } from '../../model/plant.ts';
import type { RuleFinding, RuleSubject } from '../../model/rule.ts';
import type { Span } from '../../model/span.ts';
import type { ChosenRule } from './choose-rules.ts';

/** What one rule has found. */
export interface RuleAnswer {
  readonly chosen: ChosenRule;
  readonly findings: readonly RuleFinding[];
}

/** `plantAt` is where the plant's name stands, for what has no place of its own; `today` is `YYYY-MM-DD`. */
export function diagnoseRules(
  answers: readonly RuleAnswer[],
  plan: Plan,
  plantAt: Span,
  today: string,
): readonly Diagnostic[] {
  const placeOf = createPlaces(plan, plantAt);
  return orderDiagnostics(answers.flatMap((answer) => diagnoseRule(answer, placeOf, today)));
}

function diagnoseRule(
  { chosen: { rule, severity, waivers }, findings }: RuleAnswer,
  placeOf: (subject: RuleSubject) => Span,
  today: string,
): readonly Diagnostic[] {
  const used = new Set<Waiver>();
  const bySubject = [...Map.groupBy(findings, ({ subject }) => `${subject.kind} ${subject.id}`).values()];
  const found = bySubject.flatMap((group): readonly Diagnostic[] => {
    const [first] = group.toSorted((a, b) => (a.what < b.what ? -1 : 1));
    if (first === undefined) return [];
    const waiver = waivers.find((each) => each.grant === first.subject.id);
    if (waiver !== undefined) used.add(waiver);
    // One thing that goes against a rule in several zone pairs is one finding.
    const more = group.length > 1 ? ` (and ${group.length - 1} more like it)` : '';
    const args = { asked: rule, severity, what: `${first.what}${more}` };
    const at = placeOf(first.subject);
    const related = first.related.map((each): Related => ({ at: placeOf(each), what: `${each.kind} ${each.id}` }));
    if (waiver !== undefined && waiver.expires.value >= today) {
      const { owner, reason, expires } = waiver;
      return [
        diagnose('rule/waived', at, { ...args, owner: owner ?? '', reason: reason ?? '', expires: expires.value }),
      ];
    }
    const lapsed = waiver === undefined ? null : { owner: waiver.owner ?? '', expires: waiver.expires.value };
    return [diagnose('rule/violated', at, { ...args, lapsed }, related)];
  });
  const idle = waivers.filter((each) => !used.has(each));
  return [
    ...found,
    ...idle.map(({ at, grant }) => diagnose('rule/waiver-unused', at, { rule: rule.id, subject: grant })),
  ];
}

function createPlaces(plan: Plan, plantAt: Span): (subject: RuleSubject) => Span {
  const zones = placesOf(plan.zones);
  const assets = placesOf(plan.assets);
  const conduits = placesOf(plan.conduits);
  const boundaries = placesOf(plan.boundaries);
  const grants = new Map<string, PlanGrant>();
  for (const grant of grantsOf(plan)) {
    const name = nameAsWritten(grant);
    if (!grants.has(name)) grants.set(name, grant);
  }
  return ({ kind, id, field }) => {
    switch (kind) {
      case 'zone':
        return zones.get(id) ?? plantAt;
      case 'asset':
        return assets.get(id) ?? plantAt;
      case 'conduit':
        return conduits.get(id) ?? plantAt;
      case 'boundary':
        return boundaries.get(id) ?? plantAt;
      case 'grant': {
        const grant = grants.get(id);
        const known = grantFields.find((each) => each === field);
        return (known === undefined ? undefined : grant?.fields[known]) ?? grant?.at ?? plantAt;
      }
      case 'plant':
        return plantAt;
    }
  };
}

function placesOf(things: readonly { readonly id: string; readonly at: Span }[]): ReadonlyMap<string, Span> {
  return new Map(things.map(({ id, at }) => [id, at]));
}
