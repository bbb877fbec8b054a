/**
 * S7 communication of SIMATIC S7-300/400 and of what is compatible with it (public dissector of S7 communication), in
 * ISO transport. Jobs and requests of userdata become operations; a controller asks too, for the blocks that it is
 * given.
 */
import { read16 } from '../../capture/bytes.ts';
import { absent, missingBits } from '../../observation-sink.ts';
import type { Decoder, Dialogue, OperationOutput, PeerOutput } from '../decoder.ts';
import type { KnownOperation } from '../operation-index.ts';
import { createIsoTransport } from '../shared/iso-transport.ts';
import { createPendingRequests } from '../shared/pending-requests.ts';
import { refuseAll, tellAnswered } from '../shared/slot-parts.ts';
import { refuseItems } from './s7comm-answers.ts';
import { createS7Items, type S7Items, type S7Object } from './s7comm-items.ts';
import {
  dataStart,
  functions,
  hasError,
  hasUserdataError,
  isS7Message,
  kinds,
  parametersStart,
  probeS7,
  referenceOf,
  userdataType,
} from './s7comm-message.ts';
import { createS7Operations, type S7Operations } from './s7comm-operations.ts';
import { createSystemLists } from './s7comm-system-lists.ts';
import { namesObjects, readUserdataObjects } from './s7comm-userdata.ts';

export const s7commDecoder: Decoder = {
  protocol: 's7comm',
  transports: ['tcp'],
  trusted: 'any-port',
  probe: probeS7,
  prepare(lookup, tables) {
    const operations = createS7Operations(lookup);
    const items = createS7Items(tables);
    return (output) => openS7(operations, items, output);
  },
};

type Side = 'client' | 'server';

/** Added to the references of userdata, to tell them from those of jobs. */
const userdataReference = 0x10000;
/** Reference of requests that were not captured. */
const assumed = 0x20000;
/** Functions of jobs, groups and sub-functions of userdata; the key of a request is its reference and its function. */
const codes = 0x10000;

function openS7(operations: S7Operations, items: S7Items, output: OperationOutput): Dialogue {
  const pending = { client: createPendingRequests(), server: createPendingRequests() };
  const systemLists = {
    client: createSystemLists((field, value) => output.identify('client', absent, field, value)),
    server: createSystemLists((field, value) => output.identify('server', absent, field, value)),
  };
  /** Reference of what was answered last. */
  const answeredLast = { client: absent, server: absent };
  /** What the message asks for that is being read, and who asks. */
  let asked: readonly KnownOperation[] = [];
  let asker: Side = 'client';
  let to: PeerOutput = output;
  /** What the answer that is being read refers to. */
  let wanted = absent;
  const hasReference = (key: number): boolean => Math.floor(key / codes) === wanted;
  const hasCode = (key: number): boolean => key % codes === wanted;

  /** For each operation, its slot and the part of the message that asks for it. */
  function remember(slot: number, part: number): void {
    pending[asker].add(slot);
    pending[asker].add(part);
  }

  function count(object: S7Object, part: number): void {
    const { table, unit, first, shown } = object;
    const missing = shown ? 0 : missingBits.object;
    for (const { operation } of asked)
      remember(to.operation(operation, unit, table, first, object.count, missing), part);
  }

  function countPlain(): void {
    for (const { operation, table } of asked)
      remember(output.operation(operation, absent, table, absent, absent, 0), 0);
  }

  /** Controllers that are peers ask each other; the blocks that one is given it asks for on behalf of the client. */
  function outputOf(code: number): PeerOutput {
    const isFetching = code === functions.downloadBlock || code === functions.downloadEnded;
    return asker === 'server' && !isFetching ? output.reverse : output;
  }

  /** Takes the request that an answer belongs to; false when it was not captured. */
  function take(reference: number, code: number): boolean {
    const requests = pending[asker];
    if (code === absent) {
      wanted = reference;
      return requests.takeOnly(hasReference);
    }
    if (requests.take(reference * codes + code)) {
      answeredLast[asker] = reference;
      return true;
    }
    // Snap7 repeats the reference of the answer before when it refuses to tell of a block.
    if (reference !== answeredLast[asker]) return false;
    wanted = code;
    return requests.takeOnly(hasCode);
  }

  /** Counts and takes a request that only its answer tells of, with as many objects as that says. */
  function assume(code: number, hidden: number): void {
    pending[asker].begin(assumed * codes + code);
    if (hidden > 0) items.hidden(hidden, count);
    else countPlain();
    pending[asker].take(assumed * codes + code);
  }

  function job(bytes: Uint8Array, start: number): void {
    const parameters = parametersStart(bytes, start);
    const data = dataStart(bytes, start);
    const code = bytes[parameters] ?? 0;
    asked = operations.job(bytes, start, data);
    to = outputOf(code);
    pending[asker].begin(referenceOf(bytes, start) * codes + code);
    const named = isAccess(code) ? (bytes[parameters + 1] ?? 0) : absent;
    if (named === absent) countPlain();
    else if (named === 0) items.hidden(1, count);
    else items.read(bytes, parameters + 2, data, named, count);
  }

  function answer(bytes: Uint8Array, start: number, end: number): void {
    const parameters = parametersStart(bytes, start);
    const data = dataStart(bytes, start);
    const code = parameters < data ? (bytes[parameters] ?? 0) : absent;
    const { taken } = pending[asker];
    if (take(referenceOf(bytes, start), code)) tellAnswered(taken, output);
    else if (code !== absent) {
      asked = operations.answered(code);
      to = outputOf(code);
      assume(code, isAccess(code) ? Math.max(bytes[parameters + 1] ?? 0, 1) : 0);
    } else {
      const slot = output.concealed();
      if (hasError(bytes, start)) output.refuse(slot);
      return;
    }
    if (hasError(bytes, start)) refuseAll(taken, output);
    else if (isAccess(code)) refuseItems(taken, bytes, data, end, code === functions.read, output);
  }

  function userdata(bytes: Uint8Array, start: number, from: Side, end: number): void {
    const parameters = parametersStart(bytes, start);
    const data = dataStart(bytes, start);
    const typeAndGroup = bytes[parameters + 5] ?? 0;
    const group = typeAndGroup & 15;
    const subFunction = bytes[parameters + 6] ?? 0;
    const reference = userdataReference + referenceOf(bytes, start);
    const code = (group << 8) | subFunction;
    switch (userdataType(typeAndGroup)) {
      case null:
        return;
      case 'push':
        for (const { operation, table } of operations.push(group, subFunction))
          output.operation(operation, absent, table, absent, absent, 0);
        return;
      case 'request':
        asker = from;
        asked = operations.request(group, subFunction);
        to = outputOf(absent);
        pending[asker].begin(reference * codes + code);
        if (namesObjects(group, subFunction)) readUserdataObjects(items, bytes, data, end, group, count);
        else countPlain();
        return;
      case 'answer':
        asked = operations.request(group, subFunction);
        to = outputOf(absent);
        if (take(reference, code)) tellAnswered(pending[asker].taken, output);
        else assume(code, namesObjects(group, subFunction) ? 1 : 0);
        if (hasUserdataError(bytes, parameters, data)) refuseAll(pending[asker].taken, output);
        if (isSystemList(group, subFunction)) systemLists[from].read(bytes, parameters, data, end);
    }
  }

  function message(from: Side, bytes: Uint8Array, start: number, messageEnd: number): boolean {
    if (!isS7Message(bytes, start, messageEnd)) return false;
    const end = dataStart(bytes, start) + read16(bytes, start + 8);
    const kind = bytes[start + 1];
    asker = kind === kinds.job ? from : opposite(from);
    if (kind === kinds.job) job(bytes, start);
    else if (kind === kinds.userdata) userdata(bytes, start, from, end);
    else answer(bytes, start, end);
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
    lost: (from) => (from === 'client' ? client : server).lost(),
  };
}

function isAccess(code: number): boolean {
  return code === functions.read || code === functions.write;
}

function isSystemList(group: number, subFunction: number): boolean {
  return group === 4 && subFunction === 1;
}

function opposite(side: Side): Side {
  return side === 'client' ? 'server' : 'client';
}
