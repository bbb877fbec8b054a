/** `zonewright explain`: the verdict on a written or recorded conversation, where it is written, and what would change it. */
import path from 'node:path';
import { withForwardedPorts } from '../../compiler/catalogue/forwarded-ports.ts';
import { freedomPlaces, inheritedPlaces } from '../../compiler/inherited-places.ts';
import { sourceLinesOf } from '../../diagnostics/source-lines.ts';
import { describeVerdict, endsOf, serviceOf } from '../../evaluator/audit.ts';
import { dropEnforcement } from '../../evaluator/enforcement.ts';
import type { Judge, Judgement } from '../../evaluator/judge.ts';
import { readConversation } from '../../evaluator/written-conversation.ts';
import type { Conversation, ConversationKey } from '../../model/conversation.ts';
import type { ExplainAnswer, ExplainPlace, ExplainReport } from '../../model/explain.ts';
import type { TracedPlace } from '../../model/traced-place.ts';
import { nowSeconds } from '../../platform/clock.ts';
import { isFlowFile } from '../../platform/flow-files.ts';
import { PlatformError } from '../../platform/platform-error.ts';
import { describeGrants } from '../../report/describe-grants.ts';
import { renderExplanation, renderPatches } from '../../report/explain.ts';
import { type CompiledPlant, compileOrExplain } from '../compile-or-explain.ts';
import type { CliContext } from '../context.ts';
import { exitCodes } from '../exit-code.ts';
import type { PlantFlags, SessionsFlags } from '../flags.ts';
import { openJudge, policyName } from '../open-judge.ts';
import { paletteFor } from '../palette.ts';
import { type AskedConversation, proposeChanges } from '../propose-changes.ts';
import { type AskedPlaces, readQuestion } from '../question.ts';
import { readPlaces } from '../read-places.ts';
import { scopeFinder } from '../scope-finder.ts';
import { existingSessionLog, loadSessions, warnOfSessions } from '../session-log.ts';

export interface ExplainFlags extends PlantFlags, SessionsFlags {
  readonly format: 'text' | 'json' | 'patch';
  readonly scope?: string;
  readonly narrow: boolean;
}

export async function explain(this: CliContext, flags: ExplainFlags, ...words: readonly string[]): Promise<void> {
  const question = readQuestion(words, (word) => isFlowFile(word, this.cwd));
  const compiled = await compileOrExplain(this, flags.plant);
  if (compiled === null) return;
  const { bundle, checked, folder } = compiled;
  const sessions = await loadSessions(existingSessionLog(flags, folder, this.cwd), bundle.plan);
  warnOfSessions(this, sessions.diagnostics);
  const judge = openJudge(bundle, checked.catalogue, sessions.value);
  const { asked, places } =
    question.kind === 'written'
      ? { asked: readWritten(this, question.text, compiled, judge, flags.scope), places: [] }
      : await readRecorded(this, question.files, compiled, judge, flags.scope);
  const judgements = judge.judgeAll(asked.map((each) => each.key));
  const answers = asked.flatMap((each, index): ExplainAnswer[] => {
    const judgement = judgements[index];
    return judgement === undefined ? [] : [describeAnswer(each, judgement, compiled, judge)];
  });
  const grants = flags.narrow ? ('own' as const) : ('nearest' as const);
  const request = { asked, judgements, sessions: sessions.value, grants, cwd: this.cwd };
  const report: ExplainReport = {
    schema: 'zonewright/explain/v1',
    policy: policyName(bundle),
    places,
    answers,
    changes: await proposeChanges(compiled, judge, request),
  };
  const { stdout, stderr } = this.process;
  const lines = sourceLinesOf([...folder.yaml, ...folder.rego]);
  const isAllowed = answers.every((answer) => answer.verdict.kind === 'allowed');
  const isSolved = report.changes.every((change) => change.kind === 'patch');
  if (flags.format === 'json') stdout.write(`${JSON.stringify(report, null, 2)}\n`);
  else if (flags.format === 'text')
    stdout.write(renderExplanation(report, { palette: paletteFor(stdout, this), lines }));
  else {
    stdout.write(renderPatches(report));
    for (const change of report.changes)
      if (change.kind === 'none') stderr.write(`no change is proposed: ${change.reason}\n`);
  }
  const isClean = isAllowed || (flags.format === 'patch' && isSolved);
  this.process.exitCode = isClean ? exitCodes.clean : exitCodes.findings;
}

function readWritten(
  context: CliContext,
  text: string,
  { bundle, checked }: CompiledPlant,
  judge: Judge,
  named: string | undefined,
): readonly AskedConversation[] {
  const now = nowSeconds(context.process.env);
  const { plan } = bundle;
  // A name that is no scope is a mistake here as it is with recordings.
  scopeFinder(plan, named);
  const where = named === undefined ? {} : { scope: named };
  const written = readConversation(text, { plan, catalogue: checked.catalogue, buckets: judge.buckets, now, ...where });
  if (written.kind === 'unreadable') throw new PlatformError('usage', written.reason);
  const { keys, time } = written;
  return keys.map((key) => ({ key, time, count: null, drop: null, reason: 'to be agreed' }));
}

async function readRecorded(
  context: CliContext,
  files: readonly AskedPlaces[],
  { bundle, checked }: CompiledPlant,
  judge: Judge,
  scope: string | undefined,
): Promise<{ readonly asked: readonly AskedConversation[]; readonly places: readonly ExplainPlace[] }> {
  const { bucketOf, bucketUnit } = judge.buckets;
  const flows = {
    catalogue: withForwardedPorts(checked.catalogue, bundle.plan),
    scopeOf: scopeFinder(bundle.plan, scope),
    bucketOf,
    bucketUnit,
  };
  const traced: TracedPlace[] = [];
  for (const file of files) traced.push(...(await readPlaces(file, context.cwd, flows)));
  const numbers = new Map<string, number>();
  const asked: AskedConversation[] = [];
  const places = traced.map((place): ExplainPlace => {
    const { file, position, unit, role, words } = place;
    const answers = place.conversations.map((conversation) => {
      const text = JSON.stringify(conversation);
      const known = numbers.get(text) ?? asked.push(askedOf(conversation, place)) - 1;
      numbers.set(text, known);
      return known;
    });
    return { file, position, unit, role, words, answers };
  });
  return { asked, places };
}

function askedOf(conversation: Conversation, { file, position, unit }: TracedPlace): AskedConversation {
  const isTimed = !conversation.missing.includes('time');
  const recording = file === '-' ? 'standard input' : path.basename(file);
  const reason = `to be agreed - seen in ${recording} ${unit} ${position}`;
  return {
    key: conversation,
    time: isTimed ? conversation.first / 1_000_000 : null,
    count: conversation.count,
    drop: conversation.drop,
    reason,
  };
}

function describeAnswer(
  { key, time, count, drop }: AskedConversation,
  judgement: Judgement,
  { bundle, checked }: CompiledPlant,
  judge: Judge,
): ExplainAnswer {
  const verdict = describeVerdict(judgement.verdict);
  const { source, destination } = endsOf(key, judgement);
  const { zone: from } = source;
  const { zone: to } = destination;
  return {
    source,
    destination,
    service: serviceOf(judgement, key),
    operation: key.operation,
    object: key.object,
    count,
    time: time === null ? null : new Date(time * 1000).toISOString(),
    activeWindows: activeWindows(key, judge),
    verdict,
    enforcement: dropEnforcement({ drop, count: count ?? 0 }, bundle.plan.boundaries),
    grants: describeGrants(verdict.grants, { from, to }, bundle.plan, {
      ofGrant: (grant) => inheritedPlaces(checked.plant, grant),
      ofFreeZone: (zone) => freedomPlaces(checked.plant, zone),
    }),
  };
}

function activeWindows(key: ConversationKey, judge: Judge): readonly string[] {
  return key.missing.includes('time') ? [] : judge.buckets.windowsIn(key.bucket);
}
