/** What an application fragment of DNP3 (IEEE 1815-2012 4.2.2) asks for, or answers. */
import { read32Little } from '../../capture/bytes.ts';
import { absent, missingBits } from '../../observation-sink.ts';
import type { PeerOutput } from '../decoder.ts';
import type { KnownOperation, OperationLookup, TableLookup } from '../operation-index.ts';
import { createPendingRequests } from '../shared/pending-requests.ts';
import { identifyByAttribute } from './dnp3-attributes.ts';
import { type ObjectTaker, walkObjects } from './dnp3-objects.ts';
import { dnp3Code, dnp3Table } from './dnp3-tables.ts';

/** Reads fragments that lie in `bytes[start, end)`; `unit` is the address of the outstation. */
export interface Dnp3Messages {
  fromMaster(bytes: Uint8Array, start: number, end: number, unit: number, master: number): void;
  fromOutstation(bytes: Uint8Array, start: number, end: number, unit: number, master: number): void;
}

/** What a file has looked up: operations by function and group, and the numbers of tables by group. */
export interface Dnp3Index {
  readonly operationsOf: (functionCode: number, group: number) => readonly KnownOperation[];
  readonly tables: readonly number[];
  readonly noTable: number;
}

const confirm = 0;
const write = 2;
const directOperateNoAck = 6;
const freezeWithTime = 11;
const freezeWithTimeNoAck = 12;
const authenticate = 32;
const authenticateNoAck = 33;
const response = 129;
const authenticationResponse = 131;
const unsolicited = 130;
/** Functions of requests that IEEE 1815 defines. */
const lastRequest = authenticateNoAck;
/** Requests that nobody answers. */
const unanswered: ReadonlySet<number> = new Set([confirm, 6, 8, 10, freezeWithTimeNoAck, authenticateNoAck]);

/** Stands for no group. */
const noGroup = 256;
const attributeGroup = 0;
const controlGroup = 12;
const outputGroup = 41;
const timeGroup = 50;
const fileGroup = 70;
const authenticationGroup = 120;

const firstFragmentBit = 0x80;
const finalFragmentBit = 0x40;
const sequenceMask = 0x0f;
/** Second octet of the internal indications: function not supported, object unknown, parameter error. */
const refusalBits = 7;
const noFunctionBit = 1;

/** To all outstations; nobody answers. */
const firstBroadcast = 0xfffd;
/** Whoever has been told so answers to it, under an address of its own. */
const selfAddress = 0xfffc;

/** Operations counted for one message; the rest of a longer one is counted as one. */
const mostCounted = 256;

export function createDnp3Index(lookup: OperationLookup, tables: TableLookup): Dnp3Index {
  const known = new Map<number, readonly KnownOperation[]>();
  return {
    tables: Array.from({ length: noGroup }, (_, group) => tables(dnp3Table(group))),
    noTable: tables(null),
    operationsOf(functionCode, group) {
      const key = functionCode * 512 + group;
      let operations = known.get(key);
      if (operations === undefined) {
        operations = lookup(dnp3Code(functionCode, group));
        known.set(key, operations);
      }
      return operations;
    },
  };
}

/** Reads the messages of one conversation. */
export function createDnp3Messages(index: Dnp3Index, output: PeerOutput): Dnp3Messages {
  const pending = createPendingRequests(isOvertaken);
  // The message that is being read.
  let functionCode = 0;
  let unit = 0;
  let isPending = false;
  let counted = 0;
  let statuses = 0;
  let answered = 0;

  function count(group: number, table: number, first: number, number: number, missing: number): void {
    counted++;
    for (const known of index.operationsOf(functionCode, group)) {
      const slot = output.operation(known.operation, unit, table, first, number, missing);
      if (isPending) pending.add(slot);
    }
  }

  const countObjects: ObjectTaker = (_bytes, group, _variation, first, number) => {
    // In front of a request and behind it, this only says who asks.
    if (group === authenticationGroup && functionCode < authenticate) return true;
    if (counted >= mostCounted) return false;
    count(group, index.tables[group] ?? index.noTable, first, number, 0);
    return true;
  };

  function hasRequestData(group: number): boolean {
    if (group === authenticationGroup) return true;
    if (functionCode === freezeWithTime || functionCode === freezeWithTimeNoAck) return group === timeGroup;
    return functionCode >= write && functionCode <= directOperateNoAck;
  }

  function countAll(bytes: Uint8Array, start: number, end: number, hasData: (group: number) => boolean): void {
    counted = 0;
    const rest = walkObjects(bytes, start, end, hasData, countObjects);
    if (rest < end) {
      const group = end - rest >= 2 ? (bytes[rest] ?? 0) : noGroup;
      count(group, index.tables[group] ?? index.noTable, absent, absent, missingBits.object);
    } else if (counted === 0) count(noGroup, index.noTable, absent, absent, 0);
  }

  /** Looks at what an answer says about each object of its request, in the order of the request. */
  const judgeObject: ObjectTaker = (bytes, group, variation, _first, _number, at) => {
    const slot = pending.taken[statuses++];
    if (slot === undefined) return false;
    if (group === fileGroup && variation === fileAuthentication) {
      if (isZeroKey(bytes, at + authenticationKeyOffset)) output.refuse(slot);
      return true;
    }
    const statusAt = statusOffset(group, variation);
    if (statusAt < 0) return false;
    if (((bytes[at + statusAt] ?? 0) & 0x7f) !== 0) output.refuse(slot);
    return true;
  };

  const readAttribute: ObjectTaker = (bytes, group, variation, _first, _number, at) => {
    if (group === attributeGroup) identifyByAttribute(bytes, at, variation, unit, output);
    return true;
  };

  function answer(bytes: Uint8Array, start: number, end: number): void {
    for (const slot of pending.taken) output.answered(slot);
    const refusal = (bytes[start + 3] ?? 0) & refusalBits;
    const objects = start + 4;
    // Of several headers, an answer with objects does not say which one it means.
    if (refusal !== 0 && ((refusal & noFunctionBit) !== 0 || pending.taken.length === 1 || objects >= end)) {
      for (const slot of pending.taken) output.refuse(slot);
      return;
    }
    if (objects >= end || !hasStatus(bytes[objects] ?? 0, bytes[objects + 1] ?? 0)) return;
    statuses = 0;
    walkObjects(bytes, objects, end, hasAnswerData, judgeObject);
  }

  function takeRequest(key: number, master: number): boolean {
    if (pending.take(key) || pending.take(keyOf(selfAddress, master, key))) return true;
    // Some outstations count their answers by themselves.
    answered = key;
    return pending.takeOnly(isOfSamePair);
  }

  function isOfSamePair(key: number): boolean {
    return isOvertaken(key, answered);
  }

  function respond(bytes: Uint8Array, start: number, end: number, master: number): void {
    const control = bytes[start] ?? 0;
    const objects = start + 4;
    if (bytes[objects] === attributeGroup) walkObjects(bytes, objects, end, hasAnswerData, readAttribute);
    if (functionCode !== unsolicited && takeRequest(keyOf(unit, master, control), master)) {
      answer(bytes, start, end);
      if ((control & finalFragmentBit) === 0) pending.renew(keyOf(unit, master, control + 1));
      return;
    }
    if (functionCode === unsolicited) countAll(bytes, objects, end, hasAnswerData);
    else if ((control & firstFragmentBit) !== 0) {
      const slot = output.concealed();
      if (((bytes[start + 3] ?? 0) & refusalBits) !== 0) output.refuse(slot);
    }
  }

  return {
    fromMaster(bytes, start, end, outstation, master) {
      functionCode = bytes[start + 1] ?? 0;
      if (end - start < 2 || functionCode >= response) {
        output.unreadable();
        return;
      }
      unit = outstation;
      isPending = !unanswered.has(functionCode) && outstation < firstBroadcast;
      if (isPending) pending.begin(keyOf(outstation, master, bytes[start] ?? 0));
      counted = 0;
      if (functionCode > lastRequest) count(noGroup, index.noTable, absent, absent, missingBits.object);
      else if (functionCode >= authenticate) count(noGroup, index.noTable, absent, absent, 0);
      else countAll(bytes, start + 2, end, hasRequestData);
    },
    fromOutstation(bytes, start, end, outstation, master) {
      functionCode = bytes[start + 1] ?? 0;
      unit = outstation;
      isPending = false;
      const isResponse = functionCode >= response && functionCode <= authenticationResponse;
      if (functionCode === confirm && end - start >= 2) count(noGroup, index.noTable, absent, absent, 0);
      else if (isResponse && end - start >= 4) respond(bytes, start, end, master);
      else output.unreadable();
    },
  };
}

function hasAnswerData(): boolean {
  return true;
}

/** An outstation answers its requests one by one. */
function isOvertaken(older: number, answered: number): boolean {
  return Math.floor(older / 16) === Math.floor(answered / 16);
}

function keyOf(unit: number, master: number, control: number): number {
  return (unit * 0x10000 + master) * 16 + (control & sequenceMask);
}

function hasStatus(group: number, variation: number): boolean {
  return (group === fileGroup && variation === fileAuthentication) || statusOffset(group, variation) >= 0;
}

/** Who may not use files gets no key (IEEE 1815-2012 A.27.2). */
const fileAuthentication = 2;
const authenticationKeyOffset = 8;

function isZeroKey(bytes: Uint8Array, at: number): boolean {
  return read32Little(bytes, at) === 0;
}

/** Where the status stands in what answers a command (IEEE 1815-2012 A.8.1, A.19) or a file operation (A.27). */
function statusOffset(group: number, variation: number): number {
  if (group === controlGroup) return variation === 1 ? 10 : -1;
  if (group === outputGroup) return outputStatusOffsets[variation] ?? -1;
  if (group === fileGroup) return fileStatusOffsets[variation] ?? -1;
  return -1;
}

const outputStatusOffsets: Readonly<Record<number, number>> = { 1: 4, 2: 2, 3: 4, 4: 8 };
/** Variation 4 answers opening, closing and deleting, 6 answers writing. */
const fileStatusOffsets: Readonly<Record<number, number>> = { 4: 12, 6: 8 };
