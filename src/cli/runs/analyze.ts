/** `zonewright analyze`: questions about the allowed set as a whole. */
import { analyzePlan } from '../../analyzer/analyze.ts';
import type { Usage } from '../../analyzer/usage.ts';
import { findingOf } from '../../diagnostics/finding.ts';
import { sourceLinesOf } from '../../diagnostics/source-lines.ts';
import { grantsOf, nameAsWritten } from '../../model/plan.ts';
import { nowSeconds } from '../../platform/clock.ts';
import { listFlowFiles } from '../../platform/flow-files.ts';
import { type AnalyzeFlows, analyzeReport } from '../../report/analyze-json.ts';
import { renderAnalysis } from '../../report/analyze-text.ts';
import { type CompiledPlant, compileOrExplain } from '../compile-or-explain.ts';
import type { CliContext } from '../context.ts';
import { exitCodeFor, exitCodes } from '../exit-code.ts';
import type { FailOnFlags, Format, PlantFlags, SessionsFlags } from '../flags.ts';
import { judgeFlows } from '../judge-flows.ts';
import { openJudge, policyName } from '../open-judge.ts';
import { paletteFor } from '../palette.ts';
import { reportUnread } from '../read-files.ts';
import { existingSessionLog, loadSessions, warnOfSessions } from '../session-log.ts';
import { usageOf } from '../usage-of.ts';

export interface AnalyzeFlags extends PlantFlags, SessionsFlags, FailOnFlags {
  readonly format: Format;
  readonly flows?: readonly string[];
  readonly scope?: string;
}

export async function analyze(this: CliContext, flags: AnalyzeFlags, ...more: readonly string[]): Promise<void> {
  const files = listFlowFiles([...(flags.flows ?? []), ...more], this.cwd);
  const compiled = await compileOrExplain(this, flags.plant);
  if (compiled === null) return;
  const { bundle, checked, folder } = compiled;
  const { plan } = bundle;
  const seen = files.length === 0 ? null : await readUsage(this, files, compiled, flags);
  if (seen === 'unreadable') {
    this.process.exitCode = exitCodes.failed;
    return;
  }
  const now = nowSeconds(this.process.env);
  const answers = analyzePlan(plan, { catalogue: checked.catalogue, now, usage: seen?.usage ?? null });
  const parts = {
    policy: policyName(bundle),
    time: new Date(now * 1000).toISOString(),
    flows: seen?.flows ?? null,
    guards: plan.lowered.guards.map((guard) => guard.name),
    grants: new Set(grantsOf(plan).map(nameAsWritten)).size,
  };
  const report = analyzeReport(parts, answers);
  const { stdout } = this.process;
  const lines = sourceLinesOf([...folder.yaml, ...folder.rego]);
  if (flags.format === 'json') stdout.write(`${JSON.stringify(report, null, 2)}\n`);
  else stdout.write(renderAnalysis(report, answers, { palette: paletteFor(stdout, this), lines }));
  const severities = answers.flatMap(({ diagnostics }) => diagnostics.map((each) => findingOf(each).severity));
  this.process.exitCode = exitCodeFor(severities, flags.failOn);
}

/** What the traffic used; `unreadable` when none of the files could be read. */
async function readUsage(
  context: CliContext,
  files: ReturnType<typeof listFlowFiles>,
  { bundle, checked, folder }: CompiledPlant,
  flags: AnalyzeFlags,
): Promise<{ readonly usage: Usage | null; readonly flows: AnalyzeFlows } | 'unreadable'> {
  const sessions = await loadSessions(existingSessionLog(flags, folder, context.cwd), bundle.plan);
  warnOfSessions(context, sessions.diagnostics);
  const judge = openJudge(bundle, checked.catalogue, sessions.value);
  const judged = await judgeFlows(context, files, { checked, judge, scope: flags.scope });
  if (reportUnread(context, judged.inputs)) return 'unreadable';
  const usage = usageOf(judged);
  const iso = (seconds: number): string => new Date(seconds * 1000).toISOString();
  const flows = {
    files: judged.inputs.map((input) => input.file),
    conversations: judged.conversations.length,
    first: usage === null ? null : iso(usage.first),
    last: usage === null ? null : iso(usage.last),
  };
  return { usage, flows };
}
