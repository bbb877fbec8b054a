/** Beckhoff ADS over AMS/TCP: reads, writes and state changes, by the port of the runtime that is asked. */
import { read16Little, read32Little } from '../../capture/bytes.ts';
import { absent } from '../../observation-sink.ts';
import type { Decoder, Dialogue, OperationOutput, Recognition } from '../decoder.ts';
import type { KnownOperation, OperationLookup } from '../operation-index.ts';
import { createFramedDialogue } from '../shared/framed-dialogue.ts';
import { createOperationCache, type OperationCache } from '../shared/operation-cache.ts';
import { createPendingRequests } from '../shared/pending-requests.ts';
import { latin1Text } from '../shared/text.ts';
import { amsBytes, amsLength, isAmsResponse, isListedCommand } from './ams-header.ts';

const readDeviceInfo = 1;
const notification = 8;
/** Read, write, add a notification, read and write: index group and offset come first. */
const indexed: ReadonlySet<number> = new Set([2, 3, 6, 9]);
const systemService = 10_000;
/** From here on an index offset is a handle, or zero, and no place in memory (ADS reserved index groups). */
const firstReservedGroup = 0xf000;

export const beckhoffAdsDecoder: Decoder = {
  protocol: 'beckhoff-ads',
  transports: ['tcp'],
  trusted: 'any-port',
  probe(bytes, start, end): Recognition {
    const length = amsLength(bytes, start, end);
    if (length === 0) return 'no';
    if (length < 0) return 'more';
    if (!isListedCommand(bytes, start)) return 'no';
    return isAmsResponse(bytes, start) || read16Little(bytes, start + 22) === notification ? 'server' : 'client';
  },
  prepare(lookup) {
    const operations = createAdsOperations(lookup);
    return (output) => openAds(operations, output);
  },
};

interface AdsOperations {
  readonly command: OperationCache;
  /** Of the system service, which gives index groups a meaning. */
  readonly system: (command: number, group: number) => readonly KnownOperation[];
}

function createAdsOperations(lookup: OperationLookup): AdsOperations {
  const command = createOperationCache(lookup, String);
  const system = createOperationCache(lookup, (key) => `${key % 16}/${Math.floor(key / 16)}`);
  return { command, system: (code, group) => system(group * 16 + code) };
}

function openAds(operations: AdsOperations, output: OperationOutput): Dialogue {
  const pending = createPendingRequests();

  function request(bytes: Uint8Array, at: number, end: number): void {
    const command = read16Little(bytes, at + 22);
    const port = read16Little(bytes, at + 12);
    pending.begin(read32Little(bytes, at + 34));
    if (!indexed.has(command) || end - at < amsBytes + 12) {
      count(operations.command(command), port, absent, absent);
      return;
    }
    const group = read32Little(bytes, at + amsBytes);
    const offset = read32Little(bytes, at + amsBytes + 4);
    const length = read32Little(bytes, at + amsBytes + 8);
    const known =
      port === systemService && command < 16 ? operations.system(command, group) : operations.command(command);
    count(known, port, offset, group >= firstReservedGroup ? 1 : Math.max(length, 1));
  }

  function count(known: readonly KnownOperation[], port: number, first: number, length: number): void {
    for (const { operation, table } of known) pending.add(output.operation(operation, port, table, first, length, 0));
  }

  function response(bytes: Uint8Array, at: number, end: number): void {
    const command = read16Little(bytes, at + 22);
    const isRefusal =
      read32Little(bytes, at + 30) !== 0 || (end - at >= amsBytes + 4 && read32Little(bytes, at + amsBytes) !== 0);
    if (command === readDeviceInfo && !isRefusal)
      identifyDevice(bytes, at + amsBytes + 4, end, read16Little(bytes, at + 20));
    if (!pending.take(read32Little(bytes, at + 34))) {
      const slot = output.concealed();
      if (isRefusal) output.refuse(slot);
      return;
    }
    for (const slot of pending.taken) {
      output.answered(slot);
      if (isRefusal) output.refuse(slot);
    }
  }

  /** Version, revision, build, and a name of 16 octets. */
  function identifyDevice(bytes: Uint8Array, at: number, end: number, port: number): void {
    if (end - at < 20) return;
    output.identify('server', port, 'model', latin1Text(bytes, at + 4, at + 20));
    output.identify('server', port, 'firmware', `${bytes[at]}.${bytes[at + 1]}.${read16Little(bytes, at + 2)}`);
  }

  function message(from: 'client' | 'server', bytes: Uint8Array, at: number, end: number): void {
    if (isAmsResponse(bytes, at)) response(bytes, at, end);
    else if (from === 'client' || read16Little(bytes, at + 22) === notification) request(bytes, at, end);
    // Routers ask each other over one connection; this question goes the other way.
    else output.concealed();
  }

  return createFramedDialogue({ lengthAt: amsLength, message }, output);
}
