/**
 * S7comm-plus of SIMATIC S7-1200 and S7-1500 (public dissector of S7comm-plus) in ISO transport. The digest of version 3
 * protects the content without hiding it; what newer controllers put into TLS is hidden.
 */
import { read16, read32 } from '../../capture/bytes.ts';
import { absent, missingBits } from '../../observation-sink.ts';
import type { Decoder, Dialogue, OperationOutput } from '../decoder.ts';
import type { KnownOperation } from '../operation-index.ts';
import { createIsoTransport } from '../shared/iso-transport.ts';
import { createPendingRequests } from '../shared/pending-requests.ts';
import { refuseAll, refusePart, tellAnswered } from '../shared/slot-parts.ts';
import { readSessionIdentity } from './s7comm-plus-identity.ts';
import {
  answerHeaderBytes,
  contentEnd,
  contentStart,
  hasTrailer,
  isKeepAlive,
  isS7PlusMessage,
  isTlsData,
  isTlsRecord,
  opcodes,
  probeS7Plus,
  requestHeaderBytes,
} from './s7comm-plus-message.ts';
import { isRefusal, variableNumber, variableNumberEnd } from './s7comm-plus-numbers.ts';
import { createS7PlusOperations, type S7PlusOperations } from './s7comm-plus-operations.ts';
import { functions, type S7PlusTarget, subscriptionClass, visitTargets } from './s7comm-plus-targets.ts';
import { variantOf } from './s7comm-plus-variants.ts';

export const s7commPlusDecoder: Decoder = {
  protocol: 's7comm-plus',
  transports: ['tcp'],
  trusted: 'any-port',
  probe: probeS7Plus,
  prepare(lookup, tables) {
    const operations = createS7PlusOperations(lookup);
    const notification = lookup('notification');
    return (output) => openS7Plus(operations, notification, tables(null), output);
  },
};

type Side = 'client' | 'server';

/** Requests are told apart by sequence number and function. */
const codes = 0x10000;
/** Sequence of a request that was not captured. */
const assumed = 0x10000;
/** In place of an answer of its own: the function is refused. */
const errorFunctions: ReadonlySet<number> = new Set([0x04b1, 0x05a9]);

/** Of one connection; clients have a few. */
const mostSubscriptions = 64;

function openS7Plus(
  operations: S7PlusOperations,
  notification: readonly KnownOperation[],
  noTable: number,
  output: OperationOutput,
): Dialogue {
  const pending = createPendingRequests();
  /** Objects made to have values sent. */
  const subscriptions = new Set<number>();
  /** Sequence number of the last request to make one. */
  let subscribing = absent;
  /** What comes next belongs to a message of which the beginning was read. */
  const inPieces = { client: false, server: false };
  const target: S7PlusTarget = { object: absent, detail: absent };
  /** The request that is being read. */
  let code = 0;
  let session = 0;
  /** Sequence number that an answer without function refers to. */
  let wanted = absent;
  const hasSequence = (key: number): boolean => Math.floor(key / codes) === wanted;

  function count({ object }: S7PlusTarget, part: number): void {
    const variant = variantOf(code, target, session, subscriptions);
    // Numbers that the controller gives to sessions and subscriptions mean nothing beyond them.
    const isPassing = variant === '.session' || variant === '.subscription';
    const isShown = !isPassing && object !== absent;
    const missing = isShown || isPassing || code === functions.initSsl ? 0 : missingBits.object;
    for (const { operation } of operations(code, variant)) {
      const slot = output.operation(
        operation,
        absent,
        noTable,
        isShown ? object : absent,
        isShown ? 1 : absent,
        missing,
      );
      pending.add(slot);
      pending.add(part);
    }
  }

  function request(bytes: Uint8Array, content: number, end: number): void {
    code = read16(bytes, content + 3);
    session = read32(bytes, content + 9);
    pending.begin(read16(bytes, content + 7) * codes + code);
    visitTargets(bytes, content + requestHeaderBytes, end, code, target, count);
    if (code === functions.deleteObject) subscriptions.delete(target.object);
    const isSubscribing = code === functions.createObject && target.detail === subscriptionClass;
    if (isSubscribing) subscribing = read16(bytes, content + 7);
  }

  function answer(bytes: Uint8Array, content: number, end: number): void {
    const answered = read16(bytes, content + 3);
    const result = content + answerHeaderBytes;
    wanted = read16(bytes, content + 7);
    if (errorFunctions.has(answered)) {
      if (pending.takeOnly(hasSequence)) tellAnswered(pending.taken, output);
      else assumeConcealed();
      refuseAll(pending.taken, output);
      return;
    }
    const isKnown = pending.take(wanted * codes + answered);
    if (isKnown) tellAnswered(pending.taken, output);
    else assume(answered);
    if (isRefusal(bytes, result, end)) refuseAll(pending.taken, output);
    else if (answered === functions.setMultiVariables) refuseItems(bytes, variableNumberEnd(bytes, result), end);
    else if (answered === functions.getMultiVariables) refuseReading(bytes, variableNumberEnd(bytes, result), end);
    else if (answered === functions.createObject) readCreated(bytes, result, end);
  }

  /** A request that only its answer tells of. */
  function assume(answered: number): void {
    code = answered;
    session = absent;
    target.object = absent;
    target.detail = absent;
    pending.begin(assumed * codes);
    count(target, 1);
    pending.take(assumed * codes);
  }

  function assumeConcealed(): void {
    pending.begin(assumed * codes);
    pending.add(output.concealed());
    pending.add(1);
    pending.take(assumed * codes);
  }

  /** Numbers of items that could not be set, with the reason. */
  function refuseItems(bytes: Uint8Array, start: number, end: number): void {
    for (let at = start; at < end; ) {
      const item = variableNumber(bytes, at);
      if (item === 0) return;
      refusePart(pending.taken, item, output);
      at = variableNumberEnd(bytes, variableNumberEnd(bytes, at));
    }
  }

  /** Behind the values come the items that have none; how long values are is not known here, so only if there are none. */
  function refuseReading(bytes: Uint8Array, values: number, end: number): void {
    if (values < end && bytes[values] === 0) refuseItems(bytes, values + 1, end);
  }

  /** Remembers the objects that were made; with a session comes what the controller says of itself. */
  function readCreated(bytes: Uint8Array, result: number, end: number): void {
    const countAt = variableNumberEnd(bytes, result);
    readSessionIdentity(bytes, countAt, end, (field, value) => output.identify('server', absent, field, value));
    if (wanted !== subscribing) return;
    let at = countAt + 1;
    const created = bytes[countAt] ?? 0;
    for (let index = 0; index < created && at < end && subscriptions.size < mostSubscriptions; index++) {
      subscriptions.add(variableNumber(bytes, at));
      at = variableNumberEnd(bytes, at);
    }
  }

  function notify(): void {
    for (const { operation, table } of notification) output.operation(operation, absent, table, absent, absent, 0);
  }

  function message(from: Side, bytes: Uint8Array, start: number, end: number): boolean {
    if (isTlsRecord(bytes, start, end)) {
      if (isTlsData(bytes, start) && from === 'client') output.concealed();
      return true;
    }
    if (!isS7PlusMessage(bytes, start, end)) return false;
    if (isKeepAlive(bytes, start)) return true;
    const isFurtherPiece = inPieces[from];
    inPieces[from] = !hasTrailer(bytes, start, end);
    if (isFurtherPiece) return true;
    const content = contentStart(bytes, start);
    const contentLimit = contentEnd(bytes, start);
    const length = contentLimit - content;
    const opcode = bytes[content];
    if (opcode === opcodes.notification) notify();
    else if (opcode === opcodes.request && length >= requestHeaderBytes) request(bytes, content, contentLimit);
    else if (isAnswer(opcode) && length >= answerHeaderBytes) answer(bytes, content, contentLimit);
    else return false;
    return true;
  }

  const client = createIsoTransport({
    message: (bytes, start, end) => message('client', bytes, start, end),
    unreadable: output.unreadable,
  });
  const server = createIsoTransport({
    message: (bytes, start, end) => message('server', bytes, start, end),
    unreadable: output.unreadable,
  });
  return {
    client: client.read,
    server: server.read,
    lost(from) {
      inPieces[from] = false;
      (from === 'client' ? client : server).lost();
    },
  };
}

function isAnswer(opcode: number | undefined): boolean {
  return opcode === opcodes.answer || opcode === opcodes.cyclicAnswer;
}
