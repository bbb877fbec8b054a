/**
 * ANSI C12.22 (IEEE 1703) over TCP and UDP: meters and those who read them send one another ACSE messages with EPSEM
 * services. What is encrypted shows no service.
 */
import { absent, missingBits } from '../../observation-sink.ts';
import type { Decoder, Dialogue, OperationOutput, Recognition } from '../decoder.ts';
import type { KnownOperation, OperationLookup } from '../operation-index.ts';
import { createFramedDialogue, moreBytes, noMessage } from '../shared/framed-dialogue.ts';
import { createOperationCache, hexCode, type OperationCache } from '../shared/operation-cache.ts';
import { createPendingRequests } from '../shared/pending-requests.ts';
import { acseLength, createAcseMessage, readAcse } from './acse-message.ts';
import { createTitles, sayIdentification } from './c12-22-identity.ts';
import {
  codeOf,
  type EpsemService,
  firstRequest,
  firstService,
  hasTable,
  identify,
  isEncrypted,
  ok,
  readService,
  servicesEnd,
  tableOf,
} from './epsem.ts';

export const c1222Decoder: Decoder = {
  protocol: 'c12-22',
  transports: ['tcp', 'udp'],
  trusted: 'any-port',
  probe,
  prepare(lookup) {
    const operations = createOperations(lookup);
    return (output) => openC1222(operations, output);
  },
};

interface Operations {
  readonly services: OperationCache;
  /** What a node asks of the one that usually asks. */
  readonly notify: readonly KnownOperation[];
}

function createOperations(lookup: OperationLookup): Operations {
  return {
    services: createOperationCache(lookup, (code) =>
      code < 256 ? hexCode(code) : `${hexCode(code & 255)}.${(code >> 8) - 1}`,
    ),
    notify: lookup('notify'),
  };
}

function probe(bytes: Uint8Array, start: number, end: number): Recognition {
  const length = acseLength(bytes, start, end);
  if (length === moreBytes || length > end - start) return 'more';
  const message = createAcseMessage();
  if (length === noMessage || !readAcse(bytes, start, start + length, message)) return 'no';
  const flags = bytes[message.epsemStart] ?? 0;
  if (isEncrypted(flags)) return message.hasCalledInvocation ? 'server' : 'client';
  const service: EpsemService = { start: 0, end: 0 };
  if (!readService(bytes, firstService(bytes, message.epsemStart), message.epsemEnd, service)) return 'no';
  return (bytes[service.start] ?? 0) >= firstRequest ? 'client' : 'server';
}

/** A message asks for at most so many services that are counted one by one. */
const mostServices = 64;

function openC1222(operations: Operations, output: OperationOutput): Dialogue {
  const pending = createPendingRequests();
  const message = createAcseMessage();
  const service: EpsemService = { start: 0, end: 0 };
  const titles = createTitles(output);
  /** Slots of the requests that the message which is being read answers, and which of them is next. */
  let waiting: readonly number[] = [];
  let answered = 0;
  /** A request for identification was the last one. */
  let identifies = false;

  function request(bytes: Uint8Array): void {
    const code = bytes[service.start] ?? 0;
    const table = tableOf(bytes, service);
    const missing = hasTable(code) && table === absent ? missingBits.object : 0;
    for (const { operation, table: noTable } of operations.services(codeOf(code, table)))
      pending.add(output.operation(operation, absent, noTable, table, table === absent ? absent : 1, missing));
    identifies = code === identify;
  }

  function answer(bytes: Uint8Array): void {
    const isRefused = bytes[service.start] !== ok;
    // An answer does not repeat the service.
    const slot = answered < waiting.length ? (waiting[answered++] ?? absent) : output.concealed();
    output.answered(slot);
    if (isRefused) output.refuse(slot);
    else if (identifies) sayIdentification(bytes, service.start + 1, service.end, output);
  }

  function hidden(from: 'client' | 'server'): void {
    if (from === 'client' && !message.hasCalledInvocation) {
      pending.begin(message.callingInvocation);
      pending.add(output.concealed());
    } else if (from === 'server' && !pending.take(invocation())) output.concealed();
  }

  function invocation(): number {
    return message.hasCalledInvocation ? message.calledInvocation : message.callingInvocation;
  }

  function notify(): void {
    for (const { operation, table } of operations.notify) output.operation(operation, absent, table, absent, absent, 0);
  }

  function services(from: 'client' | 'server', bytes: Uint8Array): void {
    const { epsemStart, epsemEnd } = message;
    const end = servicesEnd(bytes, epsemStart, epsemEnd);
    if (from === 'client') pending.begin(message.callingInvocation);
    else waiting = pending.take(invocation()) ? [...pending.taken] : [];
    answered = 0;
    let at = firstService(bytes, epsemStart);
    for (let left = mostServices; left > 0 && at < end; left--, at = service.end) {
      if (!readService(bytes, at, end, service)) {
        output.unreadable();
        return;
      }
      const isRequest = (bytes[service.start] ?? 0) >= firstRequest;
      if (isRequest && from === 'client') request(bytes);
      else if (isRequest) notify();
      // What the client answers was asked by nobody who counts here.
      else if (from === 'server') answer(bytes);
    }
  }

  return createFramedDialogue(
    {
      lengthAt(bytes, at, end) {
        const length = acseLength(bytes, at, end);
        if (length <= 0 || length > end - at) return length;
        return readAcse(bytes, at, at + length, message) ? length : noMessage;
      },
      message(from, bytes, at, end) {
        if (!readAcse(bytes, at, end, message)) return;
        titles(from, bytes, message);
        if (isEncrypted(bytes[message.epsemStart] ?? 0)) hidden(from);
        else services(from, bytes);
      },
    },
    output,
  );
}
