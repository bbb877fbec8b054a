/** Tridium Niagara Fox: frames of text on one connection; its greeting tells who is there. */
import { absent } from '../../observation-sink.ts';
import type { Decoder, Dialogue, OperationOutput, Recognition } from '../decoder.ts';
import type { KnownOperation, OperationLookup } from '../operation-index.ts';
import { createFramedDialogue } from '../shared/framed-dialogue.ts';
import { foxLength, lineBreak, readFoxHead } from './fox-frame.ts';
import { identifyHost } from './fox-identity.ts';

const noAnswer = '-1';
const mostPending = 256;
const mostCodes = 512;

export const niagaraFoxDecoder: Decoder = {
  protocol: 'niagara-fox',
  transports: ['tcp'],
  trusted: 'any-port',
  probe(bytes, start, end): Recognition {
    const length = foxLength(bytes, start, end);
    if (length === 0) return 'no';
    if (length < 0) return 'more';
    const head = readFoxHead(bytes, start, end);
    // Both sides say hello; the one who opened the connection says it first, with id 1.
    return head === null ? 'no' : head.answers !== noAnswer ? 'server' : 'either';
  },
  prepare(lookup) {
    const codes = new Map<string, readonly KnownOperation[]>();
    const operationsOf = (code: string): readonly KnownOperation[] => {
      const known = codes.get(code);
      if (known !== undefined) return known;
      if (codes.size >= mostCodes) return lookup('other/other');
      const found = lookup(code);
      codes.set(code, found);
      return found;
    };
    return (output) => openFox(operationsOf, output);
  },
};

function openFox(operationsOf: OperationLookup, output: OperationOutput): Dialogue {
  /** Slots by the id of their frame. */
  const pending = new Map<string, readonly number[]>();

  function message(from: 'client' | 'server', bytes: Uint8Array, at: number, end: number): void {
    if (bytes[at] === lineBreak) return;
    const head = readFoxHead(bytes, at, end);
    if (head === null) {
      output.unreadable();
      return;
    }
    const { id, answers, channel, command } = head;
    if (command === 'hello') identifyHost(bytes, at, end, from, output);
    if (answers !== noAnswer) {
      for (const slot of pending.get(answers) ?? []) output.answered(slot);
      pending.delete(answers);
      return;
    }
    // The greeting of the server answers that of the client.
    if (from === 'server' && command === 'hello') return;
    const slots = operationsOf(`${channel}/${command}`).map(({ operation, table }) =>
      output.operation(operation, absent, table, absent, absent, 0),
    );
    if (pending.size >= mostPending) pending.clear();
    pending.set(id, slots);
  }

  return createFramedDialogue({ lengthAt: foxLength, message }, output);
}
