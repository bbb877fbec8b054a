/**
 * What a boundary must make of single addresses, read off the plan without what the exporters read off it: where a packet
 * leads that comes in by an interface, and which address its sender has where it leaves.
 */
import { type EndpointRange, endpointRanges } from '../../../algebra/endpoint-addresses.ts';
import { findRange } from '../../../algebra/find-range.ts';
import { type AddressRange, formatIpAddress, type IpAddress, parseIpAddress } from '../../../algebra/ip-address.ts';
import { holdsAddress, type NatPair, natPairs, translateAddress } from '../../../algebra/translation.ts';
import type { Plan, PlanBoundary, PlanPortForward } from '../../../model/plan.ts';

/** A server port; protocols that have none forward nothing. */
export interface AskedService {
  readonly transport: 'tcp' | 'udp';
  readonly port: number;
}

/** An address with its server port, where one was asked for. */
export interface Target {
  readonly address: IpAddress;
  readonly port: number | null;
}

/** Translations at the interfaces of a boundary. */
export interface BoundaryTranslation {
  /** Where a packet to an address leads; null where nothing is changed. */
  readonly entering: (name: string, address: IpAddress, service: AskedService | null) => Target | null;
  /** The address outside of a packet from an address; null where nothing is changed. */
  readonly leaving: (name: string, address: IpAddress) => IpAddress | null;
}

/** Everything that the translations of a boundary tell apart. */
export interface Distinguished {
  readonly addresses: readonly AddressRange[];
  readonly services: readonly AskedService[];
}

export interface PlanTranslation extends BoundaryTranslation, Distinguished {
  /** The addresses that stand for one at an interface, whatever is asked there. */
  readonly seenAs: (name: string, address: IpAddress) => readonly IpAddress[];
}

/** The translations of a boundary as its plan has them. */
export function planTranslation(plan: Plan, boundary: PlanBoundary): PlanTranslation {
  const pairs = natPairs(plan);
  const own = pairs.filter((pair) => pair.boundary === boundary.id);
  // Wherever an address leads, it is the same one there.
  const changesNothing = own.length === 0 && boundary.portForwards.length === 0;
  const resolve = createResolver(plan, boundary, pairs);
  const scopes = new Map<string, Set<string>>();
  const scopeOf = new Map(plan.zones.map((zone) => [zone.id, zone.scope]));
  for (const { name, zones } of boundary.interfaces) {
    const behind = scopes.get(name) ?? new Set<string>();
    scopes.set(name, behind);
    for (const zone of zones) behind.add(scopeOf.get(zone) ?? '');
  }
  const entering: BoundaryTranslation['entering'] = (name, address, service) => {
    if (changesNothing) return null;
    const found = [...(scopes.get(name) ?? [])].flatMap((scope) =>
      resolve({ scope, address, service, path: [], from: 'nowhere' }),
    );
    const places = new Map(found.map((target) => [textOf(target), target]));
    const [place, ...others] = places.values();
    if (place === undefined || others.length > 0) return null;
    return textOf(place) === textOf({ address, port: service?.port ?? null }) ? null : place;
  };
  const seenAs: PlanTranslation['seenAs'] = (name, address) =>
    outsides(own, address).filter((each) => entering(name, each, null)?.address.value === address.value);
  const leaving: BoundaryTranslation['leaving'] = (name, address) => {
    const [only = null, ...others] = seenAs(name, address);
    return others.length > 0 ? null : only;
  };
  const forwarded = boundary.portForwards.flatMap(({ outside, inside }) => [outside, inside]);
  return {
    entering,
    leaving,
    seenAs,
    addresses: [
      ...own.flatMap(({ outside, inside }) => [outside, inside]),
      ...knownWithin(plan, own),
      ...forwarded.flatMap(({ ip }) => rangeOf(parseIpAddress(ip))),
    ],
    services: boundary.portForwards.flatMap(({ transport, outside, inside }) => [
      { transport, port: outside.port },
      { transport, port: inside.port },
    ]),
  };
}

interface Step {
  readonly scope: string;
  readonly address: IpAddress;
  readonly service: AskedService | null;
  /** Scopes that were left. */
  readonly path: readonly string[];
  readonly from: 'nowhere' | 'inside' | 'outside';
}

/** Every place that an address may stand for, as far as this boundary leads. */
type Resolve = (step: Step) => readonly Target[];

function createResolver(plan: Plan, boundary: PlanBoundary, pairs: readonly NatPair[]): Resolve {
  const owners = new Map<string, readonly EndpointRange[]>();
  const isOwned = (scope: string, address: IpAddress): boolean => {
    const ranges = owners.get(scope) ?? endpointRanges(plan, scope);
    owners.set(scope, ranges);
    return findRange(ranges, address) !== null;
  };
  const forwards = new Map(boundary.portForwards.map((each) => [forwardKey(each.outside, each.transport), each]));
  const outer = outerScopes(plan);
  const resolve: Resolve = (step) => {
    const { scope, address, service, path, from } = step;
    if (path.includes(scope)) return [];
    const forward = service === null ? undefined : forwards.get(forwardKey(placeOf(step, service), service.transport));
    if (forward !== undefined && !path.includes(forward.inside.scope)) return through(step, forward);
    const here: Target = { address, port: service?.port ?? null };
    if (isOwned(scope, address)) return [here];
    const over = pairs.filter((pair) => pair.nat.outside.scope === scope && holdsAddress(pair.outside, address));
    const own = over.filter((pair) => pair.boundary === boundary.id && !path.includes(pair.nat.inside.scope));
    if (own.length > 0) return own.flatMap((pair) => inward(step, pair));
    if (over.length > 0 || from === 'outside') return [];
    return (outer.get(scope) ?? []).flatMap((each) =>
      resolve({ ...step, scope: each, path: [...path, scope], from: 'inside' }),
    );
  };
  /** What nobody has inside is translated all the same. */
  const inward = (step: Step, { nat, outside, inside }: NatPair): readonly Target[] => {
    const address = translateAddress(step.address, outside, inside);
    const next: Step = { ...step, address, scope: nat.inside.scope, path: [...step.path, step.scope], from: 'outside' };
    const found = resolve(next);
    return found.length > 0 ? found : [{ address, port: step.service?.port ?? null }];
  };
  const through = (step: Step, { transport, outside, inside }: PlanPortForward): readonly Target[] => {
    const address = parseIpAddress(inside.ip);
    if (address === null) return [];
    if (inside.scope === outside.scope) return [{ address, port: inside.port }];
    const service: AskedService = { transport, port: inside.port };
    const path = [...step.path, step.scope];
    const found = resolve({ scope: inside.scope, address, service, path, from: 'outside' });
    return found.length > 0 ? found : [{ address, port: inside.port }];
  };
  return resolve;
}

/** What somebody has of the networks outside, from there and back. */
function knownWithin(plan: Plan, pairs: readonly NatPair[]): readonly AddressRange[] {
  if (pairs.length === 0) return [];
  const ranges = [...new Set(plan.zones.map(({ scope }) => scope))].flatMap((scope) => endpointRanges(plan, scope));
  return pairs.flatMap(({ outside, inside }) =>
    ranges.flatMap(({ family, from, to }) => {
      if (family !== outside.family || to < outside.from || outside.to < from) return [];
      const distance = inside.from - outside.from;
      return [
        { family, from, to },
        { family, from: from + distance, to: to + distance },
      ];
    }),
  );
}

/** Addresses that stand for one by one 1:1 NAT or by several, one inside of the other. */
function outsides(pairs: readonly NatPair[], address: IpAddress): readonly IpAddress[] {
  const found = new Map<bigint, IpAddress>();
  const waiting = [address];
  for (const each of waiting)
    for (const { outside, inside } of pairs) {
      if (!holdsAddress(inside, each)) continue;
      const seen = translateAddress(each, inside, outside);
      if (seen.value === address.value || found.has(seen.value)) continue;
      found.set(seen.value, seen);
      waiting.push(seen);
    }
  return [...found.values()];
}

function outerScopes({ boundaries }: Plan): ReadonlyMap<string, readonly string[]> {
  const sides = boundaries.flatMap(({ nat, portForwards }) => [...nat, ...portForwards]);
  const apart = sides.filter(({ outside, inside }) => outside.scope !== inside.scope);
  const groups = Map.groupBy(apart, ({ inside }) => inside.scope);
  return new Map([...groups].map(([scope, all]) => [scope, [...new Set(all.map(({ outside }) => outside.scope))]]));
}

function placeOf({ scope, address }: Step, { port }: AskedService): PlanPortForward['outside'] {
  return { scope, ip: formatIpAddress(address), port };
}

function forwardKey({ scope, ip, port }: PlanPortForward['outside'], transport: string): string {
  return `${scope} ${ip} ${transport}/${port}`;
}

function textOf({ address, port }: Target): string {
  return `${formatIpAddress(address)} ${port ?? ''}`;
}

function rangeOf(address: IpAddress | null): readonly AddressRange[] {
  return address === null ? [] : [{ family: address.family, from: address.value, to: address.value }];
}
