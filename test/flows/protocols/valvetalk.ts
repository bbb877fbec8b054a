/** ValveTalk: `V`, the number of octets that follow, valve, command (with the top bit set in an answer), data. */

import { absent } from '../../../src/flows/observation-sink.ts';
import type { Decoder, Dialogue, OperationOutput, Recognition } from '../../../src/flows/protocols/decoder.ts';
import type { KnownOperation, OperationLookup } from '../../../src/flows/protocols/operation-index.ts';
import { createFramedDialogue, moreBytes, noMessage } from '../../../src/flows/protocols/shared/framed-dialogue.ts';
import { createPendingRequests } from '../../../src/flows/protocols/shared/pending-requests.ts';

const letter = 0x56;
const answerBit = 0x80;
const setMode = 4;

export const valvetalkDecoder: Decoder = {
  protocol: 'valvetalk',
  transports: ['tcp'],
  // One letter is a weak sign: it counts only at the ports of the catalogue.
  trusted: 'own-ports',
  probe(bytes, start, end): Recognition {
    const length = messageLength(bytes, start, end);
    if (length === noMessage) return 'no';
    if (length === moreBytes) return 'more';
    return isAnswer(bytes, start) ? 'server' : 'client';
  },
  prepare(lookup) {
    // Codes are looked up once per file, so that no message makes a string.
    const commands = Array.from({ length: answerBit }, (_, command) => lookup(String(command)));
    const modes = Array.from({ length: 256 }, (_, mode) => lookup(`${setMode}.${mode}`));
    return (output) => openValvetalk({ commands, modes }, output);
  },
};

interface ValvetalkOperations {
  readonly commands: readonly ReturnType<OperationLookup>[];
  readonly modes: readonly ReturnType<OperationLookup>[];
}

function messageLength(bytes: Uint8Array, at: number, end: number): number {
  if (bytes[at] !== letter) return noMessage;
  if (end - at < 2) return moreBytes;
  const length = bytes[at + 1] ?? 0;
  return length < 2 ? noMessage : 2 + length;
}

function isAnswer(bytes: Uint8Array, at: number): boolean {
  return ((bytes[at + 3] ?? 0) & answerBit) !== 0;
}

function openValvetalk({ commands, modes }: ValvetalkOperations, output: OperationOutput): Dialogue {
  const pending = createPendingRequests();

  function request(bytes: Uint8Array, at: number, end: number): void {
    const valve = bytes[at + 2] ?? 0;
    const command = bytes[at + 3] ?? 0;
    pending.begin(command);
    const known = command === setMode ? modes[bytes[at + 4] ?? 0] : commands[command];
    for (const operation of known ?? []) pending.add(count(operation, valve, bytes, at, end));
  }

  /** A command on positions names a sample, counted from 0. */
  function count(
    { operation, table, hasTable }: KnownOperation,
    valve: number,
    bytes: Uint8Array,
    at: number,
    end: number,
  ): number {
    if (!hasTable || end - at < 6) return output.operation(operation, valve, table, absent, absent, 0);
    const sample = ((bytes[at + 4] ?? 0) << 8) | (bytes[at + 5] ?? 0);
    return output.operation(operation, valve, table, sample, 1, 0);
  }

  /** The first octet of an answer is 0 when the valve did as it was told. */
  function answer(bytes: Uint8Array, at: number): void {
    const wasAsked = pending.take((bytes[at + 3] ?? 0) & ~answerBit);
    const slots = wasAsked ? pending.taken : [output.concealed()];
    for (const slot of slots) {
      output.answered(slot);
      if (bytes[at + 4] !== 0) output.refuse(slot);
    }
  }

  function message(_from: 'client' | 'server', bytes: Uint8Array, at: number, end: number): void {
    if (isAnswer(bytes, at)) answer(bytes, at);
    else request(bytes, at, end);
  }

  return createFramedDialogue({ lengthAt: messageLength, message }, output);
}
