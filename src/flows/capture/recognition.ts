/**
 * Finds the decoder of what a connection carries. The bytes decide; the port only says which decoders are asked first
 * and which of them may trust a weak sign.
 */
import type { Catalogue, Protocol, Transport } from '../../model/catalogue.ts';
import { isServerPort, protocolsByPort } from '../../model/catalogue-lookup.ts';
import type { ReadingSession } from '../format.ts';
import type { Decoder, Dialogue, OperationOutput, Recognition } from '../protocols/decoder.ts';
import { createOperationLookup, type OperationLookup } from '../protocols/operation-index.ts';
import { decoders } from '../protocols/registry.ts';
import type { Connection } from './connection.ts';
import { guessClient } from './direction.ts';

/** A decoder that has looked up its operations. */
export interface ReadyDecoder {
  readonly decoder: Decoder;
  readonly open: (output: OperationOutput) => Dialogue;
}

/** A decoder that takes the bytes for its own, and who sent them. */
export interface Recognised {
  readonly chosen: ReadyDecoder;
  readonly sender: Exclude<Recognition, 'no' | 'more'>;
}

export interface DecoderFinder {
  /** Judges the first bytes of a TCP or UDP connection; `more` while there are too few bytes. */
  find(connection: Connection, bytes: Uint8Array, start: number, end: number): Recognised | 'more' | null;
  /** Judges what a frame carries behind its EtherType. */
  findForFrame(etherType: number, bytes: Uint8Array, start: number, end: number): Recognised | null;
  /** The decoder that the server's port speaks for; null when it speaks for several protocols or none. */
  expected(connection: Connection): ReadyDecoder | null;
}

/** A finder over the decoders of the registry. */
export function createDecoderFinder({ context, sink }: ReadingSession): DecoderFinder {
  const { catalogue } = context;
  const lookupOf = (protocol: string): OperationLookup => createOperationLookup(catalogue, protocol, sink);
  const ready: readonly ReadyDecoder[] = decoders.map((decoder) => ({
    decoder,
    open: decoder.prepare(lookupOf(decoder.protocol), sink.table, lookupOf),
  }));
  const trusted = ready.filter(({ decoder }) => decoder.trusted === 'any-port');
  const atPort = new Map<string, readonly ReadyDecoder[]>();

  /** Decoders of what the catalogue has at a port; the likeliest protocol first. */
  function decodersAt(transport: Transport, port: number): readonly ReadyDecoder[] {
    const key = `${transport} ${port}`;
    const known = atPort.get(key);
    if (known !== undefined) return known;
    const found = protocolsByPort(catalogue, transport, port)
      .filter((id) => isReadable(catalogue.protocols.get(id), transport, port))
      .flatMap((id) => ready.filter((each) => each.decoder.protocol === id && speaks(each, transport)));
    atPort.set(key, found);
    return found;
  }

  function candidates({ transport, ports }: Connection): Set<ReadyDecoder> {
    const others = trusted.filter((each) => speaks(each, transport));
    return new Set([...decodersAt(transport, ports[0]), ...decodersAt(transport, ports[1]), ...others]);
  }

  return {
    find(connection, bytes, start, end) {
      let undecided = false;
      for (const chosen of candidates(connection)) {
        const answer = chosen.decoder.probe(bytes, start, end);
        if (answer === 'more') undecided = true;
        else if (answer !== 'no') return { chosen, sender: answer };
      }
      return undecided ? 'more' : null;
    },
    findForFrame(etherType, bytes, start, end) {
      for (const chosen of decodersAt('ethernet', etherType)) {
        const sender = chosen.decoder.probe(bytes, start, end);
        if (sender !== 'no' && sender !== 'more') return { chosen, sender };
      }
      return null;
    },
    expected(connection) {
      const { transport } = connection;
      const port = serverPort(connection, catalogue);
      if (!isServerPort(catalogue, transport, port)) return null;
      const [first] = decodersAt(transport, port);
      return protocolsByPort(catalogue, transport, port).length === 1 ? (first ?? null) : null;
    },
  };
}

function serverPort(connection: Connection, catalogue: Catalogue): number {
  const client = connection.client ?? guessClient(connection, catalogue);
  return connection.ports[client === 0 ? 1 : 0];
}

/** False for the encrypted form of a protocol, which shows no operations. */
function isReadable(protocol: Protocol | undefined, transport: Transport, port: number): boolean {
  return (protocol?.services ?? []).some(
    (service) =>
      service.transport === transport &&
      !service.encrypted &&
      service.ports.some((range) => port >= range.from && port <= range.to),
  );
}

function speaks({ decoder }: ReadyDecoder, transport: Transport): boolean {
  return decoder.transports.includes(transport);
}
