/**
 * PROFINET IO context manager (IEC 61158-6-10 5.2): connectionless RPC that sets up the cyclic relation and moves
 * records. A device may answer from another port than it was asked at, so that calls are remembered for the whole file.
 */
import { absent, missingBits } from '../../observation-sink.ts';
import type { Decoder, Dialogue, OperationOutput, Recognition } from '../decoder.ts';
import type { KnownOperation, OperationLookup } from '../operation-index.ts';
import { identifyByRecord, readInitiatorName } from './cm-identity.ts';
import { createRecordReader } from './cm-records.ts';
import {
  isFirstFragment,
  isFragment,
  isLastFragment,
  rpcCall,
  rpcHeaderBytes,
  rpcInterface,
  rpcOperation,
  rpcType,
  rpcTypes,
} from './dce-rpc.ts';
import { createRpcFragments, type RpcFragments } from './rpc-fragments.ts';

const connect = 0;
const read = 2;
const write = 3;
const readImplicit = 5;

/** Calls without an answer that are remembered. */
const mostCalls = 4096;

export const profinetCmDecoder: Decoder = {
  protocol: 'profinet-cm',
  transports: ['udp'],
  trusted: 'any-port',
  probe(bytes, start, end): Recognition {
    if (rpcInterface(bytes, start, end) === null) return 'no';
    const type = rpcType(bytes, start);
    if (type === rpcTypes.request) return 'client';
    return type === rpcTypes.response || type === rpcTypes.fault || type === rpcTypes.reject ? 'server' : 'either';
  },
  prepare(lookup) {
    const operations = createCmOperations(lookup);
    const calls = new Map<string, readonly number[]>();
    const fragments = createRpcFragments();
    return (output) => openCm(operations, calls, fragments, output);
  },
};

interface CmOperations {
  readonly profinet: (operation: number) => readonly KnownOperation[];
  readonly endpointMapper: readonly KnownOperation[];
}

function createCmOperations(lookup: OperationLookup): CmOperations {
  const listed = [0, 1, 2, 3, 4, 5].map((operation) => lookup(String(operation)));
  const other = lookup('other');
  return { profinet: (operation) => listed[operation] ?? other, endpointMapper: lookup('epm') };
}

function openCm(
  operations: CmOperations,
  calls: Map<string, readonly number[]>,
  fragments: RpcFragments,
  output: OperationOutput,
): Dialogue {
  const recordReader = createRecordReader();
  /** Of the request that is being read. */
  let slots: number[] = [];

  function count(known: readonly KnownOperation[], unit: number, index: number, missing: number): void {
    for (const { operation, table } of known)
      slots.push(output.operation(operation, unit, table, index, index === absent ? absent : 1, missing));
  }

  /** Counts what a request names from its record `from` on; answers how many records it has. */
  function countRequest(bytes: Uint8Array, at: number, end: number, from: number): number {
    const operation = rpcOperation(bytes, at);
    const known = operations.profinet(operation);
    if (operation !== read && operation !== write && operation !== readImplicit) {
      count(known, absent, absent, 0);
      if (operation === connect) readInitiatorName(bytes, at, end, output);
      return 0;
    }
    let records = 0;
    const found = recordReader.read(bytes, at, end, (slot, index) => {
      if (records >= from) count(known, slot, index, 0);
      records++;
    });
    if (found === 0) count(known, absent, absent, missingBits.object);
    return found;
  }

  function request(bytes: Uint8Array, at: number, end: number): void {
    slots = [];
    if (rpcInterface(bytes, at, end) === 'endpoint-mapper') count(operations.endpointMapper, absent, absent, 0);
    else {
      const records = countRequest(bytes, at, end, 0);
      if (isFragment(bytes, at)) fragments.begin(bytes, at, end).counted = records;
    }
    remember(rpcCall(bytes, at), slots);
  }

  /** A later fragment may name more records of what was counted with the first one. */
  function continuation(bytes: Uint8Array, at: number, end: number): void {
    output.answersElsewhere();
    if (rpcType(bytes, at) !== rpcTypes.request) return;
    const whole = fragments.add(bytes, at, end);
    if (whole === null) {
      fragments.end(bytes, at);
      return;
    }
    slots = [...(calls.get(rpcCall(bytes, at)) ?? [])];
    whole.counted = countRequest(whole.bytes, 0, whole.bytes.length, whole.counted);
    remember(rpcCall(bytes, at), slots);
    if (isLastFragment(bytes, at)) fragments.end(bytes, at);
  }

  function remember(call: string, slots: readonly number[]): void {
    calls.set(call, slots);
    if (calls.size <= mostCalls) return;
    for (const oldest of calls.keys()) {
      calls.delete(oldest);
      return;
    }
  }

  function answer(bytes: Uint8Array, at: number, end: number, isRefusal: boolean): void {
    const call = rpcCall(bytes, at);
    const known = calls.get(call);
    calls.delete(call);
    if (known !== undefined) output.answersElsewhere();
    for (const slot of known ?? askedUnseen(bytes, at, end)) {
      output.answered(slot);
      if (isRefusal) output.refuse(slot);
    }
    identifyByRecord(bytes, at, end, output);
  }

  /** The request was not captured; its answer still tells that it was made, but not of what. */
  function askedUnseen(bytes: Uint8Array, at: number, end: number): readonly number[] {
    const known =
      rpcInterface(bytes, at, end) === 'endpoint-mapper'
        ? operations.endpointMapper
        : operations.profinet(rpcOperation(bytes, at));
    return known.map(({ operation, table, class: kind }) => {
      const missing = kind === 'read' || kind === 'write' ? missingBits.object : 0;
      return output.operation(operation, absent, table, absent, absent, missing);
    });
  }

  function message(bytes: Uint8Array, start: number, end: number): number {
    if (rpcInterface(bytes, start, end) === null) return start;
    const type = rpcType(bytes, start);
    if (!isFirstFragment(bytes, start)) {
      continuation(bytes, start, end);
      return end;
    }
    if (type === rpcTypes.request) request(bytes, start, end);
    else if (type === rpcTypes.response) answer(bytes, start, end, hasErrorStatus(bytes, start, end));
    else if (type === rpcTypes.fault || type === rpcTypes.reject) answer(bytes, start, end, true);
    // Pings, acknowledgements and the like say that a call goes on.
    else output.answersElsewhere();
    return end;
  }

  return { client: message, server: message, lost: () => {} };
}

/** An answer begins with its PROFINET status; zero is success. */
function hasErrorStatus(bytes: Uint8Array, at: number, end: number): boolean {
  if (end - at < rpcHeaderBytes + 4) return false;
  return bytes.subarray(at + rpcHeaderBytes, at + rpcHeaderBytes + 4).some((octet) => octet !== 0);
}
