/**
 * PROFINET DCP (IEC 61158-6-10 4.3): finds stations and gives them names and addresses. Identify goes to a group and is
 * answered to the one who asked, in a conversation of its own, so that what was asked is remembered for the whole file.
 */
import { read16, read32 } from '../../capture/bytes.ts';
import { absent } from '../../observation-sink.ts';
import type { Decoder, Dialogue, OperationOutput, Recognition } from '../decoder.ts';
import type { KnownOperation, OperationLookup } from '../operation-index.ts';
import { type DcpBlock, dcpHeaderBytes, readDcpBlock } from './dcp-blocks.ts';
import { identifyStation } from './dcp-identity.ts';

const firstFrameId = 0xfefc;
const lastFrameId = 0xfeff;

const hello = 6;
const identify = 5;
const set = 4;
const request = 0;
const response = 1;
const unsupported = 5;
const control = 5;
const controlResponse = 4;

/** Identify requests that are remembered; a station answers within seconds. */
const mostAsked = 1024;
/** Blocks of one message that are looked at. */
const mostBlocks = 64;

/** True for the frame ids of DCP; the others of its EtherType belong to RT. */
function isDcpFrameId(frameId: number): boolean {
  return frameId >= firstFrameId && frameId <= lastFrameId;
}

export const profinetDcpDecoder: Decoder = {
  protocol: 'profinet-dcp',
  transports: ['ethernet'],
  trusted: 'own-ports',
  probe(bytes, start, end): Recognition {
    if (end - start < dcpHeaderBytes || !isDcpFrameId(read16(bytes, start))) return 'no';
    const type = bytes[start + 3] ?? 0;
    if (type === request || bytes[start + 2] === hello) return 'client';
    return type === response || type === unsupported ? 'server' : 'no';
  },
  prepare(lookup) {
    const operations = createDcpOperations(lookup);
    const asked = new Set<number>();
    return (output) => openDcp(operations, asked, output);
  },
};

interface DcpOperations {
  /** By service id. */
  readonly service: (id: number) => readonly KnownOperation[];
  /** By option and suboption of a Set. */
  readonly set: (option: number, suboption: number) => readonly KnownOperation[];
}

function createDcpOperations(lookup: OperationLookup): DcpOperations {
  const services = Array.from({ length: 256 }, (_, id) => lookup(String(id)));
  const sets = new Map<number, readonly KnownOperation[]>();
  return {
    service: (id) => services[id] ?? [],
    set(option, suboption) {
      const key = option * 256 + suboption;
      const known = sets.get(key) ?? lookup(`${set}.${option}.${suboption}`);
      sets.set(key, known);
      return known;
    },
  };
}

function openDcp(operations: DcpOperations, asked: Set<number>, output: OperationOutput): Dialogue {
  const block: DcpBlock = { option: 0, suboption: 0, start: 0, end: 0, next: 0 };
  /** Slots of the request that is not answered yet. */
  const pending: number[] = [];
  let pendingXid = absent;

  function count(known: readonly KnownOperation[]): void {
    for (const { operation, table } of known)
      pending.push(output.operation(operation, absent, table, absent, absent, 0));
  }

  function readRequest(bytes: Uint8Array, start: number, end: number): void {
    const service = bytes[start + 2] ?? 0;
    const xid = read32(bytes, start + 4);
    pending.length = 0;
    pendingXid = xid;
    if (service === identify) remember(xid);
    if (service !== set) {
      count(operations.service(service));
      if (service === hello) identifyStation(bytes, start, end, output, 'client');
      return;
    }
    let at = start + dcpHeaderBytes;
    for (let blocks = 0; blocks < mostBlocks && readDcpBlock(bytes, at, end, block); blocks++) {
      count(operations.set(block.option, block.suboption));
      at = block.next;
    }
    if (pending.length === 0) count(operations.service(set));
  }

  function remember(xid: number): void {
    asked.add(xid);
    if (asked.size <= mostAsked) return;
    for (const oldest of asked) {
      asked.delete(oldest);
      return;
    }
  }

  function readResponse(bytes: Uint8Array, start: number, end: number): void {
    const service = bytes[start + 2] ?? 0;
    const xid = read32(bytes, start + 4);
    if (service !== set) identifyStation(bytes, start, end, output, 'server');
    if (service === identify && asked.has(xid)) {
      output.answersElsewhere();
      return;
    }
    if (pendingXid !== xid || pending.length === 0) {
      // The request was not captured; its answer still tells that it was made.
      pending.length = 0;
      count(operations.service(service));
    } else for (const slot of pending) output.answered(slot);
    if (isRefusal(bytes, start, end)) for (const slot of pending) output.refuse(slot);
    pending.length = 0;
  }

  /** A Set is answered with a control block for each of its blocks: option, suboption, error. */
  function isRefusal(bytes: Uint8Array, start: number, end: number): boolean {
    if (bytes[start + 3] === unsupported) return true;
    let at = start + dcpHeaderBytes;
    for (let blocks = 0; blocks < mostBlocks && readDcpBlock(bytes, at, end, block); blocks++) {
      const isAnswer = block.option === control && block.suboption === controlResponse && block.end - block.start >= 3;
      if (isAnswer && bytes[block.start + 2] !== 0) return true;
      at = block.next;
    }
    return false;
  }

  function read(bytes: Uint8Array, start: number, end: number): number {
    if (end - start < dcpHeaderBytes) return start;
    const isRequest = bytes[start + 3] === request || bytes[start + 2] === hello;
    if (isRequest) readRequest(bytes, start, end);
    else readResponse(bytes, start, end);
    return end;
  }

  return { client: read, server: read, lost: () => {} };
}
