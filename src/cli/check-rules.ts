/** Holds a checked plant against the packs of rules that it has chosen. */
import { localTimeAt } from '../algebra/zoned-time.ts';
import { type CheckedPlant, isError } from '../compiler/compile.ts';
import { keepAnswers } from '../compiler/rego/keep-answers.ts';
import type { Memo, RegoCompiler } from '../compiler/rego/port.ts';
import { compileRules } from '../compiler/rules/compile-rules.ts';
import { diagnoseRules, type RuleAnswer } from '../compiler/rules/diagnose-rules.ts';
import { ruleInputOf } from '../compiler/rules/rule-input.ts';
import type { ShippedFiles } from '../compiler/shipped.ts';
import { type Checked, type Diagnostic, diagnose } from '../diagnostics/diagnostic.ts';
import { askRules } from '../evaluator/ask-rules.ts';
import type { RegoSource } from '../model/plant.ts';

export interface RuleSetting {
  /** Rules of the plant's own. */
  readonly own: readonly RegoSource[];
  readonly shipped: ShippedFiles;
  readonly rego: RegoCompiler;
  /** Seconds since the epoch. */
  readonly now: number;
  /** Asked before the rules are: whoever needs no answer any more says no, and gets none. */
  readonly goesOn?: () => Promise<boolean>;
}

/** What the compiler says about shipped rules, for the next plant of this process. */
const answersAboutShipped = new Map<string, string>();
const shippedMemo: Memo = {
  get: (key) => answersAboutShipped.get(key),
  put: (key, text) => {
    answersAboutShipped.set(key, text);
  },
};

/** Nothing about a plant that is no policy: rules speak about what is allowed. */
export async function checkRules(
  { value: { plant, plan, catalogue }, diagnostics }: Checked<CheckedPlant>,
  { own, shipped, rego, now, goesOn }: RuleSetting,
): Promise<readonly Diagnostic[]> {
  if (diagnostics.some(isError)) return [];
  const compiler = own.length === 0 ? keepAnswers(rego, shippedMemo) : rego;
  const compiled = await compileRules(own, plant.rules, shipped, compiler);
  const { rules, wasm } = compiled.value;
  if (wasm === null) return compiled.diagnostics;
  if (goesOn !== undefined && !(await goesOn())) return [];
  const input = ruleInputOf(plant, plan, catalogue, now);
  const answers = askRules(
    wasm,
    input,
    rules.map(({ rule }) => rule.package),
  );
  const found: RuleAnswer[] = [];
  const failed: Diagnostic[] = [];
  for (const chosen of rules) {
    const answer = answers.get(chosen.rule.package) ?? 'it was not asked';
    if (typeof answer === 'string')
      failed.push(diagnose('rule/failed', null, { rule: chosen.rule.id, message: answer }));
    else found.push({ chosen, findings: answer });
  }
  const today = localTimeAt(now, plan.timezone).date;
  return [...compiled.diagnostics, ...failed, ...diagnoseRules(found, plan, plant.at, today)];
}
