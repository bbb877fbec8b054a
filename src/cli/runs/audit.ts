/** `zonewright audit`: judges recorded traffic. */
import { type AuditParts, assembleAudit } from '../../evaluator/audit.ts';
import { createAggregator } from '../../flows/aggregate.ts';
import { isConnectionLog } from '../../flows/connection-log.ts';
import type { FlowContext } from '../../flows/flow-context.ts';
import { readFlows } from '../../flows/read-flows.ts';
import type { AuditInput, AuditReport } from '../../model/audit.ts';
import { type FlowFile, listFlowFiles } from '../../platform/flow-files.ts';
import { renderAudit } from '../../report/audit-text.ts';
import { shellWord } from '../../report/shell-word.ts';
import { compileOrExplain } from '../compile-or-explain.ts';
import type { CliContext } from '../context.ts';
import { exitCodeFor } from '../exit-code.ts';
import type { FailOnFlags, PlantFlags } from '../flags.ts';
import { openJudge, policyName } from '../open-judge.ts';
import { paletteFor } from '../palette.ts';
import { createProgress } from '../progress.ts';
import { scopeFinder } from '../scope-finder.ts';

export interface AuditFlags extends PlantFlags, FailOnFlags {
  readonly format: 'text' | 'json' | 'ndjson';
  readonly scope?: string;
  readonly all: boolean;
}

export async function audit(this: CliContext, flags: AuditFlags, ...flows: readonly string[]): Promise<void> {
  const files = listFlowFiles(flows, this.cwd);
  const compiled = await compileOrExplain(this, flags.plant);
  if (compiled === null) return;
  const { bundle, checked } = compiled;
  const judge = openJudge(bundle, checked.catalogue);
  const progress = createProgress(this);
  const context: FlowContext = {
    catalogue: checked.catalogue,
    scopeOf: scopeFinder(bundle.plan, flags.scope),
    bucketOf: judge.buckets.bucketOf,
    onProgress: (file, bytes) => progress.update(file, bytes, files.find((each) => each.name === file)?.bytes ?? null),
  };
  const aggregator = createAggregator(context);
  const inputs: AuditInput[] = [];
  const [connections, others] = await partition(files);
  for (const [group, laterLogs] of [
    [others, 'possible'],
    [connections, 'none'],
  ] as const) {
    for (const file of group) {
      const input = { file: file.name, chunks: file.open() };
      const { format, statistics, problems } = await readFlows(input, { ...context, laterLogs }, aggregator);
      inputs.push({ file: file.name, format, problems, ...statistics });
    }
  }
  inputs.sort((a, b) => (a.file < b.file ? -1 : 1));
  progress.clear();
  const conversations = aggregator.conversations();
  const judgements = judge.judgeAll(conversations);
  const parts: AuditParts = {
    policy: policyName(bundle),
    inputs,
    conversations,
    judgements,
    catalogue: checked.catalogue,
  };
  const report = assembleAudit(parts);
  this.log.debug(judge.counts(), 'decisions');
  writeReport(this, report, flags);
  const unread = inputs.filter((input) => input.format === 'unknown');
  for (const input of unread)
    this.process.stderr.write(`${input.file}: ${input.problems[0]?.reason ?? 'unknown format'}\n`);
  this.process.exitCode =
    unread.length === inputs.length
      ? 2
      : exitCodeFor(
          report.findings.map((finding) => finding.severity),
          flags.failOn,
        );
}

/** Logs that show connections only come last, when it is known which connections other logs describe in full. */
async function partition(files: readonly FlowFile[]): Promise<readonly [FlowFile[], FlowFile[]]> {
  const connections: FlowFile[] = [];
  const others: FlowFile[] = [];
  for (const file of files) (isConnectionLog(await file.head()) ? connections : others).push(file);
  return [connections, others];
}

function writeReport(context: CliContext, report: AuditReport, flags: AuditFlags): void {
  const { stdout } = context.process;
  if (flags.format === 'json') stdout.write(`${JSON.stringify(report, null, 2)}\n`);
  else if (flags.format === 'ndjson') {
    for (const conversation of report.conversations) stdout.write(`${JSON.stringify(conversation)}\n`);
    const { conversations: _conversations, ...rest } = report;
    stdout.write(`${JSON.stringify(rest)}\n`);
  } else {
    const show = flags.all ? 'all' : 'findings';
    stdout.write(renderAudit(report, { palette: paletteFor(stdout, context), show, ask: askWith(flags) }));
  }
}

/** Explain must read the same plant, and the same address domain. */
function askWith({ plant, scope }: AuditFlags): string {
  const given = [
    ['--plant', plant],
    ['--scope', scope],
  ] as const;
  const words = given.flatMap(([flag, value]) => (value === undefined ? [] : [flag, shellWord(value)]));
  return ['zonewright explain', ...words].join(' ');
}
