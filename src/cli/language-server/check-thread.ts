/** The thread that checks plants, so that an editor gets answers meanwhile. A newer task ends an older one at its next step. */
import { loadCatalogue } from '../../compiler/compile.ts';
import { defaultParseLimits } from '../../compiler/parse/parse-limits.ts';
import { parseTests } from '../../compiler/parse/parse-tests.ts';
import { type ReadFile, rememberFiles } from '../../compiler/parse/read-file.ts';
import { ruleRequest } from '../../compiler/rules/compile-rules.ts';
import { describeRules } from '../../compiler/rules/describe-rules.ts';
import { plantValidatorOf } from '../../compiler/schema/plant-validator.ts';
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import { findingOf } from '../../diagnostics/finding.ts';
import { sourceLinesOf } from '../../diagnostics/source-lines.ts';
import { quickFixOf } from '../../language/quick-fix.ts';
import { type OpenPlantFolder, readOpenPlantFolder } from '../../platform/open-plant-folder.ts';
import { pause } from '../../platform/pause.ts';
import { PlatformError } from '../../platform/platform-error.ts';
import type { Shipped } from '../../platform/shipped-files.ts';
import { hearStarter, nextTurn } from '../../platform/threads/starter.ts';
import { checkFiles, checkMeaning, type PlantSources } from '../check-stages.ts';
import { openSources } from '../open-sources.ts';
import type { CheckAnswer, CheckTask, FoundFinding, LeaveTask } from './check-talk.ts';
import { smallMemo } from './small-memo.ts';

/** What is being done about a plant. */
interface Work {
  readonly task: CheckTask;
  /** Settles when a newer task has come. */
  readonly over: Promise<void>;
  readonly end: () => void;
  isOver: boolean;
}

/** The newest work on each plant, and which of it waits. */
const newest = new Map<string, Work>();
/** Files that did not change since they were read, by plant. */
const readers = new Map<string, ReturnType<typeof rememberFiles>>();
const memo = smallMemo();
let working = false;

const answer = hearStarter<CheckTask | LeaveTask, CheckAnswer>((task) => {
  newest.get(task.root)?.end();
  newest.delete(task.root);
  if (task.kind === 'leave') {
    readers.delete(task.root);
    return;
  }
  newest.set(task.root, workOn(task));
  if (!working) void workAll();
});

function workOn(task: CheckTask): Work {
  const { promise, resolve } = Promise.withResolvers<void>();
  const work: Work = {
    task,
    over: promise,
    isOver: false,
    end: () => {
      work.isOver = true;
      resolve();
    },
  };
  return work;
}

async function workAll(): Promise<void> {
  working = true;
  for (let work = first(); work !== undefined; work = first()) {
    // What waits for the Rego compiler does not hold up a newer task.
    await Promise.race([check(work), work.over]);
    if (newest.get(work.task.root) === work) newest.delete(work.task.root);
  }
  working = false;
}

function first(): Work | undefined {
  for (const work of newest.values()) return work;
  return undefined;
}

async function check(work: Work): Promise<void> {
  const { root, generation, open } = work.task;
  const goesOn = async (): Promise<boolean> => {
    await nextTurn();
    return !work.isOver;
  };
  const tell = (part: 'first' | 'rest', diagnostics: readonly Diagnostic[], folder: OpenPlantFolder): void => {
    answer({ kind: 'findings', root, generation, part, findings: found(diagnostics, folder) });
  };
  try {
    const folder = readOpenPlantFolder(root, open);
    const sources = { ...(await sourcesFor(root)), goesOn };
    const started = performance.now();
    for (const file of folder.yaml) {
      sources.read(file, plantValidatorOf(sources.shipped.plantSchema), defaultParseLimits);
      if (!(await goesOn())) return;
    }
    const checked = await checkFiles(folder, sources);
    if (!(await goesOn())) return;
    const tests = parseTests(folder.tests, sources.shipped.testsSchema).diagnostics;
    tell('first', [...checked.diagnostics, ...tests], folder);
    // The rest of a large plant is not begun while somebody types.
    const taken = performance.now() - started;
    if (taken > quick) await pause(Math.min(taken, longestRest));
    if (!(await goesOn())) return;
    const { diagnostics } = await checkMeaning(folder, checked, sources);
    if (!(await goesOn())) return;
    // Before the findings of rules, whose pages they name.
    await tellRules(sources);
    tell('rest', diagnostics, folder);
  } catch (error) {
    if (work.isOver) return;
    const code = error instanceof PlatformError ? error.code : 'internal';
    const message = error instanceof Error ? error.message : String(error);
    answer({ kind: 'failed', root, generation, code, message });
  }
}

/** A check of the files that takes less than this is followed by the rest at once, in milliseconds. */
const quick = 500;
const longestRest = 2000;

function found(diagnostics: readonly Diagnostic[], folder: OpenPlantFolder): readonly FoundFinding[] {
  const lines = sourceLinesOf([...folder.yaml, ...folder.tests, ...folder.rego, ...folder.rules]);
  return diagnostics.map((each) => ({ finding: findingOf(each), fix: quickFixOf(each, lines) }));
}

interface ThreadSources {
  readonly shipped: Shipped;
  readonly read: ReadFile;
}

async function sourcesFor(root: string): Promise<PlantSources & ThreadSources> {
  const read = readers.get(root) ?? rememberFiles();
  readers.set(root, read);
  const sources = await openSources(process.env, memo, null);
  loadCatalogue(sources.shipped);
  return { ...sources, options: { ...sources.options, read }, read };
}

let toldRules = false;

/** Once: those of the product, whatever a plant has of its own. */
async function tellRules({ shipped, rego }: PlantSources): Promise<void> {
  if (toldRules) return;
  toldRules = true;
  const described = await rego.check(ruleRequest(shipped.rules, shipped));
  if (described.kind === 'checked')
    answer({ kind: 'rules', rules: describeRules(described, 'zonewright.rules').value });
}
