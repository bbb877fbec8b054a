/** Reads captures and logs, and judges every conversation in them. */
import type { CheckedPlant } from '../compiler/compile.ts';
import type { Judge, Judgement } from '../evaluator/judge.ts';
import { createAggregator } from '../flows/aggregate.ts';
import { isConnectionLog } from '../flows/connection-log.ts';
import type { FlowContext } from '../flows/flow-context.ts';
import { readFlows } from '../flows/read-flows.ts';
import type { AuditInput } from '../model/audit.ts';
import type { Conversation } from '../model/conversation.ts';
import type { FlowFile } from '../platform/flow-files.ts';
import type { CliContext } from './context.ts';
import { createProgress } from './progress.ts';
import { scopeFinder } from './scope-finder.ts';

export interface FlowSetting {
  readonly checked: CheckedPlant;
  readonly judge: Judge;
  /** Address domain of traffic that does not say it. */
  readonly scope: string | undefined;
}

export interface JudgedFlows {
  readonly inputs: readonly AuditInput[];
  readonly conversations: readonly Conversation[];
  /** One per conversation, in the same order. */
  readonly judgements: readonly Judgement[];
}

export async function judgeFlows(
  context: CliContext,
  files: readonly FlowFile[],
  { checked, judge, scope }: FlowSetting,
): Promise<JudgedFlows> {
  const progress = createProgress(context);
  const flows: FlowContext = {
    catalogue: checked.catalogue,
    scopeOf: scopeFinder(checked.plan, scope),
    bucketOf: judge.buckets.bucketOf,
    onProgress: (file, bytes) => progress.update(file, bytes, files.find((each) => each.name === file)?.bytes ?? null),
  };
  const aggregator = createAggregator(flows);
  const inputs: AuditInput[] = [];
  const [connections, others] = await partition(files);
  for (const [group, laterLogs] of [
    [others, 'possible'],
    [connections, 'none'],
  ] as const) {
    for (const file of group) {
      const input = { file: file.name, chunks: file.open() };
      const { format, statistics, problems } = await readFlows(input, { ...flows, laterLogs }, aggregator);
      inputs.push({ file: file.name, format, problems, ...statistics });
    }
  }
  inputs.sort((a, b) => (a.file < b.file ? -1 : 1));
  progress.clear();
  const conversations = aggregator.conversations();
  return { inputs, conversations, judgements: judge.judgeAll(conversations) };
}

/** Names the files that could not be read; true when that is all of them. */
export function reportUnread(context: CliContext, inputs: readonly AuditInput[]): boolean {
  const unread = inputs.filter((input) => input.format === 'unknown');
  for (const input of unread)
    context.process.stderr.write(`${input.file}: ${input.problems[0]?.reason ?? 'unknown format'}\n`);
  return unread.length === inputs.length;
}

/** Logs that show connections only come last, when it is known which connections other logs describe in full. */
async function partition(files: readonly FlowFile[]): Promise<readonly [FlowFile[], FlowFile[]]> {
  const connections: FlowFile[] = [];
  const others: FlowFile[] = [];
  for (const file of files) (isConnectionLog(await file.head()) ? connections : others).push(file);
  return [connections, others];
}
