/** Counts what the frames of MELSOFT tools ask for, by their commands. */
import { absent, missingBits } from '../../observation-sink.ts';
import type { OperationOutput } from '../decoder.ts';
import type { KnownOperation } from '../operation-index.ts';
import type { OperationCache } from '../shared/operation-cache.ts';
import { createPendingRequests } from '../shared/pending-requests.ts';
import { latin1Text } from '../shared/text.ts';
import type { MelsoftFrame } from './melsoft-frame.ts';
import type { RequestsElsewhere } from './slmp-elsewhere.ts';

export interface MelsoftMessages {
  request(frame: MelsoftFrame): void;
  /** An answer, which `from` sends; to a group, the one that answers counts as the client. */
  answer(bytes: Uint8Array, frame: MelsoftFrame, from: 'client' | 'server'): void;
}

/** The type of the controller, in the extended form. */
const readType = 0x0121;
const typeCharacters = 16;
/** Access to devices, whose addresses are not published. */
const accessGroups: ReadonlySet<number> = new Set([0x04, 0x08, 0x14]);

/** Keys are command and sequence number; these are added to tell them from other frames, and searches apart. */
const commandKey = 2 ** 33;
const searchKey = 2 ** 34;
const sequences = 0x10000;

export function createMelsoftMessages(
  operations: OperationCache,
  searches: OperationCache,
  elsewhere: RequestsElsewhere,
  output: OperationOutput,
): MelsoftMessages {
  const pending = createPendingRequests();

  function operationsOf({ isSearch, command }: MelsoftFrame): readonly KnownOperation[] {
    return isSearch ? searches(command) : operations(command);
  }

  function count(frame: MelsoftFrame, isPending: boolean): void {
    const isAccess = !frame.isSearch && accessGroups.has(frame.command >>> 8);
    for (const { operation, table } of operationsOf(frame)) {
      const slot = output.operation(operation, absent, table, absent, absent, isAccess ? missingBits.object : 0);
      if (isPending) pending.add(slot);
    }
  }

  return {
    request(frame) {
      const key = keyOf(frame);
      pending.begin(key);
      count(frame, true);
      if (output.toGroup) elsewhere.add(key);
    },
    answer(bytes, frame, from) {
      const key = keyOf(frame);
      if (pending.take(key)) {
        elsewhere.remove(key);
        for (const slot of pending.taken) output.answered(slot);
      } else if (elsewhere.has(key)) output.answersElsewhere();
      else count(frame, false);
      const nameEnd = frame.dataStart + typeCharacters;
      if (!frame.isSearch && frame.command === readType && nameEnd <= frame.end)
        output.identify(from, absent, 'model', latin1Text(bytes, frame.dataStart, nameEnd));
    },
  };
}

function keyOf({ isSearch, command, sequence }: MelsoftFrame): number {
  return (isSearch ? searchKey : commandKey) + command * sequences + sequence;
}
