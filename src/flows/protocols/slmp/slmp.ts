/**
 * SLMP and the MC protocol of MELSEC controllers in 3E, 4E and 1E frames, and the frames of MELSOFT tools, over TCP and
 * UDP.
 */
import type { Decoder, Dialogue, OperationOutput } from '../decoder.ts';
import type { OperationLookup, TableLookup } from '../operation-index.ts';
import { createOperationCache, hexCode } from '../shared/operation-cache.ts';
import { createMelsoftMessages, type MelsoftMessages } from './melsoft.ts';
import { beginsMelsoft, createMelsoftFrame, readMelsoftFrame } from './melsoft-frame.ts';
import { createDeviceTables, createMessages1e, type Messages1e } from './slmp-1e.ts';
import { request1eEnd } from './slmp-1e-frame.ts';
import { createRequestsElsewhere } from './slmp-elsewhere.ts';
import { createSlmpFrame, readSlmpFrame } from './slmp-frame.ts';
import { createSlmpMessages, type SlmpMessages } from './slmp-messages.ts';
import { createSlmpObjects } from './slmp-objects.ts';
import { probeSlmp, probeWeakSlmp } from './slmp-probe.ts';

export const slmpDecoder: Decoder = {
  protocol: 'slmp',
  transports: ['tcp', 'udp'],
  trusted: 'any-port',
  probe: probeSlmp,
  prepare: (lookup, tables) => prepare(lookup, tables, false),
};

/** Frames that are only trusted at the ports of the protocol: those of older controllers, and searches. */
export const slmpWeakDecoder: Decoder = {
  protocol: 'slmp',
  transports: ['tcp', 'udp'],
  trusted: 'own-ports',
  probe: probeWeakSlmp,
  prepare: (lookup, tables) => prepare(lookup, tables, true),
};

interface Messages {
  readonly slmp: SlmpMessages;
  readonly melsoft: MelsoftMessages;
  /** Null where 1E frames are not expected. */
  readonly older: Messages1e | null;
}

function prepare(
  lookup: OperationLookup,
  tables: TableLookup,
  withOlder: boolean,
): (output: OperationOutput) => Dialogue {
  const operations = createOperationCache(lookup, (command) => `0x${command.toString(16).padStart(4, '0')}`);
  const searches = createOperationCache(lookup, (kind) => `search/${hexCode(kind)}`);
  const older = createOperationCache(lookup, (command) => `1e/${hexCode(command)}`);
  const objects = createSlmpObjects(tables);
  const tableOf = createDeviceTables(tables);
  const elsewhere = createRequestsElsewhere();
  return (output) =>
    openSlmp(
      {
        slmp: createSlmpMessages(operations, objects, elsewhere, output),
        melsoft: createMelsoftMessages(operations, searches, elsewhere, output),
        older: withOlder ? createMessages1e(older, tableOf, output) : null,
      },
      output,
    );
}

function openSlmp({ slmp, melsoft, older }: Messages, output: OperationOutput): Dialogue {
  const inStep = { client: true, server: true };
  const frame = createSlmpFrame();
  const tool = createMelsoftFrame();

  /** Reads the frame at `at`; answers where it ends, `at` while it is not all there, -1 when it is none. */
  function readFrame(from: 'client' | 'server', bytes: Uint8Array, at: number, end: number): number {
    if (beginsMelsoft(bytes[at])) {
      const found = readMelsoftFrame(bytes, at, end, tool);
      if (found !== 'whole') return found === 'more' ? at : -1;
      if (tool.isAnswer) melsoft.answer(bytes, tool, from);
      else melsoft.request(tool);
      return tool.end;
    }
    const found = readSlmpFrame(bytes, at, end, frame);
    if (found !== 'whole') return found === 'more' ? at : -1;
    if (frame.isAnswer) slmp.answer(bytes, frame, from);
    else slmp.request(bytes, frame);
    return frame.end;
  }

  function readOlder(from: 'client' | 'server', bytes: Uint8Array, at: number, end: number): number {
    if (older === null) return -1;
    if (from === 'server') {
      const next = older.answer(bytes, at, end);
      return next > at || end - at < 2 ? next : -1;
    }
    const next = request1eEnd(bytes, at, end);
    if (next === 0) return -1;
    if (next > end) return at;
    older.request(bytes, at);
    return next;
  }

  function read(from: 'client' | 'server', bytes: Uint8Array, start: number, end: number): number {
    let at = start;
    while (at < end) {
      let next = readFrame(from, bytes, at, end);
      if (next < 0 && inStep[from]) next = readOlder(from, bytes, at, end);
      if (next > at) {
        inStep[from] = true;
        at = next;
      } else if (next === at && inStep[from]) return at;
      else {
        if (inStep[from]) output.unreadable();
        inStep[from] = false;
        at++;
      }
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
