/** Reads captures and logs into one aggregator, in the order that lets logs of one run describe each other. */
import { type Aggregator, createAggregator } from '../flows/aggregate.ts';
import { isConnectionLog } from '../flows/connection-log.ts';
import type { FlowContext } from '../flows/flow-context.ts';
import { readFlows } from '../flows/read-flows.ts';
import type { AuditInput } from '../model/audit-input.ts';
import type { FlowFile } from '../platform/flow-files.ts';
import type { CliContext } from './context.ts';
import { dissectFile } from './dissect-file.ts';
import { createProgress } from './progress.ts';

export interface ReadFiles {
  /** By name. */
  readonly inputs: readonly AuditInput[];
  readonly aggregator: Aggregator;
}

/** Reads every file to its end, and shows how far it is. */
export async function readFiles(
  context: CliContext,
  files: readonly FlowFile[],
  flows: FlowContext,
  decoder: 'native' | 'tshark' = 'native',
): Promise<ReadFiles> {
  const progress = createProgress(context);
  const shown: FlowContext = {
    ...flows,
    onProgress: (file, bytes) => progress.update(file, bytes, files.find((each) => each.name === file)?.bytes ?? null),
  };
  const aggregator = createAggregator(shown);
  const inputs: AuditInput[] = [];
  const [connections, others] = await partition(files);
  for (const [group, laterLogs] of [
    [others, 'possible'],
    [connections, 'none'],
  ] as const) {
    for (const file of group) {
      const input = { file: file.name, chunks: file.open() };
      const dissected = decoder === 'tshark' ? await dissectFile(file, shown, aggregator) : {};
      const { format, statistics, problems } = await readFlows(
        input,
        { ...shown, ...dissected, laterLogs },
        aggregator,
      );
      inputs.push({ file: file.name, format, problems, ...statistics });
    }
  }
  inputs.sort((a, b) => (a.file < b.file ? -1 : 1));
  progress.clear();
  return { inputs, aggregator };
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
