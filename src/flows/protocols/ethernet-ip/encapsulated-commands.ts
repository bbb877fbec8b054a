/** The commands of the encapsulation itself: sessions and discovery (The CIP Networks Library volume 2, 2-4). */
import { read16Little, read32Little } from '../../capture/bytes.ts';
import { absent } from '../../observation-sink.ts';
import type { OperationOutput } from '../decoder.ts';
import type { PendingRequests } from '../shared/pending-requests.ts';
import { sayListedIdentity } from './cip-identity.ts';
import type { CipOperations } from './cip-operations.ts';
import { commands, contextOf, headerBytes, pendingKey } from './encapsulation.ts';

/** Reads the message in `bytes[at, end)`. */
type CommandReader = (from: 'client' | 'server', bytes: Uint8Array, at: number, end: number) => void;

/** A reader of the commands of one conversation. */
export function createEncapsulatedCommands(
  operations: CipOperations,
  discoveries: Discoveries,
  pending: PendingRequests,
  output: OperationOutput,
): CommandReader {
  const slots: number[] = [];

  function count(command: number): void {
    slots.length = 0;
    for (const { operation, table } of operations.command(command))
      slots.push(output.operation(operation, absent, table, absent, absent, 0));
  }

  function mark(counted: readonly number[], isRefused: boolean): void {
    for (const slot of counted) {
      output.answered(slot);
      if (isRefused) output.refuse(slot);
    }
  }

  function answer(command: number, bytes: Uint8Array, at: number, end: number): void {
    // Either side may send it to keep the connection, and nobody answers it.
    if (command === commands.nop) return;
    const isRefused = read32Little(bytes, at + 8) !== 0;
    if (pending.take(pendingKey(command, 0, contextOf(bytes, at)))) mark(pending.taken, isRefused);
    else if (discoveries.has(command, contextOf(bytes, at))) output.answersElsewhere();
    else {
      count(command);
      mark(slots, isRefused);
    }
    if (command === commands.listIdentity) sayIdentities(bytes, at + headerBytes, end, output);
  }

  return (from, bytes, at, end) => {
    const command = read16Little(bytes, at);
    if (from === 'server') {
      answer(command, bytes, at, end);
      return;
    }
    count(command);
    if (!isUnanswered(command)) {
      pending.begin(pendingKey(command, 0, contextOf(bytes, at)));
      for (const slot of slots) pending.add(slot);
    }
    if (isDiscovery(command)) discoveries.add(command, contextOf(bytes, at));
  };
}

/** Requests to everybody, which devices answer in conversations of their own. */
export interface Discoveries {
  add(command: number, context: number): void;
  has(command: number, context: number): boolean;
}

const mostDiscoveries = 1024;

/** None yet; shared by all conversations of a file. */
export function createDiscoveries(): Discoveries {
  const asked = new Set<number>();
  const keyOf = (command: number, context: number): number => command * 2 ** 32 + (context >>> 0);
  return {
    add(command, context) {
      asked.delete(keyOf(command, context));
      asked.add(keyOf(command, context));
      for (const oldest of asked) {
        if (asked.size <= mostDiscoveries) return;
        asked.delete(oldest);
      }
    },
    has: (command, context) => asked.has(keyOf(command, context)),
  };
}

function isDiscovery(command: number): boolean {
  return command === commands.listIdentity || command === commands.listServices || command === commands.listInterfaces;
}

function isUnanswered(command: number): boolean {
  return command === commands.nop || command === commands.unregisterSession;
}

const identityItem = 0x0c;
const mostItems = 8;

function sayIdentities(bytes: Uint8Array, at: number, end: number, output: OperationOutput): void {
  let item = at + 2;
  for (let left = Math.min(read16Little(bytes, at), mostItems); left > 0 && item + 4 <= end; left--) {
    const next = item + 4 + read16Little(bytes, item + 2);
    if (next > end) return;
    if (read16Little(bytes, item) === identityItem)
      sayListedIdentity(bytes, item + 4, next, (field, value) => output.identify('server', absent, field, value));
    item = next;
  }
}
