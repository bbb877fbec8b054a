/** What a master and the outstations at the other end say on the link (IEEE 1815-2012 9.2) and above it. */
import { read16Little } from '../../capture/bytes.ts';
import { absent } from '../../observation-sink.ts';
import type { PeerOutput } from '../decoder.ts';
import type { KnownOperation, OperationLookup } from '../operation-index.ts';
import { createFragmentAssembler } from './dnp3-fragments.ts';
import { copyLinkData, linkDataBytes, primaryBit } from './dnp3-link.ts';
import { createDnp3Messages, type Dnp3Index } from './dnp3-messages.ts';

/** Which of the two sends. */
export type Role = 'master' | 'outstation';

export interface Dnp3Relation {
  /** Reads the whole frame at `at`. */
  frame(from: Role, bytes: Uint8Array, at: number): void;
  /** Bytes of one role are missing. */
  lost(from: Role): void;
}

/** Operations of link frames without data, by the low bits of their control octet. */
export type LinkOperations = (control: number) => readonly KnownOperation[];

export function createLinkOperations(lookup: OperationLookup): LinkOperations {
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

/** A relation whose master is the client of `output`; `segment` takes the user data of one frame. */
export function createDnp3Relation(
  index: Dnp3Index,
  linkOperations: LinkOperations,
  segment: Uint8Array,
  output: PeerOutput,
): Dnp3Relation {
  const messages = createDnp3Messages(index, output);
  const assemblers = { master: createFragmentAssembler(), outstation: createFragmentAssembler() };
  /** No fragment has begun since the capture or its last gap: what continues one is no sign of anything. */
  const isFresh = { master: true, outstation: true };
  /** Slot of the last link frame of each role that asks for an answer. */
  const awaited = { master: nothing, outstation: nothing };

  function linkOnly(from: Role, control: number, unit: number): void {
    const isAsking = (control & primaryBit) !== 0;
    if (!isAsking && answersLink(from === 'master' ? 'outstation' : 'master', control & functionMask)) return;
    for (const known of linkOperations(control)) {
      const slot = output.operation(known.operation, unit, index.noTable, absent, absent, 0);
      if (isAsking) awaited[from] = slot;
    }
  }

  /** Settles what the asker awaits; false when that is nothing. */
  function answersLink(asker: Role, functionCode: number): boolean {
    const slot = awaited[asker];
    awaited[asker] = nothing;
    if (slot === nothing || slot === acknowledgement) return slot === acknowledgement;
    output.answered(slot);
    if (functionCode === negative || functionCode >= notFunctioning) output.refuse(slot);
    return true;
  }

  function userData(from: Role, length: number, unit: number, master: number): void {
    const assembler = assemblers[from];
    const fate = assembler.add(unit * 0x10000 + master, segment, length);
    if (fate !== 'stray') isFresh[from] = false;
    else if (!isFresh[from]) output.unreadable();
    if (fate !== 'complete') return;
    const { bytes, start, end } = assembler.fragment;
    if (from === 'master') messages.fromMaster(bytes, start, end, unit, master);
    else messages.fromOutstation(bytes, start, end, unit, master);
  }

  return {
    frame(from, bytes, at) {
      const control = bytes[at + 3] ?? 0;
      const destination = read16Little(bytes, at + 4);
      const source = read16Little(bytes, at + 6);
      const unit = from === 'master' ? destination : source;
      const length = linkDataBytes(bytes, at);
      if (length === 0) linkOnly(from, control, unit);
      else if (carriesData(control) && copyLinkData(bytes, at, segment)) {
        if ((control & functionMask) === confirmedData) awaited[from] = acknowledgement;
        userData(from, length, unit, from === 'master' ? source : destination);
      } else output.unreadable();
    },
    lost(from) {
      isFresh[from] = true;
      assemblers[from].forget();
    },
  };
}

function carriesData(control: number): boolean {
  const functionCode = control & (primaryBit | functionMask);
  return functionCode === (primaryBit | confirmedData) || functionCode === (primaryBit | unconfirmedData);
}
