/** Plants through the whole chain: sources, checks, lowering, WASM, judge. Equal requests for Rego are answered once. */

import { type AllowedSet, allowedSetOf } from '../../src/algebra/allowed-set.ts';
import { openJudge } from '../../src/cli/open-judge.ts';
import { type Bundle, createBundle } from '../../src/compiler/bundle.ts';
import { checkSources, compileSources, isError, type PlantSources } from '../../src/compiler/compile.ts';
import { compilePolicies } from '../../src/compiler/compile-policies.ts';
import { keyPlan } from '../../src/compiler/keyed/key-plan.ts';
import { lowerAllowlists } from '../../src/compiler/rego/lower/lower-allowlists.ts';
import type { RegoCompiler } from '../../src/compiler/rego/port.ts';
import type { Diagnostic } from '../../src/diagnostics/diagnostic.ts';
import type { Judge, Judgement } from '../../src/evaluator/judge.ts';
import { loadPolicy } from '../../src/evaluator/policy.ts';
import { dialects } from '../../src/exporters/registry.ts';
import type { Catalogue } from '../../src/model/catalogue.ts';
import type { ConversationKey } from '../../src/model/conversation.ts';
import type { Plan } from '../../src/model/plan.ts';
import type { Plant } from '../../src/model/plant.ts';
import { openRegoCompiler } from '../../src/platform/rego-compiler.ts';
import { readShippedFiles } from '../../src/platform/shipped-files.ts';
import type { CompleteConversation } from './reference-evaluator.ts';
import { sessionTimesOf } from './reference-sessions.ts';

/** A plant that compiled, with a judge of its traffic, for whom sessions were open as `reference-sessions.ts` says. */
export interface CompiledPlant {
  readonly plant: Plant;
  readonly bundle: Bundle;
  readonly set: () => AllowedSet;
  readonly catalogue: Catalogue;
  readonly judge: Judge;
}

/** The day on which plants are compiled. */
const now = Date.parse('2026-09-10T12:00:00Z') / 1000;
const shipped = readShippedFiles();
const options = { now, dialects: dialects.map((each) => each.name), revision: null, runtime: loadPolicy };
const answers = new Map<string, Promise<unknown>>();
let opened: Promise<RegoCompiler> | null = null;

/** Compiles a plant as the program does, translation validation included; one with errors is a mistake of the test. */
export async function compilePlant(sources: PlantSources): Promise<CompiledPlant> {
  const { value, diagnostics } = await compileSources(sources, shipped, options, await openCompiler());
  const { bundle, checked } = value;
  if (bundle === null) throw new Error(`the plant does not compile: ${errorsIn(diagnostics)}`);
  return {
    plant: checked.plant,
    bundle,
    set: () => allowedSetOf(bundle.plan),
    catalogue: checked.catalogue,
    judge: openJudge(bundle, checked.catalogue, sessionTimesOf(bundle.plan.windows)),
  };
}

/** The same steps without translation validation, which asks more than a law does and takes ten times as long. */
export async function assemblePlant(sources: PlantSources): Promise<CompiledPlant> {
  const rego = await openCompiler();
  const { value, diagnostics } = await checkSources(sources, shipped, options, rego);
  if (diagnostics.some(isError)) throw new Error(`the plant does not compile: ${errorsIn(diagnostics)}`);
  const { catalogue } = value;
  const lowered = await lowerAllowlists(value.plan, sources.rego, catalogue, rego);
  const plan: Plan = { ...value.plan, lowered };
  const made = await compilePolicies(plan, sources.rego, shipped, rego);
  if (made.kind === 'failed') throw new Error(`the Rego does not compile: ${JSON.stringify(made.errors)}`);
  const parts = { wasm: made.wasm, data: { keyed: keyPlan(plan, catalogue) }, plan, rego: made.modules };
  const bundle = createBundle(parts, '');
  const judge = openJudge(bundle, catalogue, sessionTimesOf(plan.windows));
  return { plant: value.plant, bundle, set: () => allowedSetOf(plan), catalogue, judge };
}

function openCompiler(): Promise<RegoCompiler> {
  opened ??= openRegoCompiler(process.env).then(remembering);
  return opened;
}

function errorsIn(diagnostics: readonly Diagnostic[]): string {
  return JSON.stringify(diagnostics.filter(isError));
}

/** Judges conversations of which everything is known. */
export function judgeComplete(
  { judge }: CompiledPlant,
  conversations: readonly CompleteConversation[],
): readonly Judgement[] {
  return judge.judgeAll(conversations.map((each) => observed(each, judge)));
}

/** The conversation as an observation that shows all of it. */
export function observed({ time, ...shown }: CompleteConversation, judge: Judge): ConversationKey {
  return { ...shown, missing: [], bucket: judge.buckets.bucketOf(time * 1_000_000) };
}

/** Plants without Rego ask for the same module; it is compiled once per test process. */
function remembering(compiler: RegoCompiler): RegoCompiler {
  const remember = <Request, Answer>(
    ask: (request: Request) => Promise<Answer>,
  ): ((request: Request) => Promise<Answer>) => {
    const number = answers.size;
    return (request) => {
      const key = `${number} ${JSON.stringify(request)}`;
      const known = (answers.get(key) as Promise<Answer> | undefined) ?? ask(request);
      if (answers.size < 100) answers.set(key, known);
      return known;
    };
  };
  return { ...compiler, check: remember(compiler.check), compile: remember(compiler.compile) };
}
