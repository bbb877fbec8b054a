/** Where a protocol is spoken, by the catalogue and by the ports that a source names. */
import type { Protocol, ProtocolService } from '../../model/catalogue.ts';
import type { IntegerRange } from '../../model/plant.ts';
import { usualServices } from '../usual-services.ts';
import type { ForeignPort } from './foreign-plant.ts';
import type { NamedProtocol } from './protocol-names.ts';

type Protocols = Extract<NamedProtocol, { readonly kind: 'protocols' }>;

/** A place where a protocol is spoken: a part of one of its services. */
export interface Place {
  readonly transport: string;
  readonly ports: IntegerRange;
}

/** Where a protocol listens when the source names no port. */
export function usualPlaces(protocol: Protocol, { transports, ports }: Protocols): readonly Place[] {
  if (ports !== null) return ports.map(placeOf);
  const services = usualServices(protocol).filter((service) => !service.dynamic);
  const [first] = services;
  const wanted = transports ?? (first === undefined ? [] : [first.transport]);
  return services
    .filter(({ transport }) => wanted.includes(transport))
    .flatMap(({ transport, ports: ranges }) => ranges.map((range) => ({ transport, ports: range })))
    .filter((place) => !isNowhere(place));
}

/** Port 0 stands for whatever port a protocol without one of its own is spoken at. */
function isNowhere({ transport, ports }: Place): boolean {
  return (transport === 'tcp' || transport === 'udp') && ports.to === 0;
}

/** A port where the protocol is known to listen, over the first transport that has it unless several are meant. */
export function placesAt(protocol: Protocol, port: ForeignPort, { transports }: Protocols): readonly Place[] {
  const listening = fixedServices(protocol).filter((service) => listensAt(service, port));
  const [first] = listening;
  const wanted = transports ?? (first === undefined ? [] : [first.transport]);
  const names = new Set(
    listening.map((service) => service.transport).filter((transport) => wanted.includes(transport)),
  );
  return [...names].map((transport) => ({ transport, ports: { from: port.from, to: port.to } }));
}

/** A port of its own choosing, over the usual transport; protocols without ports have none to choose. */
export function strayPlace(protocol: Protocol, port: ForeignPort): readonly Place[] {
  const transport = port.transport ?? usualServices(protocol)[0]?.transport;
  if (transport !== 'tcp' && transport !== 'udp') return [];
  if (!protocol.services.some((service) => service.transport === transport)) return [];
  return [{ transport, ports: { from: port.from, to: port.to } }];
}

/** What the protocol has beside the places: over other transports at the same ports, or at its other usual ones. */
export function missingOf(
  protocol: Protocol,
  places: readonly Place[],
  ports: readonly ForeignPort[] | null,
): readonly string[] {
  const granted = new Set(places.map(({ transport, ports: range }) => portText(transport, range)));
  const others = (ports === null ? usualServices(protocol) : fixedServices(protocol)).flatMap(
    ({ transport, ports: ranges, ...service }) => {
      if (ports === null) return ranges.map((range) => portText(transport, range));
      const same = ports.filter(
        (port) => port.transport === null && listensAt({ transport, ports: ranges, ...service }, port),
      );
      return same.map((port) => portText(transport, port));
    },
  );
  return [...new Set(others)].filter((text) => !granted.has(text));
}

/** No ports where the places are those of a grant that names none. */
export function portsOf(protocol: Protocol, places: readonly Place[]): readonly string[] {
  const texts = [...new Set(places.map(({ transport, ports }) => portText(transport, ports)))].sort();
  const usual = usualServices(protocol).flatMap(({ transport, ports }) =>
    ports.map((range) => portText(transport, range)),
  );
  const isUsual = texts.length === new Set(usual).size && usual.every((text) => texts.includes(text));
  return isUsual ? [] : texts;
}

export function fixedServices(protocol: Protocol | undefined): readonly ProtocolService[] {
  return (protocol?.services ?? []).filter((service) => !service.dynamic);
}

export function listensAt(
  { transport, ports }: Pick<ProtocolService, 'transport' | 'ports'>,
  port: ForeignPort,
): boolean {
  if (transport !== 'tcp' && transport !== 'udp') return false;
  if (port.transport !== null && port.transport !== transport) return false;
  return ports.some((range) => range.from <= port.from && port.to <= range.to);
}

/** `tcp/502`, `udp/161-162`, `ethernet/0x88b8`. */
export function portText(transport: string | null, { from, to }: IntegerRange): string {
  const number = (value: number): string => (transport === 'ethernet' ? `0x${value.toString(16)}` : String(value));
  const range = from === to ? number(from) : `${number(from)}-${number(to)}`;
  return transport === null ? range : `${transport}/${range}`;
}

export function placeOf(text: string): Place {
  const [transport = '', range = ''] = text.split('/');
  const [from = 0, to = from] = range.split('-').map(Number);
  return { transport, ports: { from, to } };
}
