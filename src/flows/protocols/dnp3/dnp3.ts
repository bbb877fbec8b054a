/**
 * DNP3 over TCP and UDP (IEEE 1815-2012): requests of a master become operations on the points of outstations, which
 * the link address tells apart behind one network address.
 */
import type { Decoder, Dialogue, OperationOutput } from '../decoder.ts';
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
  const inStep = { client: true, server: true };
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
      relations.client.lost(from === 'client' ? 'master' : 'outstation');
      relations.server.lost(from === 'client' ? 'outstation' : 'master');
    },
  };
}
