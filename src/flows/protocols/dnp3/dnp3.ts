/**
 * DNP3 over TCP and UDP (IEEE 1815-2012): requests of a master become operations on the points of outstations, which
 * the link address tells apart behind one network address.
 */
import { read16Little } from '../../capture/bytes.ts';
import { absent } from '../../observation-sink.ts';
import type { Decoder, Dialogue, OperationOutput } from '../decoder.ts';
import type { KnownOperation, OperationLookup } from '../operation-index.ts';
import { createFragmentAssembler } from './dnp3-fragments.ts';
import {
  copyLinkData,
  directionBit,
  isLinkHeader,
  linkDataBytes,
  linkFrameEnd,
  linkHeaderBytes,
  mostLinkData,
  primaryBit,
  probeDnp3,
} from './dnp3-link.ts';
import { createDnp3Index, createDnp3Messages, type Dnp3Index } from './dnp3-messages.ts';

export const dnp3Decoder: Decoder = {
  protocol: 'dnp3',
  transports: ['tcp', 'udp'],
  trusted: 'any-port',
  probe: probeDnp3,
  prepare(lookup, tables) {
    const index = createDnp3Index(lookup, tables);
    const linkOperations = createLinkOperations(lookup);
    /** The user data of one frame, which no conversation keeps. */
    const segment = new Uint8Array(mostLinkData);
    return (output) => openDnp3(index, linkOperations, segment, output);
  },
};

type End = 'client' | 'server';

/** Operations of link frames without data, by the low bits of their control octet. */
type LinkOperations = (control: number) => readonly KnownOperation[];

function createLinkOperations(lookup: OperationLookup): LinkOperations {
  const known: (readonly KnownOperation[] | undefined)[] = [];
  return (control) => {
    const isPrimary = (control & primaryBit) !== 0;
    const key = control & (primaryBit | functionMask);
    const operations = known[key] ?? lookup(`${isPrimary ? 'p' : 's'}${control & functionMask}`);
    known[key] = operations;
    return operations;
  };
}

const functionMask = 0x0f;
const confirmedData = 3;
const unconfirmedData = 4;
/** Functions of a secondary station: from here on it refuses, as it also does with the next constant. */
const notFunctioning = 14;
const negative = 1;

/** In place of a slot: nothing is awaited, or an answer to data, which is not counted. */
const nothing = -2;
const acknowledgement = -3;

function carriesData(control: number): boolean {
  const functionCode = control & (primaryBit | functionMask);
  return functionCode === (primaryBit | confirmedData) || functionCode === (primaryBit | unconfirmedData);
}

function openDnp3(
  index: Dnp3Index,
  linkOperations: LinkOperations,
  segment: Uint8Array,
  output: OperationOutput,
): Dialogue {
  const messages = createDnp3Messages(index, output);
  const assemblers = { client: createFragmentAssembler(), server: createFragmentAssembler() };
  const inStep = { client: true, server: true };
  /** No fragment has begun since the capture or its last gap: what continues one is no sign of anything. */
  const isFresh = { client: true, server: true };
  /** Who is the master is known from the first frame on. */
  let isSettled = false;
  /** It was found out in this piece of payload that the two ends are the other way around. */
  let isTurned = false;
  /** Slot of the last link frame of each end that asks for an answer. */
  const awaited = { client: nothing, server: nothing };

  function linkOnly(from: End, control: number, unit: number): void {
    if ((control & primaryBit) === 0 && answersLink(from === 'client' ? 'server' : 'client', control & functionMask))
      return;
    for (const known of linkOperations(control)) {
      const slot = output.operation(known.operation, unit, index.noTable, absent, absent, 0);
      if ((control & primaryBit) !== 0) awaited[from] = slot;
    }
  }

  /** Settles what the end `asker` awaits; false when that is nothing. */
  function answersLink(asker: End, functionCode: number): boolean {
    const slot = awaited[asker];
    awaited[asker] = nothing;
    if (slot === nothing || slot === acknowledgement) return slot === acknowledgement;
    output.answered(slot);
    if (functionCode === negative || functionCode >= notFunctioning) output.refuse(slot);
    return true;
  }

  /** Reads a frame in a piece of payload that `sender` sent. */
  function frame(sender: End, bytes: Uint8Array, at: number): void {
    const control = bytes[at + 3] ?? 0;
    const from = (control & directionBit) === 0 ? 'server' : 'client';
    if (from !== sender && !isSettled) {
      output.turnAround();
      isTurned = true;
    }
    isSettled = true;
    const isExpected = (from === sender) !== isTurned;
    const destination = read16Little(bytes, at + 4);
    const source = read16Little(bytes, at + 6);
    const unit = from === 'client' ? destination : source;
    const length = linkDataBytes(bytes, at);
    if (isExpected && length === 0) linkOnly(from, control, unit);
    else if (isExpected && carriesData(control) && copyLinkData(bytes, at, segment)) {
      if ((control & functionMask) === confirmedData) awaited[from] = acknowledgement;
      userData(from, length, unit, from === 'client' ? source : destination);
    } else output.unreadable();
  }

  function userData(from: End, length: number, unit: number, master: number): void {
    const assembler = assemblers[from];
    const fate = assembler.add(unit * 0x10000 + master, segment, length);
    if (fate !== 'stray') isFresh[from] = false;
    else if (!isFresh[from]) output.unreadable();
    if (fate !== 'complete') return;
    const { bytes, start, end } = assembler.fragment;
    if (from === 'client') messages.fromMaster(bytes, start, end, unit, master);
    else messages.fromOutstation(bytes, start, end, unit, master);
  }

  function read(from: End, bytes: Uint8Array, start: number, end: number): number {
    isTurned = false;
    let at = start;
    while (end - at >= linkHeaderBytes) {
      if (!isLinkHeader(bytes, at)) {
        if (inStep[from]) output.unreadable();
        inStep[from] = false;
        at++;
        continue;
      }
      // The header has a CRC of its own, so that its length is sure.
      const next = linkFrameEnd(bytes, at);
      if (next > end) return at;
      inStep[from] = true;
      frame(from, bytes, at);
      at = next;
    }
    return at;
  }

  return {
    client: (bytes, start, end) => read('client', bytes, start, end),
    server: (bytes, start, end) => read('server', bytes, start, end),
    lost(from) {
      inStep[from] = false;
      isFresh[from] = true;
      assemblers[from].forget();
    },
  };
}
