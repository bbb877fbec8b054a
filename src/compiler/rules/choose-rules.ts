/** Which rules a plant is held to: those of the packs that it names, as it weighs them. */

import { type Checked, type Diagnostic, diagnose } from '../../diagnostics/diagnostic.ts';
import { suggest } from '../../diagnostics/suggest.ts';
import type { RuleChoice } from '../../model/plant.ts';
import type { Rule, RuleSeverity } from '../../model/rule.ts';

/** A rule that is asked, with what this plant says about it. */
export interface ChosenRule {
  readonly rule: Rule;
  readonly severity: RuleSeverity;
  readonly waivers: RuleChoice['adjustments'][number]['waivers'];
}

/** The pack of a plant that names none: what hardly anybody would want otherwise. */
const essentialPack = 'essential';

/** `rules` are all there are. A pack or a rule that nobody knows is a finding. */
export function chooseRules(rules: readonly Rule[], choice: RuleChoice): Checked<readonly ChosenRule[]> {
  const packs = new Set(rules.flatMap((rule) => rule.packs));
  const wanted = choice.packs?.map((each) => each.value) ?? [essentialPack];
  const adjusted = new Map(choice.adjustments.map((each) => [each.id, each]));
  const ids = rules.map((rule) => rule.id);
  const diagnostics: Diagnostic[] = [
    ...(choice.packs ?? [])
      .filter(({ value }) => !packs.has(value))
      .map(({ value, at }) =>
        diagnose('rule/unknown', at, { kind: 'pack of rules', id: value, suggestion: suggest(value, [...packs]) }),
      ),
    ...choice.adjustments
      .filter(({ id }) => !ids.includes(id))
      .map(({ id, at }) => diagnose('rule/unknown', at, { kind: 'rule', id, suggestion: suggest(id, ids) })),
  ];
  const value = rules.flatMap((rule): readonly ChosenRule[] => {
    const adjustment = adjusted.get(rule.id);
    const isWanted = rule.packs.some((pack) => wanted.includes(pack));
    const severity = adjustment?.severity ?? rule.severity;
    return isWanted && severity !== 'off' ? [{ rule, severity, waivers: adjustment?.waivers ?? [] }] : [];
  });
  return { value, diagnostics };
}
