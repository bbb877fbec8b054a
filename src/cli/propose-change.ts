/**
 * Finds the smallest change that allows denied conversations, and proves it: each candidate is written into the plant's
 * text in memory, compiled, and judged by the policy that comes of it. What is not proven is not shown.
 */
import path from 'node:path';
import type { SessionTimes } from '../algebra/session-times.ts';
import type { Bundle } from '../compiler/bundle.ts';
import { type CheckedPlant, isError } from '../compiler/compile.ts';
import { forbiddenBy } from '../compiler/forbidden-by.ts';
import { applyChange } from '../compiler/patch/apply-change.ts';
import { findingOf } from '../diagnostics/finding.ts';
import type { Asked } from '../evaluator/asked.ts';
import { type ChangeContext, chooseChanges } from '../evaluator/choose-change.ts';
import { graveOpenings } from '../evaluator/grave-openings.ts';
import type { Judge } from '../evaluator/judge.ts';
import { whatOpens } from '../evaluator/what-opens.ts';
import type { Change } from '../model/change.ts';
import { type ConversationKey, connectOperation } from '../model/conversation.ts';
import type { ExplainNoPatch, ExplainOpening, ExplainPatch } from '../model/explain.ts';
import type { Span } from '../model/span.ts';
import type { PlantFolder } from '../platform/plant-folder.ts';
import { changeWords } from '../report/change-words.ts';
import { openingLines } from '../report/opening-words.ts';
import { unifiedDiff } from '../report/unified-diff.ts';
import type { CompiledPlant } from './compile-or-explain.ts';
import { openJudge } from './open-judge.ts';

/** Conversations of one source, destination and service at one time. */
export interface ProposalRequest {
  readonly keys: readonly ConversationKey[];
  /** Seconds since the epoch; null when the source does not say. */
  readonly time: number | null;
  readonly reason: string;
  readonly grants: ChangeContext['grants'];
  /** When vendor sessions were open; without it, none was. */
  readonly sessions?: SessionTimes | undefined;
  /** Where `git apply` will be called. */
  readonly cwd: string;
}

export type Proposal = Omit<ExplainPatch, 'answers'> | Omit<ExplainNoPatch, 'answers'>;

/** The plant as it is at one step of a change. */
interface Stage {
  readonly yaml: PlantFolder['yaml'];
  readonly checked: CheckedPlant;
  readonly bundle: Bundle;
  readonly judge: Judge;
  /** The conversations that are not allowed yet. */
  readonly open: readonly Asked[];
  /** All of them. */
  readonly asked: readonly Asked[];
}

/** Devices are declared first, then granted something: more steps than this never help. */
const mostSteps = 4;

export async function proposeChange(plant: CompiledPlant, judge: Judge, request: ProposalRequest): Promise<Proposal> {
  const before = stageOf(plant.folder.yaml, plant.checked, plant.bundle, judge, request);
  const steps: Change[] = [];
  const notes: string[] = [];
  let stage = before;
  while (stage.open.length > 0) {
    const barred = barredBy(stage, request);
    if (barred !== null) return barred;
    const choice = chooseChanges(stage.open, contextOf(stage, request));
    if (choice.kind === 'none') return none(choice.reason, null);
    const next = steps.length < mostSteps ? await firstThatHelps(plant, stage, choice.changes, request, notes) : null;
    if (next === null) return none(`nothing that was tried makes the policy allow it${because(notes)}`, null);
    steps.push(next.change);
    stage = next.stage;
  }
  return {
    kind: 'patch',
    steps: steps.map(changeWords),
    notes: [
      ...notes,
      ...(steps.some(bringsWindow) ? ['no window was active then, so the grant waits for one of that hour'] : []),
      ...(steps.some((step) => coversHidden(step, stage)) ? [hiddenNote] : []),
      ...(stage.bundle.plan.lowered.guards.length > 0 && steps.some(isDeclaration) ? [guardNote] : []),
    ],
    warnings: graveOpenings(stage.asked),
    narrower: steps.some((step) => step.kind === 'edit-grant'),
    opens: openingOf(before, stage, request),
    patches: patchesOf(plant.folder, stage.yaml, request.cwd),
  };
}

function bringsWindow(change: Change): boolean {
  return (change.kind === 'add-grant' || change.kind === 'add-conduit') && change.window !== null;
}

function isDeclaration(change: Change): boolean {
  return change.kind === 'declare-assets';
}

const guardNote = 'what Rego that does not lower to grants allows the device is not counted';

const hiddenNote = 'the operations are not shown, so the grant covers all of them';

/** Whether a new grant names no operations although its protocol has some. */
function coversHidden(change: Change, { checked }: Stage): boolean {
  if (change.kind !== 'add-grant' && change.kind !== 'add-conduit') return false;
  const { protocol, operations } = change.grant;
  return operations === null && checked.catalogue.protocols.get(protocol)?.operations.length !== 0;
}

function because(notes: readonly string[]): string {
  return notes.length === 0 ? '' : `: ${notes.join('; ')}`;
}

function stageOf(
  yaml: PlantFolder['yaml'],
  checked: CheckedPlant,
  bundle: Bundle,
  judge: Judge,
  { keys, time }: ProposalRequest,
): Stage {
  // Buckets are numbered by each judge for itself.
  const timed = keys.map((key) => (time === null ? key : { ...key, bucket: judge.buckets.bucketOf(time * 1_000_000) }));
  const judgements = judge.judgeAll(timed);
  const asked = timed.flatMap((_, index) => {
    const judgement = judgements[index];
    return judgement === undefined ? [] : [{ key: judgement.key, judgement }];
  });
  const open = asked.filter(({ judgement }) => judgement.verdict.kind !== 'allowed');
  return { yaml, checked, bundle, judge, open, asked };
}

function contextOf({ bundle, checked, judge, open }: Stage, request: ProposalRequest): ChangeContext {
  const { time, reason, grants } = request;
  const bucket = open[0]?.key.bucket ?? 0;
  const windows = time === null ? [] : judge.buckets.windowsIn(bucket);
  return { plan: bundle.plan, catalogue: checked.catalogue, windows, time, reason, grants };
}

/** The first change that compiles and brings the conversations nearer to being allowed. */
async function firstThatHelps(
  plant: CompiledPlant,
  stage: Stage,
  changes: readonly Change[],
  request: ProposalRequest,
  notes: string[],
): Promise<{ readonly change: Change; readonly stage: Stage } | null> {
  for (const change of changes) {
    const applied = applyChange(stage.yaml, change);
    if (applied.kind === 'refused') {
      notes.push(`not shown: to ${changeWords(change)}; ${applied.reason}`);
      continue;
    }
    const { value, diagnostics } = await plant.recompile(applied.yaml);
    const fault = diagnostics.find(isError);
    if (value.bundle === null || fault !== undefined) {
      const why = fault === undefined ? 'it does not compile' : findingOf(fault).message;
      notes.push(`not shown: to ${changeWords(change)}; ${why}`);
      continue;
    }
    const judge = openJudge(value.bundle, value.checked.catalogue, request.sessions);
    const next = stageOf(applied.yaml, value.checked, value.bundle, judge, request);
    if (next.open.length < stage.open.length || isDeclared(change, next)) return { change, stage: next };
  }
  return null;
}

function isDeclared(change: Change, { open }: Stage): boolean {
  return isDeclaration(change) && open.every(({ judgement }) => judgement.source.attributes.member);
}

/** An invariant stands above every grant, so a change against it could not be merged. */
function barredBy({ checked, judge, open }: Stage, { time }: ProposalRequest): Omit<ExplainNoPatch, 'answers'> | null {
  for (const { key, judgement } of open) {
    const { source, destination, protocols } = judgement;
    const windows = time === null ? [] : judge.buckets.windowsIn(key.bucket);
    const subject = { source, destination, protocols, operation: key.operation, windows };
    const found = forbiddenBy(checked.plant, subject, checked.catalogue);
    if (found === null) continue;
    const reason = found.reason === null ? '' : ` (${found.reason})`;
    return none(`the invariant ${found.id} says that this must not be${reason}`, found.at);
  }
  return null;
}

function openingOf(before: Stage, after: Stage, { time }: ProposalRequest): ExplainOpening {
  const { catalogue } = after.checked;
  const opening = whatOpens(before.bundle.plan, after.bundle.plan, after.asked, catalogue, time ?? 0);
  const asked = after.asked.map(({ key, judgement: { source, destination, protocols } }) => ({
    source: source.id,
    destination: destination.id,
    protocol: protocols[0] ?? null,
    transport: key.transport,
    port: key.port ?? 0,
    operation: key.operation ?? connectOperation,
    object: key.object,
  }));
  return { examples: openingLines(opening.examples, asked), more: opening.more };
}

function patchesOf(folder: PlantFolder, yaml: PlantFolder['yaml'], cwd: string): ExplainPatch['patches'] {
  return folder.yaml.flatMap(({ path: file, text: before }) => {
    const after = yaml.find((each) => each.path === file)?.text ?? before;
    const relative = path.relative(cwd, path.join(folder.root, file)).split(path.sep).join('/');
    const text = unifiedDiff({ path: relative.startsWith('../') ? file : relative, before, after });
    return text === '' ? [] : [{ file, text }];
  });
}

function none(reason: string, at: Span | null): Omit<ExplainNoPatch, 'answers'> {
  return { kind: 'none', reason, at };
}
