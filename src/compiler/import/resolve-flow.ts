/** The protocols and ports of a flow as grants can name them, and never more than the source names. */
import type { GrantHurdle } from '../../diagnostics/codes/import-flow.ts';
import type { Catalogue } from '../../model/catalogue.ts';
import {
  fixedServices,
  listensAt,
  missingOf,
  placeOf,
  placesAt,
  portsOf,
  portText,
  strayPlace,
  usualPlaces,
} from './flow-places.ts';
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
  const own = ownPorts(named, strays, catalogue);
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
      const { transport } = meaning;
      const ports = (flow.ports ?? []).filter((port) => port.transport === null || port.transport === transport);
      if (ports.length === 0) hurdles.push({ name, hurdle: 'any-port', offer: null });
      else grants.push({ protocol: transport, ports: ports.map((port) => portText(transport, port)) });
    } else {
      const found = grantsOf(meaning, flow.ports, own, catalogue);
      grants.push(...found.grants);
      narrower.push(...found.narrower);
      if (found.grants.length === 0) hurdles.push({ name, ...withoutPlace(meaning, flow.ports, named.length) });
    }
  }
  // A port that belongs to nobody is no part of any grant, and must not be passed over beside others that are.
  if (named.length > 1 || grants.length > 0) {
    for (const port of strays.filter((each) => !own.includes(each)))
      hurdles.push({ name: `port ${portText(port.transport, port)}`, hurdle: 'port-of-none', offer: null });
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
  const bare = named.flatMap(({ meaning }) => (meaning.kind === 'transport' ? [meaning.transport] : []));
  return ports.filter((port) => {
    const isBare = port.transport === null ? bare.length > 0 : bare.some((transport) => transport === port.transport);
    return !isBare && !services.some((service) => listensAt(service, port));
  });
}

/** Those that the only protocol which is named may have chosen for itself. */
function ownPorts(
  named: readonly Named[],
  strays: readonly ForeignPort[],
  catalogue: Catalogue,
): readonly ForeignPort[] {
  const [only, another] = named;
  if (only?.meaning.kind !== 'protocols' || another !== undefined) return [];
  const protocol = catalogue.protocols.get(only.meaning.ids[0] ?? '');
  return protocol === undefined ? [] : strays.filter((port) => strayPlace(protocol, port).length > 0);
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

function withoutPlace(
  meaning: NamedProtocol,
  ports: readonly ForeignPort[] | null,
  names: number,
): { readonly hurdle: GrantHurdle; readonly offer: FlowGrant | null } {
  if (meaning.kind === 'by port') return { hurdle: 'which-protocol', offer: offerOf(meaning, ports) };
  if (ports === null) return { hurdle: 'any-port', offer: null };
  return { hurdle: names > 1 ? 'ports-of-others' : 'no-ports', offer: null };
}

/** The bare port, which permits whatever is spoken there; the transport is a guess where the source names none. */
function offerOf(meaning: NamedProtocol, ports: readonly ForeignPort[] | null): FlowGrant | null {
  if (meaning.kind === 'none' && meaning.hurdle !== 'unknown-protocol') return null;
  const usual = meaning.kind === 'none' && meaning.port !== null ? placeOf(meaning.port) : null;
  const transport = ports?.[0]?.transport ?? usual?.transport ?? 'tcp';
  const wanted = ports ?? (usual === null ? [] : [usual.ports]);
  return wanted.length === 0 ? null : { protocol: transport, ports: wanted.map((port) => portText(transport, port)) };
}

function uniqueGrants(grants: readonly FlowGrant[]): readonly FlowGrant[] {
  const known = new Map(grants.map((grant) => [JSON.stringify(grant), grant]));
  return [...known.values()];
}
