/** `zonewright audit --follow`: judges traffic while it goes on. */

import { withForwardedPorts } from '../../compiler/catalogue/forwarded-ports.ts';
import { findingOf } from '../../diagnostics/finding.ts';
import type { Severity } from '../../diagnostics/severity.ts';
import type { FlowContext } from '../../flows/flow-context.ts';
import { readFlows } from '../../flows/read-flows.ts';
import type { AuditInput } from '../../model/audit-input.ts';
import type { FlowProblem } from '../../model/conversation.ts';
import type { LiveEvent, LiveSummary } from '../../model/live-event.ts';
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
import { createLiveRun, type LiveRun } from '../live-run.ts';
import { followSessions } from '../live-sessions.ts';
import { longSilence } from '../long-silence.ts';
import { openJudge, policyName } from '../open-judge.ts';
import { reportUnread } from '../read-files.ts';
import { scopeFinder } from '../scope-finder.ts';
import { existingSessionLog } from '../session-log.ts';

/** How often files are looked at, and findings told. */
const lookMillis = 500;
/** How long a connection without operations, or a row of a poorer log, may wait for more. */
const patienceMillis = 5000;
/** Conversations that are held; when there are more, those not seen for longest are given up. */
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
    bucketOf: judge.buckets.bucketOf,
    bucketUnit: judge.buckets.bucketUnit,
    reportAfter: patienceMillis * 1000,
    limits: { conversations: mostConversations },
    catalogue: withForwardedPorts(catalogue, plan),
    scopeOf: scopeFinder(plan, flags.scope),
    onProblem,
  };
  const severities = new Set<Severity>();
  const tell = (event: LiveEvent): void => {
    if (event.event === 'finding') severities.add(event.finding.severity);
    output.write(event);
  };
  const rhythm = { patience: patienceMillis, interval: flags.every * 1000 };
  const run = createLiveRun(flowContext, { judge, catalogue, plan, tell, ...rhythm });
  const totals = createInputTotals();

  async function* paced(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    for await (const chunk of longSilence(chunks, patienceMillis, () => performance.now())) {
      yield chunk;
      await output.drained(signal);
    }
  }

  async function readSource({ name: file, open }: LiveFlow): Promise<void> {
    for await (const chunks of open()) {
      const { format, statistics, problems } = await readFlows({ file, chunks: paced(chunks) }, flowContext, run.sink);
      totals.add({ file, format, problems, ...statistics });
    }
  }

  const inputs = sources.map((source) => source.name);
  output.write({ schema: 'zonewright/live/v1', event: 'start', policy: policyName(bundle), inputs });
  const ended = new AbortController();
  const reading = Promise.all(sources.map(readSource)).finally(() => ended.abort());
  // It is awaited below; until then a failure only ends the loop.
  reading.catch(() => undefined);
  while (!ended.signal.aborted) {
    await pause(lookMillis, ended.signal);
    run.look(performance.now());
    await output.drained(signal);
  }
  await reading;
  run.close(performance.now());
  output.write(summaryOf(totals, run));
  context.process.exitCode = reportUnread(context, totals.inputs()) ? 2 : exitCodeFor([...severities], flags.failOn);
}

function summaryOf(totals: InputTotals, run: LiveRun): LiveSummary {
  const inputs = totals.inputs();
  const sum = (count: (input: AuditInput) => number): number => inputs.reduce((all, each) => all + count(each), 0);
  return {
    schema: 'zonewright/live/v1',
    event: 'summary',
    inputs,
    summary: {
      packets: sum((input) => input.packets),
      records: sum((input) => input.records),
      ...run.counts(),
      skipped: sum((input) => Object.values(input.skipped).reduce((all, each) => all + each, 0)),
    },
  };
}
