/**
 * DNP3 over TCP and UDP (IEEE 1815-2012): requests of a master become operations on the points of outstations, which
 * the link address tells apart behind one network address.
 */
import type { Decoder, Dialogue, OperationOutput } from '../decoder.ts';
import { createFramedDialogue, moreBytes, noMessage } from '../shared/framed-dialogue.ts';
import { directionBit, isLinkHeader, linkFrameEnd, linkHeaderBytes, mostLinkData, probeDnp3 } from './dnp3-link.ts';
import { createDnp3Index, type Dnp3Index } from './dnp3-messages.ts';
import { createDnp3Relation, createLinkOperations, type LinkOperations } from './dnp3-relation.ts';

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

function openDnp3(
  index: Dnp3Index,
  linkOperations: LinkOperations,
  segment: Uint8Array,
  output: OperationOutput,
): Dialogue {
  /** By the end that the master is at; rarely there is one at both. */
  const relations = {
    client: createDnp3Relation(index, linkOperations, segment, output),
    server: createDnp3Relation(index, linkOperations, segment, output.reverse),
  };
  /** Who is the master is known from the first frame on. */
  let isSettled = false;
  /** It was found out in this piece of payload that the two ends are the other way around. */
  let isTurned = false;

  /** Reads a frame in a piece of payload that `piece` sent. */
  function frame(piece: End, bytes: Uint8Array, at: number): void {
    const from = ((bytes[at + 3] ?? 0) & directionBit) === 0 ? 'outstation' : 'master';
    if (!isSettled && (from === 'master') !== (piece === 'client')) isTurned = output.turnAround();
    isSettled = true;
    const isClient = (piece === 'client') !== isTurned;
    relations[isClient === (from === 'master') ? 'client' : 'server'].frame(from, bytes, at);
  }

  const framed = createFramedDialogue({ lengthAt, message: frame, sure: 'header' }, output);
  return {
    client(bytes, start, end) {
      isTurned = false;
      return framed.client(bytes, start, end);
    },
    server(bytes, start, end) {
      isTurned = false;
      return framed.server(bytes, start, end);
    },
    lost(from) {
      framed.lost(from);
      relations.client.lost(from === 'client' ? 'master' : 'outstation');
      relations.server.lost(from === 'client' ? 'outstation' : 'master');
    },
  };
}

/** The header has a CRC of its own, so that its length is sure. */
function lengthAt(bytes: Uint8Array, at: number, end: number): number {
  if (end - at < linkHeaderBytes) return moreBytes;
  return isLinkHeader(bytes, at) ? linkFrameEnd(bytes, at) - at : noMessage;
}
