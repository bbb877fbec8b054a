/** Counts what FINS commands ask for, finds what their responses refuse, and what these tell of the controller. */
import { absent, missingBits } from '../../observation-sink.ts';
import type { OperationOutput, PeerOutput } from '../decoder.ts';
import type { KnownOperation } from '../operation-index.ts';
import type { OperationCache } from '../shared/operation-cache.ts';
import { createPendingRequests, type PendingRequests } from '../shared/pending-requests.ts';
import { latin1Text } from '../shared/text.ts';
import {
  commandOf,
  finsHeaderBytes,
  isFinsFrame,
  isRefusal,
  isResponse,
  isSilent,
  keyOf,
  nodeOf,
} from './fins-frame.ts';
import type { FinsObject, FinsObjects } from './fins-objects.ts';

type Side = 'client' | 'server';

export interface FinsMessages {
  /** Reads the frame in `bytes[at, end)`; false when there is none. */
  read(from: Side, bytes: Uint8Array, at: number, end: number): boolean;
}

const readController = 0x0501;
/** Model and version, and what a response with both has at least. */
const nameCharacters = 20;
const controllerBytes = 92;
const readName = 0x2603;
const endCodeBytes = 2;

export function createFinsMessages(
  operations: OperationCache,
  objects: FinsObjects,
  output: OperationOutput,
): FinsMessages {
  const pending = { client: createPendingRequests(), server: createPendingRequests() };
  const outputs: Readonly<Record<Side, PeerOutput>> = { client: output, server: output.reverse };
  /** The command that is being read, and who asks. */
  let asked: readonly KnownOperation[] = [];
  let requests: PendingRequests = pending.client;
  let asker: PeerOutput = output;
  let node = 0;
  /** The command that is answered. */
  let wanted = 0;
  const hasCommand = (key: number): boolean => (key & 0xffff) === wanted;

  function count({ table, first, count: items, shown }: FinsObject): void {
    const missing = shown ? 0 : missingBits.object;
    for (const { operation } of asked) requests.add(asker.operation(operation, node, table, first, items, missing));
  }

  function countPlain(): void {
    for (const { operation, table } of asked) requests.add(asker.operation(operation, node, table, absent, absent, 0));
  }

  function command(bytes: Uint8Array, at: number, end: number): void {
    const key = keyOf(bytes, at);
    requests.begin(key);
    if (!objects.visit(bytes, at, end, count)) countPlain();
    // What nobody answers is not kept.
    if (isSilent(bytes, at)) requests.take(key);
  }

  function response(bytes: Uint8Array, at: number, end: number): void {
    const key = keyOf(bytes, at);
    wanted = commandOf(bytes, at);
    // Some devices answer with a service id of their own.
    const isKnown = requests.take(key) || requests.takeOnly(hasCommand);
    if (!isKnown) {
      requests.begin(key);
      if (!objects.visitHidden(commandOf(bytes, at), count)) countPlain();
      requests.take(key);
    }
    const refused = isRefusal(bytes, at);
    for (const slot of requests.taken) {
      if (isKnown) asker.answered(slot);
      if (refused) asker.refuse(slot);
    }
    if (!refused) identify(bytes, at, end);
  }

  function identify(bytes: Uint8Array, at: number, end: number): void {
    const data = at + finsHeaderBytes + endCodeBytes;
    const code = commandOf(bytes, at);
    if (code === readController && end - data >= controllerBytes) {
      asker.identify('server', node, 'model', latin1Text(bytes, data, data + nameCharacters));
      asker.identify('server', node, 'firmware', latin1Text(bytes, data + nameCharacters, data + 2 * nameCharacters));
    } else if (code === readName && end > data) asker.identify('server', node, 'name', latin1Text(bytes, data, end));
  }

  return {
    read(from, bytes, at, end) {
      if (!isFinsFrame(bytes, at, end)) return false;
      const isAnswer = isResponse(bytes, at);
      if (isAnswer && end - at < finsHeaderBytes + endCodeBytes) return false;
      const side = isAnswer === (from === 'server') ? 'client' : 'server';
      requests = pending[side];
      asker = outputs[side];
      asked = operations(commandOf(bytes, at));
      node = nodeOf(bytes, at);
      if (isAnswer) response(bytes, at, end);
      else command(bytes, at, end);
      return true;
    },
  };
}
