/**
 * IEC 60870-5-104: commands, requests and reports become operations on information objects of a common address, by
 * type; link control and acknowledgements are session operations.
 */
import { absent } from '../../observation-sink.ts';
import type { Decoder, Dialogue, OperationOutput } from '../decoder.ts';
import type { KnownOperation, OperationLookup, TableLookup } from '../operation-index.ts';
import { createAsduReader, type Iec104Index } from './iec-104-asdu.ts';
import {
  asduAt,
  asduSender,
  controlBytes,
  fitsType,
  frameEnd,
  frameFormat,
  isFrameStart,
  probeIec104,
} from './iec-104-frame.ts';

export const iec104Decoder: Decoder = {
  protocol: 'iec-104',
  transports: ['tcp'],
  trusted: 'any-port',
  probe: probeIec104,
  prepare(lookup, tables) {
    const index = createIndex(lookup, tables);
    return (output) => openIec104(index, output);
  },
};

type End = 'client' | 'server';

function createIndex(lookup: OperationLookup, tables: TableLookup): Iec104Index {
  const byType: (readonly KnownOperation[] | undefined)[] = [];
  const byControl: (readonly KnownOperation[] | undefined)[] = [];
  return {
    ofType(type) {
      const known = byType[type] ?? lookup(String(type));
      byType[type] = known;
      return known;
    },
    ofControl(octet) {
      const known = byControl[octet] ?? lookup(`u0x${octet.toString(16).padStart(2, '0')}`);
      byControl[octet] = known;
      return known;
    },
    acknowledgement: lookup('s'),
    noTable: tables(null),
  };
}

function openIec104(index: Iec104Index, output: OperationOutput): Dialogue {
  /** By who controls: the other station may control this one in its turn. */
  const controlledBy = { client: createAsduReader(index, output), server: createAsduReader(index, output.reverse) };
  /** Slots of link controls without confirmation, by the octet of the confirmation and who sends that. */
  const awaited = new Map<number, number>();
  const inStep = { client: true, server: true };

  function link(octet: number, isConfirmation: boolean, from: End): void {
    const key = octet * 2 + (from === 'client' ? 0 : 1);
    const slot = isConfirmation ? awaited.get(key) : undefined;
    if (slot !== undefined) {
      awaited.delete(key);
      output.answered(slot);
      return;
    }
    for (const known of index.ofControl(octet)) {
      const asked = output.operation(known.operation, absent, index.noTable, absent, absent, 0);
      if (!isConfirmation) awaited.set(confirmationOf(octet) * 2 + (from === 'client' ? 1 : 0), asked);
    }
  }

  function asdu(from: End, bytes: Uint8Array, at: number, end: number): void {
    const sender = asduSender(bytes, at);
    const role = sender === 'client' || sender === 'server' ? sender : from;
    const reader = role === from ? controlledBy.client : controlledBy.server;
    if (role === 'client') reader.fromClient(bytes, at, end);
    else reader.fromServer(bytes, at, end);
  }

  function frame(from: End, bytes: Uint8Array, at: number, end: number): void {
    switch (frameFormat(bytes, at)) {
      case 'i':
        asdu(from, bytes, asduAt(at), end);
        break;
      case 's':
        for (const known of index.acknowledgement)
          output.operation(known.operation, absent, index.noTable, absent, absent, 0);
        break;
      case 'u':
        link(bytes[at + 2] ?? 0, isConfirmation(bytes[at + 2] ?? 0), from);
        break;
      case null:
        break;
    }
  }

  function read(from: End, bytes: Uint8Array, start: number, end: number): number {
    let at = start;
    while (end - at >= controlBytes) {
      const next = frameEnd(bytes, at);
      const isFrame = isFrameStart(bytes, at) && frameFormat(bytes, at) !== null;
      if (!isFrame || !(inStep[from] || isSureBeginning(bytes, at, next, end))) {
        if (inStep[from]) output.unreadable();
        inStep[from] = false;
        at++;
        continue;
      }
      if (next > end) return at;
      inStep[from] = true;
      frame(from, bytes, at, next);
      at = next;
    }
    return at;
  }

  return {
    client: (bytes, start, end) => read('client', bytes, start, end),
    server: (bytes, start, end) => read('server', bytes, start, end),
    lost(from) {
      inStep[from] = false;
    },
  };
}

function isConfirmation(octet: number): boolean {
  return octet === 0x0b || octet === 0x23 || octet === 0x83;
}

/** Of each pair of bits in the octet the lower one asks and the upper one confirms. */
function confirmationOf(octet: number): number {
  return ((octet & 0xfc) << 1) | 3;
}

/** Out of step, data can look like a frame: all of it must be there and fit, and so must what follows. */
function isSureBeginning(bytes: Uint8Array, at: number, next: number, end: number): boolean {
  if (next > end) return false;
  if (frameFormat(bytes, at) === 'i' && !fitsType(bytes, asduAt(at), next)) return false;
  return end - next < 2 || isFrameStart(bytes, next);
}
