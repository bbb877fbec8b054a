/** The recordings in this repository: captures of real protocol stacks, each with its clients' own log of what they asked. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { OperationClass, Transport } from '../../src/model/catalogue.ts';
import { operationsByCode } from '../../src/model/catalogue-lookup.ts';
import type { Conversation } from '../../src/model/conversation.ts';
import { shippedCatalogue } from './shipped-catalogue.ts';

/** One call as the client logged it. What the protocol does not have, or the call does not name, is left out. */
export interface AskedEntry {
  /** The word of the client's library. */
  readonly call: string;
  readonly code: string;
  /** Only where the code has several classes and the entry is of one of them. */
  readonly class?: OperationClass;
  readonly source: string;
  readonly destination: string;
  readonly transport: Transport;
  readonly port: number | null;
  readonly refused: boolean;
  readonly unit?: number;
  readonly table?: string;
  readonly first?: number;
  readonly count?: number;
  /** What is named by text. */
  readonly name?: string;
  /** The wire does not show it: it was encrypted. */
  readonly hidden?: boolean;
}

/** A log as it is stored beside its capture. */
export interface AskedLog {
  readonly recording: string;
  readonly protocol: string;
  readonly about: string;
  readonly stacks: Readonly<Record<string, Readonly<Record<string, string>>>>;
  /** Codes that a stack sends on its own account, each with the reason; no client can have logged them. */
  readonly unasked: Readonly<Record<string, string>>;
  readonly asked: readonly AskedEntry[];
}

/** By text of a request: how often it was made, and how often it was refused. */
export type RecordedRequests = ReadonlyMap<string, string>;

const folder = fileURLToPath(new URL('../recordings', import.meta.url));

/** Paths below the folder of recordings, without extension: `protocol/name`. */
export const recordingPaths: readonly string[] = readdirSync(folder, { recursive: true })
  .map(String)
  .filter((path) => path.endsWith('.pcap'))
  .map((path) => path.slice(0, -'.pcap'.length))
  .sort();

/** The capture of a recording. */
export function capturePath(recording: string): string {
  return join(folder, `${recording}.pcap`);
}

/** The clients' log of a recording. */
export function readAsked(recording: string): AskedLog {
  return JSON.parse(readFileSync(join(folder, `${recording}.asked.json`), 'utf8')) as AskedLog;
}

/** What the clients asked, as far as the wire shows it. A code of several classes asks for each of them. */
export function askedRequests(log: AskedLog): RecordedRequests {
  const requests = createTally();
  for (const entry of log.asked.filter(({ hidden }) => hidden !== true))
    for (const operationClass of classesOf(log.protocol, entry))
      requests.add(requestText(entry, operationClass, entry, []), 1, entry.refused ? 1 : 0);
  return requests.result();
}

/** What was read of the recording's protocol, without what its stacks send on their own account. */
export function readRequests(log: AskedLog, conversations: readonly Conversation[]): RecordedRequests {
  const requests = createTally();
  for (const conversation of conversations) {
    const { protocol, operation, object, missing } = conversation;
    if (protocol !== log.protocol || operation === null || operation.code === 'connect') continue;
    if (Object.hasOwn(log.unasked, operation.code)) continue;
    const entry = { ...conversation, code: operation.code };
    requests.add(requestText(entry, operation.class, object, missing), conversation.count, conversation.refused);
  }
  return requests.result();
}

/** By text: what was read and what was asked, where they are not the same. */
export function requestDifferences(read: RecordedRequests, asked: RecordedRequests): Record<string, [string, string]> {
  const texts = [...new Set([...read.keys(), ...asked.keys()])].sort();
  const nothing = countText(0, 0);
  return Object.fromEntries(
    texts
      .map((text): [string, [string, string]] => [text, [read.get(text) ?? nothing, asked.get(text) ?? nothing]])
      .filter(([, [ours, theirs]]) => ours !== theirs),
  );
}

function classesOf(protocol: string, entry: AskedEntry): readonly OperationClass[] {
  if (entry.class !== undefined) return [entry.class];
  const found = operationsByCode(shippedCatalogue, protocol, entry.code).map((operation) => operation.class);
  return found.length === 0 ? ['unknown'] : found;
}

function requestText(
  request: Pick<AskedEntry, 'source' | 'destination' | 'transport' | 'port' | 'code'>,
  operationClass: OperationClass,
  object: { readonly [Field in 'unit' | 'table' | 'first' | 'count']?: AskedEntry[Field] | null } | null,
  missing: readonly string[],
): string {
  const { source, destination, transport, port, code } = request;
  const range = `${object?.first ?? '-'}+${object?.count ?? '-'}`;
  const parts = [`${source} -> ${destination} ${transport}/${port ?? '-'}`, `${operationClass} ${code}`];
  parts.push(`unit ${object?.unit ?? '-'}`, object?.table ?? '-', range, ...missing.map((field) => `missing ${field}`));
  return parts.join(', ');
}

function createTally() {
  const counts = new Map<string, { count: number; refused: number }>();
  return {
    add(text: string, count: number, refused: number): void {
      const known = counts.get(text) ?? { count: 0, refused: 0 };
      counts.set(text, { count: known.count + count, refused: known.refused + refused });
    },
    result: (): RecordedRequests =>
      new Map([...counts].map(([text, { count, refused }]) => [text, countText(count, refused)])),
  };
}

function countText(count: number, refused: number): string {
  return refused === 0 ? `x${count}` : `x${count} refused ${refused}`;
}
