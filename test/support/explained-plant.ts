/** Plants in memory whose conversations are explained as the command line does it; the Rego compiler is started once. */

import { askOnce } from '../../src/cli/ask-once.ts';
import type { CompiledPlant } from '../../src/cli/compile-or-explain.ts';
import { openJudge } from '../../src/cli/open-judge.ts';
import { proposeChanges } from '../../src/cli/propose-changes.ts';
import { type CompileOptions, compileSources, isError } from '../../src/compiler/compile.ts';
import type { RegoCompiler } from '../../src/compiler/rego/port.ts';
import { findingOf } from '../../src/diagnostics/finding.ts';
import type { Judge, Judgement } from '../../src/evaluator/judge.ts';
import { loadPolicy } from '../../src/evaluator/policy.ts';
import { readConversation } from '../../src/evaluator/written-conversation.ts';
import type { ConversationKey } from '../../src/model/conversation.ts';
import type { ExplainChange } from '../../src/model/explain.ts';
import { openRegoCompiler } from '../../src/platform/rego-compiler.ts';
import { readShippedFiles } from '../../src/platform/shipped-files.ts';

/** The moment at which tests take place, in seconds since the epoch. */
const testMoment = Date.parse('2026-09-10T12:00:00Z') / 1000;

const shipped = readShippedFiles();
const options: CompileOptions = { now: testMoment, dialects: ['nftables'], revision: null, runtime: loadPolicy };
let compiler: Promise<RegoCompiler> | null = null;

export interface ExplainedPlant {
  readonly plant: CompiledPlant;
  readonly judge: Judge;
  /** Reads words, which must be right. */
  readonly read: (words: string) => { readonly keys: readonly ConversationKey[]; readonly time: number };
  readonly judgeWords: (words: string) => readonly Judgement[];
  readonly propose: (words: string, grants?: 'nearest' | 'own') => Promise<readonly ExplainChange[]>;
}

/** Compiles files by path; `.rego` files are Rego. Throws when they are no policy. */
export async function explainedPlant(files: Readonly<Record<string, string>>): Promise<ExplainedPlant> {
  compiler ??= openRegoCompiler(process.env).then(askOnce);
  const rego = await compiler;
  const all = Object.entries(files).map(([path, text]) => ({ path, text }));
  const folder = {
    root: '/plant',
    yaml: all.filter((file) => !file.path.endsWith('.rego')),
    rego: all.filter((file) => file.path.endsWith('.rego')),
    rules: [],
  };
  const recompile: CompiledPlant['recompile'] = (yaml) => compileSources({ ...folder, yaml }, shipped, options, rego);
  const { value, diagnostics } = await recompile(folder.yaml);
  if (value.bundle === null || value.validation === null)
    throw new Error(
      diagnostics
        .filter(isError)
        .map((each) => findingOf(each).message)
        .join('\n'),
    );
  const { checked, bundle, validation } = value;
  const plant: CompiledPlant = { folder, checked, bundle, validation, recompile };
  const judge = openJudge(plant.bundle, plant.checked.catalogue);
  const read: ExplainedPlant['read'] = (words) => {
    const { plan } = plant.bundle;
    const { buckets } = judge;
    const written = readConversation(words, { plan, catalogue: plant.checked.catalogue, buckets, now: testMoment });
    if (written.kind === 'unreadable') throw new Error(written.reason);
    return written;
  };
  return {
    plant,
    judge,
    read,
    judgeWords: (words) => judge.judgeAll(read(words).keys),
    propose: (words, grants = 'nearest') => {
      const { keys, time } = read(words);
      const asked = keys.map((key) => ({ key, time, count: null, drop: null, reason: 'to be agreed' }));
      return proposeChanges(plant, judge, { asked, judgements: judge.judgeAll(keys), grants, cwd: '/plant' });
    },
  };
}

/** The changed lines of all patches of a change, or why there is none. */
export function changedLines(changes: readonly ExplainChange[]): readonly string[] {
  return changes.flatMap((change) => {
    if (change.kind === 'none') return [`none: ${change.reason}`];
    const lines = change.patches.flatMap(({ text }) => text.split('\n'));
    return lines.filter((line) => /^[-+](?![-+]{2})/.test(line));
  });
}
