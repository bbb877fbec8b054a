/** The protocols and ports of a flow as grants can name them, and never more than the source names. */
import type { GrantHurdle } from '../../diagnostics/codes/import-flow.ts';
import type { Catalogue, Protocol, ProtocolService } from '../../model/catalogue.ts';
import type { IntegerRange } from '../../model/plant.ts';
import { usualServices } from '../usual-services.ts';
import type { ForeignFlow, ForeignPort } from './foreign-plant.ts';
import type { NamedProtocol, ProtocolNames } from './protocol-names.ts';

/** A protocol with its ports; no ports where they are the usual ones. */
export interface FlowGrant {
  /** Id of the catalogue. */
  readonly protocol: string;
  readonly ports: readonly string[];
}

export interface ResolvedFlow {
  readonly grants: readonly FlowGrant[];
  /** What is not granted, by the name of the protocol, with a grant that would. */
  readonly hurdles: readonly {
    readonly name: string;
    readonly hurdle: GrantHurdle;
    readonly offer: FlowGrant | null;
  }[];
  /** Names of what carries traffic or signals and is no protocol. */
  readonly carriers: readonly { readonly name: string; readonly carrier: 'wire' | 'link' }[];
  /** What a granted protocol also has, and the source does not ask for by name. */
  readonly narrower: readonly { readonly protocol: string; readonly missing: readonly string[] }[];
}

type Protocols = Extract<NamedProtocol, { readonly kind: 'protocols' }>;

/** A place where a protocol is spoken: a part of one of its services. */
interface Place {
  readonly transport: string;
  readonly ports: IntegerRange;
}

interface Named {
  readonly name: string;
  readonly meaning: NamedProtocol;
}

/**
 * Resolves a flow. Without ports, a protocol is granted where it usually listens, over its usual transport; ports that are
 * agreed at run time and encrypted ones are not among these. With ports, each belongs to the protocols that are known to
 * listen there, and one that nobody knows to the only protocol that is named.
 */
export function resolveFlow(flow: ForeignFlow, nameOf: ProtocolNames, catalogue: Catalogue): ResolvedFlow {
  const named = flow.protocols.flatMap((name) => partsOf(name, nameOf));
  const strays = straysOf(named, flow.ports ?? [], catalogue);
  const grants: FlowGrant[] = [];
  const hurdles: ResolvedFlow['hurdles'][number][] = [];
  const carriers: ResolvedFlow['carriers'][number][] = [];
  const narrower: ResolvedFlow['narrower'][number][] = [];
  for (const { name, meaning } of named) {
    if (meaning.kind === 'none') {
      hurdles.push({ name, hurdle: meaning.hurdle, offer: offerOf(meaning, named.length === 1 ? flow.ports : strays) });
    } else if (meaning.kind === 'carrier') {
      carriers.push({ name, carrier: meaning.carrier });
    } else if (meaning.kind === 'transport') {
      const ports = (flow.ports ?? []).filter(({ transport }) => transport === null || transport === meaning.transport);
      if (ports.length === 0) hurdles.push({ name, hurdle: 'any-port', offer: null });
      else grants.push({ protocol: meaning.transport, ports: ports.map((port) => portText(meaning.transport, port)) });
    } else {
      const only = named.length === 1 ? strays : [];
      const found = grantsOf(meaning, flow.ports, only, catalogue);
      grants.push(...found.grants);
      narrower.push(...found.narrower);
      if (found.grants.length === 0) hurdles.push({ name, ...withoutPlace(meaning, flow.ports, named.length) });
    }
  }
  // A port that belongs to nobody is no part of any grant when several protocols could have meant it.
  if (named.length > 1) {
    for (const stray of strays)
      hurdles.push({ name: portText(stray.transport, stray), hurdle: 'port-of-none', offer: null });
  }
  return { grants: uniqueGrants(grants), hurdles, carriers, narrower };
}

/** `HTTP/HTTPS` is two names where it is not one itself and both parts are known. */
function partsOf(name: string, nameOf: ProtocolNames): readonly Named[] {
  const meaning = nameOf(name);
  const parts = name.split('/').map((part) => ({ name: part.trim(), meaning: nameOf(part) }));
  const unknown = (each: Named): boolean => each.meaning.kind === 'none' && each.meaning.hurdle === 'unknown-protocol';
  if (parts.length < 2 || !unknown({ name, meaning }) || parts.some(unknown)) return [{ name, meaning }];
  return parts;
}

/** The ports that no named protocol is known to listen at. */
function straysOf(
  named: readonly Named[],
  ports: readonly ForeignPort[],
  catalogue: Catalogue,
): readonly ForeignPort[] {
  const services = named
    .flatMap(({ meaning }) => ('ids' in meaning ? meaning.ids : []))
    .flatMap((id) => fixedServices(catalogue.protocols.get(id)));
  if (named.some(({ meaning }) => meaning.kind === 'transport')) return [];
  return ports.filter((port) => !services.some((service) => listensAt(service, port)));
}

function grantsOf(
  meaning: Extract<NamedProtocol, { readonly kind: 'protocols' | 'by port' }>,
  ports: readonly ForeignPort[] | null,
  strays: readonly ForeignPort[],
  catalogue: Catalogue,
): Pick<ResolvedFlow, 'grants' | 'narrower'> {
  const known = meaning.ids.map((id) => catalogue.protocols.get(id)).filter((protocol) => protocol !== undefined);
  const as: Protocols =
    meaning.kind === 'protocols'
      ? meaning
      : { kind: 'protocols', ids: meaning.ids, transports: null, ports: null, without: [] };
  // A name that only a port makes one protocol means none without it.
  if (meaning.kind === 'by port' && ports === null) return { grants: [], narrower: [] };
  const found = known.flatMap((protocol, index) => {
    const places =
      ports === null
        ? usualPlaces(protocol, as)
        : [
            ...ports.flatMap((port) => placesAt(protocol, port, as)),
            ...(index === 0 && meaning.kind === 'protocols'
              ? strays.flatMap((port) => strayPlace(protocol, port))
              : []),
          ];
    return places.length === 0 ? [] : [{ protocol, places }];
  });
  const left = new Set(as.without);
  for (const { id } of known) if (ports !== null && !found.some(({ protocol }) => protocol.id === id)) left.add(id);
  return {
    grants: found.map(({ protocol, places }) => ({ protocol: protocol.id, ports: portsOf(protocol, places) })),
    narrower: found.flatMap(({ protocol, places }, index) => {
      const missing = [
        ...(as.ports === null || ports !== null ? missingOf(protocol, places, ports) : []),
        ...(index === 0 && meaning.kind === 'protocols' ? left : []),
      ];
      return missing.length === 0 ? [] : [{ protocol: protocol.id, missing }];
    }),
  };
}

/** Where a protocol listens when the source names no port. */
function usualPlaces(protocol: Protocol, { transports, ports }: Protocols): readonly Place[] {
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
function placesAt(protocol: Protocol, port: ForeignPort, { transports }: Protocols): readonly Place[] {
  const listening = fixedServices(protocol).filter((service) => listensAt(service, port));
  const [first] = listening;
  const wanted = transports ?? (first === undefined ? [] : [first.transport]);
  const names = new Set(
    listening.map((service) => service.transport).filter((transport) => wanted.includes(transport)),
  );
  return [...names].map((transport) => ({ transport, ports: { from: port.from, to: port.to } }));
}

/** A port of its own choosing, over the usual transport; protocols without ports have none to choose. */
function strayPlace(protocol: Protocol, port: ForeignPort): readonly Place[] {
  const transport = port.transport ?? usualServices(protocol)[0]?.transport;
  if (transport !== 'tcp' && transport !== 'udp') return [];
  if (!protocol.services.some((service) => service.transport === transport)) return [];
  return [{ transport, ports: { from: port.from, to: port.to } }];
}

/** What the protocol has beside the places: over other transports at the same ports, or at its other usual ones. */
function missingOf(
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
function portsOf(protocol: Protocol, places: readonly Place[]): readonly string[] {
  const texts = [...new Set(places.map(({ transport, ports }) => portText(transport, ports)))].sort();
  const usual = usualServices(protocol).flatMap(({ transport, ports }) =>
    ports.map((range) => portText(transport, range)),
  );
  const isUsual = texts.length === new Set(usual).size && usual.every((text) => texts.includes(text));
  return isUsual ? [] : texts;
}

function withoutPlace(
  meaning: NamedProtocol,
  ports: readonly ForeignPort[] | null,
  names: number,
): { readonly hurdle: GrantHurdle; readonly offer: FlowGrant | null } {
  if (meaning.kind === 'by port') return { hurdle: 'which-protocol', offer: offerOf(meaning, ports) };
  if (ports === null) return { hurdle: 'any-port', offer: null };
  return { hurdle: names > 1 ? 'port-of-none' : 'no-ports', offer: null };
}

/** The bare port, which permits whatever is spoken there; the transport is a guess where the source names none. */
function offerOf(meaning: NamedProtocol, ports: readonly ForeignPort[] | null): FlowGrant | null {
  if (meaning.kind === 'none' && meaning.hurdle !== 'unknown-protocol') return null;
  const usual = meaning.kind === 'none' && meaning.port !== null ? placeOf(meaning.port) : null;
  const transport = ports?.[0]?.transport ?? usual?.transport ?? 'tcp';
  const wanted = ports ?? (usual === null ? [] : [usual.ports]);
  return wanted.length === 0 ? null : { protocol: transport, ports: wanted.map((port) => portText(transport, port)) };
}

function fixedServices(protocol: Protocol | undefined): readonly ProtocolService[] {
  return (protocol?.services ?? []).filter((service) => !service.dynamic);
}

function listensAt({ transport, ports }: Pick<ProtocolService, 'transport' | 'ports'>, port: ForeignPort): boolean {
  if (transport !== 'tcp' && transport !== 'udp') return false;
  if (port.transport !== null && port.transport !== transport) return false;
  return ports.some((range) => range.from <= port.from && port.to <= range.to);
}

/** `tcp/502`, `udp/161-162`, `ethernet/0x88b8`. */
function portText(transport: string | null, { from, to }: IntegerRange): string {
  const number = (value: number): string => (transport === 'ethernet' ? `0x${value.toString(16)}` : String(value));
  const range = from === to ? number(from) : `${number(from)}-${number(to)}`;
  return transport === null ? range : `${transport}/${range}`;
}

function placeOf(text: string): Place {
  const [transport = '', range = ''] = text.split('/');
  const [from = 0, to = from] = range.split('-').map(Number);
  return { transport, ports: { from, to } };
}

function uniqueGrants(grants: readonly FlowGrant[]): readonly FlowGrant[] {
  const known = new Map(grants.map((grant) => [JSON.stringify(grant), grant]));
  return [...known.values()];
}
