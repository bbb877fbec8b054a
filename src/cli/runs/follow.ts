/** `zonewright audit --follow`: judges traffic while it goes on. */
import { findingOf } from '../../diagnostics/finding.ts';
import type { Severity } from '../../diagnostics/severity.ts';
import type { Judge } from '../../evaluator/judge.ts';
import { createLiveAudit, type LiveAudit } from '../../evaluator/live-audit.ts';
import { type Aggregator, createAggregator } from '../../flows/aggregate.ts';
import type { FlowContext } from '../../flows/flow-context.ts';
import { readFlows } from '../../flows/read-flows.ts';
import { createSlotChanges } from '../../flows/slot-changes.ts';
import type { AuditInput } from '../../model/audit-input.ts';
import type { FlowProblem } from '../../model/conversation.ts';
import type { LiveSummary } from '../../model/live-event.ts';
import { type LiveFlow, listLiveFlows } from '../../platform/live-flows.ts';
import { pause } from '../../platform/pause.ts';
import { PlatformError } from '../../platform/platform-error.ts';
import { listenForStop } from '../../platform/stop-signal.ts';
import type { AuditFlags } from '../audit-flags.ts';
import { type CompiledPlant, compileOrExplain } from '../compile-or-explain.ts';
import type { CliContext } from '../context.ts';
import { exitCodeFor } from '../exit-code.ts';
import { createInputTotals, type InputTotals } from '../input-totals.ts';
import { openEventWriter } from '../live-output.ts';
import { followSessions } from '../live-sessions.ts';
import { openJudge, policyName } from '../open-judge.ts';
import { reportUnread } from '../read-files.ts';
import { scopeFinder } from '../scope-finder.ts';
import { existingSessionLog } from '../session-log.ts';

/** How often files are looked at, and findings told. */
const lookMillis = 500;
/** How long a connection without operations, or a row of a poorer log, may wait for more. */
const patienceMillis = 5000;
/** Conversations that are held; when there are more, that is told as a problem. */
const mostConversations = 500_000;

export async function follow(context: CliContext, flags: AuditFlags, flows: readonly string[]): Promise<void> {
  const { format, decoder } = flags;
  if (decoder === 'tshark')
    throw new PlatformError('usage', '--decoder tshark reads a finished capture; leave out --follow');
  if (format === 'json') throw new PlatformError('usage', '--follow has no end that JSON could wait for; use ndjson');
  const { signal, stop } = listenForStop();
  try {
    const sources = listLiveFlows(flows, context.cwd, { everyMillis: lookMillis, signal });
    const compiled = await compileOrExplain(context, flags.plant);
    if (compiled !== null) await followSources(context, { ...flags, format }, sources, compiled, signal);
  } finally {
    stop();
  }
}

async function followSources(
  context: CliContext,
  flags: AuditFlags & { readonly format: 'text' | 'ndjson' },
  sources: readonly LiveFlow[],
  { bundle, checked, folder }: CompiledPlant,
  signal: AbortSignal,
): Promise<void> {
  const { catalogue, plan } = checked;
  const output = openEventWriter(context, flags.format);
  const onProblem = (problem: FlowProblem): void =>
    output.write({ schema: 'zonewright/live/v1', event: 'problem', ...problem });
  const sessions = followSessions(existingSessionLog(flags, folder, context.cwd), plan, (diagnostic) => {
    const { message, at } = findingOf(diagnostic);
    onProblem({ file: at?.file ?? '', position: at?.line ?? null, unit: 'line', reason: message });
  });
  const judge = openJudge(bundle, catalogue, sessions);
  const flowContext: FlowContext = {
    ...liveContext(judge),
    catalogue,
    scopeOf: scopeFinder(plan, flags.scope),
    onProblem,
  };
  const aggregator = createAggregator(flowContext);
  const changes = createSlotChanges(aggregator);
  const { conversationOf, standingOf } = aggregator;
  const rhythm = { patience: patienceMillis, interval: flags.every * 1000 };
  const live = createLiveAudit({ judge, catalogue, plan, conversationOf, standingOf, ...rhythm });
  const totals = createInputTotals();
  const severities = new Set<Severity>();
  const tell = (events: ReturnType<LiveAudit['look']>): void => {
    for (const event of events) {
      if (event.event === 'finding') severities.add(event.finding.severity);
      output.write(event);
    }
  };

  const inputs = sources.map((source) => source.name);
  output.write({ schema: 'zonewright/live/v1', event: 'start', policy: policyName(bundle), inputs });
  let isReading = true;
  const reading = Promise.all(
    sources.map(async (source) => {
      for await (const chunks of source.open()) {
        const { format, statistics, problems } = await readFlows(
          { file: source.name, chunks },
          flowContext,
          changes.sink,
        );
        totals.add({ file: source.name, format, problems, ...statistics });
      }
    }),
  ).finally(() => {
    isReading = false;
  });
  const overflow = reportOverflow(aggregator, flowContext);
  while (isReading) {
    await Promise.race([pause(lookMillis), reading]);
    tell(live.look(changes.take(), performance.now()));
    overflow();
    await output.drained(signal);
  }
  await reading;
  tell(live.close(changes.take(), performance.now()));
  output.write(summaryOf(totals, live));
  context.process.exitCode = reportUnread(context, totals.inputs()) ? 2 : exitCodeFor([...severities], flags.failOn);
}

/** What every reader of a live audit gets. */
function liveContext(judge: Judge): Pick<FlowContext, 'bucketOf' | 'bucketUnit' | 'reportAfter' | 'limits'> {
  return {
    bucketOf: judge.buckets.bucketOf,
    bucketUnit: judge.buckets.bucketUnit,
    reportAfter: patienceMillis * 1000,
    limits: { conversations: mostConversations },
  };
}

/** Says once that not everything can be judged any more. */
function reportOverflow(aggregator: Aggregator, { onProblem }: FlowContext): () => void {
  let isTold = false;
  return () => {
    if (isTold || aggregator.overflow() === 0) return;
    isTold = true;
    const reason = `more than ${mostConversations} different conversations; new ones are not judged any more: start again, and look for a scan`;
    onProblem?.({ file: '', position: null, unit: 'byte', reason });
  };
}

function summaryOf(totals: InputTotals, live: LiveAudit): LiveSummary {
  const inputs = totals.inputs();
  const { allowed, denied, unjudged } = live.counts();
  const sum = (count: (input: AuditInput) => number): number => inputs.reduce((all, each) => all + count(each), 0);
  return {
    schema: 'zonewright/live/v1',
    event: 'summary',
    inputs,
    summary: {
      packets: sum((input) => input.packets),
      records: sum((input) => input.records),
      conversations: allowed + denied + unjudged,
      allowed,
      denied,
      unjudged,
      skipped: sum((input) => Object.values(input.skipped).reduce((all, each) => all + each, 0)),
    },
  };
}
