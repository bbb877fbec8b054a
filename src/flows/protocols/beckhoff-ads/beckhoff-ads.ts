/** Beckhoff ADS over AMS/TCP: reads, writes and state changes, by the port of the runtime that is asked. */
import { read16Little, read32Little } from '../../capture/bytes.ts';
import { absent } from '../../observation-sink.ts';
import type { Decoder, Dialogue, OperationOutput, PeerOutput, Recognition } from '../decoder.ts';
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
  // Routers may ask each other over one connection.
  const asked = { client: createAsker(operations, output), server: createAsker(operations, output.reverse) };

  function message(from: 'client' | 'server', bytes: Uint8Array, at: number, end: number): void {
    const isNotification = read16Little(bytes, at + 22) === notification;
    if (isAmsResponse(bytes, at)) asked[from === 'client' ? 'server' : 'client'].response(bytes, at, end);
    else if (isNotification) asked[from === 'client' ? 'server' : 'client'].request(bytes, at, end);
    else asked[from].request(bytes, at, end);
  }

  return createFramedDialogue({ lengthAt: amsLength, message }, output);
}

/** What one of the two routers asks, and the answers that it gets. */
interface Asker {
  readonly request: (bytes: Uint8Array, at: number, end: number) => void;
  readonly response: (bytes: Uint8Array, at: number, end: number) => void;
}

function createAsker(operations: AdsOperations, output: PeerOutput): Asker {
  const pending = createPendingRequests();

  function count(known: readonly KnownOperation[], port: number, first: number, length: number): void {
    for (const { operation, table } of known) pending.add(output.operation(operation, port, table, first, length, 0));
  }

  /** Version, revision, build, and a name of 16 octets. */
  function identifyDevice(bytes: Uint8Array, at: number, end: number, port: number): void {
    if (end - at < 20) return;
    output.identify('server', port, 'model', latin1Text(bytes, at + 4, at + 20));
    output.identify('server', port, 'firmware', `${bytes[at]}.${bytes[at + 1]}.${read16Little(bytes, at + 2)}`);
  }

  return {
    request(bytes, at, end) {
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
      const isSystem = port === systemService && command < 16;
      const known = isSystem ? operations.system(command, group) : operations.command(command);
      count(known, port, offset, group >= firstReservedGroup ? 1 : Math.max(length, 1));
    },
    response(bytes, at, end) {
      const hasResult = end - at >= amsBytes + 4;
      const isRefusal = read32Little(bytes, at + 30) !== 0 || (hasResult && read32Little(bytes, at + amsBytes) !== 0);
      if (read16Little(bytes, at + 22) === readDeviceInfo && !isRefusal)
        identifyDevice(bytes, at + amsBytes + 4, end, read16Little(bytes, at + 20));
      const slots = pending.take(read32Little(bytes, at + 34)) ? pending.taken : [output.concealed()];
      for (const slot of slots) {
        output.answered(slot);
        if (isRefusal) output.refuse(slot);
      }
    },
  };
}
