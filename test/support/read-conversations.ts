/** Reads captures and logs the way the command line does, for tests. */
import { createReadStream } from 'node:fs';
import { basename } from 'node:path';
import { createAggregator } from '../../src/flows/aggregate.ts';
import type { FlowContext } from '../../src/flows/flow-context.ts';
import { type FlowReading, readFlows } from '../../src/flows/read-flows.ts';
import type { Conversation, ObjectRange } from '../../src/model/conversation.ts';
import type { DeviceIdentity } from '../../src/model/identity.ts';
import { shippedCatalogue } from './shipped-catalogue.ts';

/** What a run over some files gives. */
export interface RunResult {
  readonly conversations: readonly Conversation[];
  /** One per file. */
  readonly readings: readonly FlowReading[];
  /** What was said about devices. */
  readonly devices: readonly DeviceIdentity[];
}

/** A context with one scope per VLAN (`plant` without one) and one time bucket. */
export const testContext: FlowContext = {
  catalogue: shippedCatalogue,
  scopeOf: (vlan) => (vlan === null ? 'plant' : `vlan-${vlan}`),
  bucketOf: () => 0,
};

/** Named content; text is encoded as UTF-8. */
export interface NamedContent {
  readonly file: string;
  readonly content: Uint8Array | string;
}

/** Reads contents, each in pieces of `pieceBytes`. */
export async function readContents(
  contents: readonly NamedContent[],
  overrides: Partial<FlowContext> = {},
  pieceBytes: number = 65_536,
): Promise<RunResult> {
  const context = { ...testContext, ...overrides };
  const aggregator = createAggregator(context);
  const readings: FlowReading[] = [];
  for (const { file, content } of contents) {
    const bytes = typeof content === 'string' ? new TextEncoder().encode(content) : content;
    readings.push(await readFlows({ file, chunks: inPieces(bytes, pieceBytes) }, context, aggregator));
  }
  return { conversations: aggregator.conversations(), readings, devices: aggregator.devices() };
}

/** Reads one capture or log. */
export async function readContent(
  content: Uint8Array | string,
  overrides: Partial<FlowContext> = {},
  pieceBytes: number = 65_536,
): Promise<RunResult & { readonly reading: FlowReading }> {
  const result = await readContents([{ file: 'input', content }], overrides, pieceBytes);
  const [reading] = result.readings;
  if (reading === undefined) throw new Error('nothing was read');
  return { ...result, reading };
}

/** Reads files from disk. */
export async function readPaths(paths: readonly string[], overrides: Partial<FlowContext> = {}): Promise<RunResult> {
  const context = { ...testContext, ...overrides };
  const aggregator = createAggregator(context);
  const readings: FlowReading[] = [];
  for (const path of paths)
    readings.push(await readFlows({ file: basename(path), chunks: createReadStream(path) }, context, aggregator));
  return { conversations: aggregator.conversations(), readings, devices: aggregator.devices() };
}

async function* inPieces(bytes: Uint8Array, pieceBytes: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += pieceBytes) yield bytes.subarray(at, at + pieceBytes);
}

/** A conversation in one line, for readable expectations. */
export function conversationLine(conversation: Conversation): string {
  const { scope, source, destination, transport, port, protocol, operation, object, missing, count, refused } =
    conversation;
  const parts = [
    `${scope} ${source} -> ${destination} ${transport}/${port ?? '-'}`,
    protocol ?? '-',
    operation === null ? '-' : `${operation.class} ${operation.code}`,
    objectText(object),
    missing.length === 0 ? '' : `missing ${missing.join(' ')}`,
    `x${count}`,
    refused === 0 ? '' : `refused ${refused}`,
  ];
  return parts.filter((part) => part !== '').join(', ');
}

/** What was said about devices, one line for each fact. */
export function factLines(devices: readonly DeviceIdentity[]): string[] {
  return devices.flatMap(({ address, unit, facts }) =>
    facts.map(({ field, value }) => `${address}${unit === null ? '' : ` unit ${unit}`} ${field}: ${value}`),
  );
}

function objectText(object: ObjectRange | null): string {
  if (object === null) return '';
  const { unit, table, first, count } = object;
  return [unit === null ? '' : `unit ${unit}`, table ?? '', first === null ? '' : `${first}+${count}`]
    .filter((part) => part !== '')
    .join(' ');
}
