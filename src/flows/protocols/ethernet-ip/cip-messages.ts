/** Brings CIP requests and their answers together: by sender context, or over a connection by sequence count. */
import { read16Little, read32Little } from '../../capture/bytes.ts';
import type { OperationOutput } from '../decoder.ts';
import type { PendingRequests } from '../shared/pending-requests.ts';
import { createCipAnswers } from './cip-answers.ts';
import type { CipConnection, CipConnections } from './cip-connections.ts';
import type { CipOperations } from './cip-operations.ts';
import { createCipRequests } from './cip-requests.ts';
import { classes, dataHighwayService, services } from './cip-services.ts';
import { contextOf, headerBytes, isSameButService, pendingKey } from './encapsulation.ts';
import { type CipLocation, locateCip } from './packet-items.ts';

/** Reads SendRRData and SendUnitData. */
interface CipReader {
  /** Reads the packet in `bytes[at, end)`. */
  read(from: 'client' | 'server', bytes: Uint8Array, at: number, end: number): void;
  /** Packets are missing. */
  lost(): void;
}

/** Connections of one conversation whose messages are told by their ids. */
const mostConnections = 256;
const answerBit = 0x80;

/** A reader of the messages of one conversation. */
export function createCipMessages(
  operations: CipOperations,
  connections: CipConnections,
  pending: PendingRequests,
  output: OperationOutput,
): CipReader {
  const location: CipLocation = { at: 0, end: 0, connected: false, connectionAt: 0, sequence: 0 };
  const byId = new Map<number, CipConnection>();
  let lossy = false;
  const requests = createCipRequests(operations, connections, output);
  const answers = createCipAnswers(output, (bytes, at, end) => {
    const connection = connections.opened(bytes, at, end);
    if (connection === null) return;
    remember(read32Little(bytes, at), connection);
    remember(read32Little(bytes, at + 4), connection);
  });

  function remember(id: number, connection: CipConnection): void {
    byId.delete(id);
    byId.set(id, connection);
    for (const oldest of byId.keys()) {
      if (byId.size <= mostConnections) return;
      byId.delete(oldest);
    }
  }

  /** Remembers what was counted last. Where answers were lost, an older request with this key has none to come. */
  function wait(key: number): void {
    if (lossy) while (pending.take(key));
    lossy = false;
    pending.begin(key);
    for (const number of requests.asked) pending.add(number);
  }

  function take(command: number, service: number, repeated: number): boolean {
    const key = pendingKey(command, service, repeated);
    if (pending.take(key)) return true;
    // Where a carried request did not get through, its carrier is answered instead.
    return service === services.unconnectedSend && pending.takeOnly((waiting) => isSameButService(waiting, key));
  }

  /** A packet without a CIP message: a status may say why. */
  function empty(from: 'client' | 'server', bytes: Uint8Array, at: number): void {
    const isRefusal = from === 'server' && read32Little(bytes, at + 8) !== 0;
    const key = pendingKey(read16Little(bytes, at), 0, contextOf(bytes, at));
    if (!isRefusal) output.unreadable();
    else if (pending.takeOnly((waiting) => isSameButService(waiting, key))) answers.refuse(pending.taken);
  }

  function read(from: 'client' | 'server', bytes: Uint8Array, at: number, end: number): void {
    if (!locateCip(bytes, at + headerBytes, end, location)) {
      empty(from, bytes, at);
      return;
    }
    const { connected, connectionAt, sequence, at: start, end: stop } = location;
    const command = read16Little(bytes, at);
    const repeated = connected ? sequence : contextOf(bytes, at);
    const connection = connected ? (byId.get(read32Little(bytes, connectionAt)) ?? null) : null;
    const hasService = connection?.classId !== classes.dataHighway;
    const service = hasService ? (bytes[start] ?? 0) : dataHighwayService;
    if (hasService && service >= answerBit !== (from === 'server')) output.unreadable();
    else if (from === 'client') {
      const answering = requests.count(bytes, start, stop, connection);
      wait(pendingKey(command, answering, repeated));
    } else if (take(command, hasService ? service & ~answerBit : service, repeated))
      answers.read(pending.taken, bytes, start, stop);
    else answers.count(bytes, start, stop);
  }

  return {
    read,
    lost() {
      lossy = true;
    },
  };
}
