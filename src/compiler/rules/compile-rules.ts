/** The rules that a plant is held to, compiled to one WASM module whose input is the plan as rules see it. */
import { type Checked, type Diagnostic, diagnose } from '../../diagnostics/diagnostic.ts';
import type { RegoSource, RuleChoice } from '../../model/plant.ts';

import { pureBuiltins } from '../rego/builtins.ts';
import { inputSchemaForRego } from '../rego/input-schema.ts';
import type { RegoChecked, RegoCompiler, RegoRequest } from '../rego/port.ts';
import { diagnoseRego } from '../rego/problems.ts';
import type { ShippedFiles } from '../shipped.ts';
import { type ChosenRule, chooseRules } from './choose-rules.ts';
import { describeRules } from './describe-rules.ts';

export interface CompiledRules {
  readonly rules: readonly ChosenRule[];
  /** Answers each rule as `<package>/finding`, with `/` for dots. Null where nothing is asked. */
  readonly wasm: Uint8Array | null;
}

const nothingAsked: Checked<CompiledRules> = { value: { rules: [], wasm: null }, diagnostics: [] };

export async function compileRules(
  own: readonly RegoSource[],
  choice: RuleChoice,
  shipped: ShippedFiles,
  rego: RegoCompiler,
): Promise<Checked<CompiledRules>> {
  const answer = await rego.check(ruleRequest([...shipped.rules, ...own], shipped));
  if (answer.kind === 'failed') {
    // What a plant writes badly of its own must not silence the rules of the product.
    const rest = own.length === 0 ? nothingAsked : await compileRules([], choice, shipped, rego);
    const known = rest.diagnostics.filter(({ code }) => code !== 'rule/unknown');
    return { value: rest.value, diagnostics: [...diagnoseRego(answer.errors), ...known] };
  }
  const foreign = foreignPackages(answer, own);
  const shippedRules = describeRules(answer, 'zonewright.rules');
  const ownRules = describeRules(answer, 'plant.rules', shippedRules.value);
  const chosen = chooseRules([...shippedRules.value, ...ownRules.value], choice);
  const diagnostics = [...foreign, ...shippedRules.diagnostics, ...ownRules.diagnostics, ...chosen.diagnostics];
  if (chosen.value.length === 0 || foreign.length > 0) return { ...nothingAsked, diagnostics };
  const sources = sourcesOf(chosen.value, [...shipped.rules, ...own], answer);
  const made = await rego.compile({
    ...ruleRequest(sources, shipped),
    entrypoints: chosen.value.map(({ rule }) => `${rule.package.replaceAll('.', '/')}/finding`),
  });
  if (made.kind === 'failed') return { ...nothingAsked, diagnostics: [...diagnostics, ...diagnoseRego(made.errors)] };
  return { value: { rules: chosen.value, wasm: made.wasm }, diagnostics };
}

/** Sources of rules with the documented input and without functions that read the world. */
export function ruleRequest(modules: readonly RegoSource[], shipped: ShippedFiles): RegoRequest {
  return {
    modules: Object.fromEntries(modules.map(({ path, text }) => [path, text])),
    schema: inputSchemaForRego(shipped.ruleInputSchema),
    capabilities: { builtins: pureBuiltins },
  };
}

/** A plant's rule may not speak in the name of the product, or be an allowlist that nobody names. */
function foreignPackages(answer: RegoChecked, own: readonly RegoSource[]): readonly Diagnostic[] {
  const files = new Set(own.map((source) => source.path));
  return answer.packages.flatMap(({ path, files: where, rules }): readonly Diagnostic[] => {
    const file = where.find((each) => files.has(each));
    if (file === undefined || path.startsWith('data.plant.rules.')) return [];
    const { line, column } = rules.find((rule) => rule.file === file) ?? { line: 1, column: 1 };
    const at = { file, line, column, endLine: line, endColumn: column + 1 };
    const what = 'what lies under `policies/rules/` has a package `plant.rules.<name>`';
    return [diagnose('rule/metadata', at, { package: path.replace(/^data\./, ''), what })];
  });
}

/** The files of the chosen rules and all that have no rule in them, such as libraries: what is not asked need not compile. */
function sourcesOf(
  chosen: readonly ChosenRule[],
  sources: readonly RegoSource[],
  { packages }: RegoChecked,
): readonly RegoSource[] {
  const wanted = new Set(chosen.map(({ rule }) => `data.${rule.package}`));
  const rest = packages.filter(
    ({ path, rules }) =>
      /^data\.(zonewright|plant)\.rules\.[a-z0-9_]+$/.test(path) &&
      rules.some((rule) => rule.name === 'finding') &&
      !wanted.has(path),
  );
  const unwanted = new Set(rest.flatMap(({ files }) => files));
  return sources.filter(({ path }) => !unwanted.has(path));
}
