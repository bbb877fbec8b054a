/** Builds the index from transport and port to the protocols that listen there. */
import {
  type PortEntry,
  type PortIndex,
  type PortIndexOfTransport,
  type Protocol,
  type ProtocolService,
  protocolLayers,
  type Transport,
  transports,
} from '../../model/catalogue.ts';

/** First port that clients use for themselves (RFC 6335): a server port from here on is no sign of a server. */
const firstEphemeralPort = 49152;

/** The index over all protocols that are not aliases. */
export function buildPortIndex(protocols: Iterable<Protocol>): PortIndex {
  const listeners = [...protocols].flatMap((protocol) => protocol.services.map((service) => ({ protocol, service })));
  return new Map(
    transports.map((transport) => [
      transport,
      indexOf(
        transport,
        listeners.filter(({ service }) => service.transport === transport),
      ),
    ]),
  );
}

interface Listener {
  readonly protocol: Protocol;
  readonly service: ProtocolService;
}

function indexOf(transport: Transport, listeners: readonly Listener[]): PortIndexOfTransport {
  const generic = listeners.filter(({ protocol }) => protocol.layer === 'generic');
  const byNumber = new Map<number, Listener[]>();
  for (const listener of listeners.filter(({ protocol }) => protocol.layer !== 'generic').sort(compareListeners)) {
    for (const { from, to } of listener.service.ports) {
      for (let number = from; number <= to; number += 1) {
        const others = byNumber.get(number);
        if (others === undefined) byNumber.set(number, [listener]);
        else others.push(listener);
      }
    }
  }
  const shared = new Map<string, PortEntry>();
  return {
    byNumber: new Map([...byNumber].map(([number, found]) => [number, portEntry(transport, number, found, shared)])),
    otherwise: { protocols: generic.map(({ protocol }) => protocol.id).sort(), listening: false },
  };
}

/** One entry object for all ports with the same protocols, since dynamic ranges span thousands of them. */
function portEntry(
  transport: Transport,
  number: number,
  found: readonly Listener[],
  shared: Map<string, PortEntry>,
): PortEntry {
  const protocols = [...new Set(found.map(({ protocol }) => protocol.id))];
  const ephemeral = (transport === 'tcp' || transport === 'udp') && number >= firstEphemeralPort;
  const listening = !ephemeral && found.some(({ service }) => !service.dynamic);
  const key = `${listening} ${protocols.join(' ')}`;
  const entry = shared.get(key) ?? { protocols, listening };
  shared.set(key, entry);
  return entry;
}

function compareListeners(a: Listener, b: Listener): number {
  const layer = (listener: Listener): number => protocolLayers.indexOf(listener.protocol.layer);
  return (
    Number(a.service.dynamic) - Number(b.service.dynamic) ||
    layer(a) - layer(b) ||
    (a.protocol.id < b.protocol.id ? -1 : a.protocol.id > b.protocol.id ? 1 : 0)
  );
}
