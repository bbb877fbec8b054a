/** Plants through the whole chain: sources, checks, lowering, WASM, judge. Equal requests for Rego are answered once. */

import { openJudge } from '../../src/cli/open-judge.ts';
import type { Bundle } from '../../src/compiler/bundle.ts';
import { type CompileOptions, compileSources, isError, type PlantSources } from '../../src/compiler/compile.ts';
import type { RegoCompiler } from '../../src/compiler/rego/port.ts';
import type { Judge, Judgement } from '../../src/evaluator/judge.ts';
import { dialects } from '../../src/exporters/registry.ts';
import type { Catalogue } from '../../src/model/catalogue.ts';
import type { ConversationKey } from '../../src/model/conversation.ts';
import { openRegoCompiler } from '../../src/platform/rego-compiler.ts';
import { readShippedFiles } from '../../src/platform/shipped-files.ts';
import type { CompleteConversation } from './reference-evaluator.ts';

/** A plant that compiled, with a judge of its traffic. */
export interface CompiledPlant {
  readonly bundle: Bundle;
  readonly catalogue: Catalogue;
  readonly judge: Judge;
}

/** The day on which plants are compiled. */
const now = Date.parse('2026-09-10T12:00:00Z') / 1000;
const shipped = readShippedFiles();
const answers = new Map<string, Promise<unknown>>();
let opened: Promise<RegoCompiler> | null = null;

/** Compiles a plant; one with errors is a mistake of the test. */
export async function compilePlant(
  sources: PlantSources,
  lowering: CompileOptions['lowering'] = 'nothing',
): Promise<CompiledPlant> {
  opened ??= openRegoCompiler(process.env).then(remembering);
  const options = { now, dialects: dialects.map((each) => each.name), revision: null, lowering };
  const { value, diagnostics } = await compileSources(sources, shipped, options, await opened);
  const { bundle, checked } = value;
  if (bundle === null) throw new Error(`the plant does not compile: ${JSON.stringify(diagnostics.filter(isError))}`);
  return { bundle, catalogue: checked.catalogue, judge: openJudge(bundle, checked.catalogue) };
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
