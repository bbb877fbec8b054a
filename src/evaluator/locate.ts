/**
 * What an address that was observed in a scope stands for, behind every translation that a boundary makes: in its own
 * scope, with its own address and port. What is observed inside and what is observed outside lead to the same place.
 */
import { canonicalAddress, formatIpAddress, parseIpAddress } from '../algebra/ip-address.ts';
import { holdsAddress, type NatPair, natPairs, translateAddress } from '../algebra/translation.ts';
import type { Transport } from '../model/catalogue.ts';
import type { Endpoint } from '../model/endpoint.ts';
import type { Plan, PlanNat, PlanPortForward } from '../model/plan.ts';
import { assetsAt, type ScopeTable, scopeTable, zoneAt } from './scope-table.ts';

/** A server port, where one takes part. */
export interface Service {
  readonly transport: Transport;
  readonly port: number;
}

/** Where an address belongs. */
export interface Place {
  readonly scope: string;
  /** In canonical text. */
  readonly address: string;
  /** The server port behind port forwards; null where none was asked for. */
  readonly port: number | null;
  /** Never empty; a MAC address of an asset in several zones is an endpoint in each. */
  readonly endpoints: readonly Endpoint[];
  /** Whether the address belongs to a scope outside of the one in which it was observed. */
  readonly foreign: boolean;
}

export interface Locator {
  /** By scope, also those that have translated addresses only. */
  readonly tables: ReadonlyMap<string, ScopeTable>;
  /** Null for an address of nobody. Port forwards count only where a service is asked for. */
  readonly locate: (scope: string, address: string, service: Service | null) => Place | null;
}

/** Per scope: whoever makes addresses up must not fill the memory. */
const rememberedAddresses = 200_000;

export function createLocator(plan: Plan): Locator {
  const pairs = natPairs(plan);
  const forwards = plan.boundaries.flatMap((boundary) => boundary.portForwards);
  const sides = [...pairs.map(({ nat }) => nat), ...forwards];
  const names = [
    ...plan.zones.map((zone) => zone.scope),
    ...sides.flatMap(({ outside, inside }) => [outside.scope, inside.scope]),
  ];
  const tables = new Map([...new Set(names)].map((scope) => [scope, scopeTable(plan, scope)] as const));
  const walk = createWalk(tables, pairs, forwards);
  // Several ways out may lead to one place; where they lead to several, nobody can say which is meant.
  const follow = (step: Step): Place | null => {
    const [place, ...others] = walk(step);
    return place !== undefined && others.every((other) => isSamePlace(place, other)) ? place : null;
  };
  const forwarded = new Set(forwards.map(({ outside }) => outside.ip));
  const known = new Map([...tables.keys()].map((scope) => [scope, new Map<string, Place | null>()] as const));
  const locate = (scope: string, text: string, service: Service | null): Place | null => {
    const address = canonicalAddress(text) ?? text;
    const reaches = (asked: Service | null): Place | null =>
      follow({ scope, address, service: asked, path: [], from: 'nowhere' });
    if (service !== null && forwarded.has(address)) return reaches(service);
    const seen = known.get(scope);
    const found = seen?.get(address);
    const place = found === undefined ? reaches(null) : found;
    if ((seen?.size ?? 0) >= rememberedAddresses) seen?.clear();
    seen?.set(address, place);
    return place === null || service === null ? place : { ...place, port: service.port };
  };
  return { tables, locate };
}

interface Step {
  readonly scope: string;
  readonly address: string;
  readonly service: Service | null;
  /** Scopes that were left, from the first one on. */
  readonly path: readonly string[];
  /** Where the last one lies. */
  readonly from: 'nowhere' | 'inside' | 'outside';
}

/** Every place that an address may stand for. */
type Walk = (step: Step) => readonly Place[];

/**
 * A port forward comes before an asset, an asset before a network, a narrow network before a wide one, be it of a zone
 * or of a translation. What a scope does not know lies outside of it, since outside addresses are seen inside as they are.
 */
function createWalk(
  tables: ReadonlyMap<string, ScopeTable>,
  pairs: readonly NatPair[],
  forwards: readonly PlanPortForward[],
): Walk {
  const pairsOf = Map.groupBy(pairs, ({ nat }) => nat.outside.scope);
  const forwardAt = new Map(forwards.map((each) => [keyOf(each.outside, each.transport), each]));
  const outerScopes = outerScopesOf([...pairs.map(({ nat }) => nat), ...forwards]);

  const walk: Walk = (step) => {
    const { scope, address, service } = step;
    const table = tables.get(scope);
    if (table === undefined || step.path.includes(scope)) return [];
    const forward =
      service === null ? undefined : forwardAt.get(keyOf({ scope, ip: address, ...service }, service.transport));
    if (forward !== undefined && !isTurnedBack(step, forward.inside.scope)) return through(step, forward);
    const assets = assetsAt(table, address);
    if (assets.length > 0) return [placeOf(step, assets)];
    const zone = zoneAt(table, address);
    const pair = narrowestPair(pairsOf.get(scope) ?? [], address);
    if (pair !== null && pair.outside.prefix >= (zone?.prefix ?? 0)) {
      const { inside } = pair.nat;
      if (isTurnedBack(step, inside.scope)) return [];
      return walk({ ...inward(step, inside.scope), address: insideAddress(pair, address) });
    }
    return zone === null ? outward(step) : [placeOf(step, [zone.endpoint])];
  };

  const outward: Walk = (step) => {
    const { scope, address, path, from } = step;
    if (from === 'outside' || !isRouted(address)) return [];
    return (outerScopes.get(scope) ?? [])
      .flatMap((outer) => walk({ ...step, scope: outer, path: [...path, scope], from: 'inside' }))
      .map((place) => ({ ...place, foreign: true }));
  };

  const through = (step: Step, { transport, outside, inside }: PlanPortForward): readonly Place[] => {
    const service = { transport, port: inside.port };
    if (inside.scope !== outside.scope) return walk({ ...inward(step, inside.scope), address: inside.ip, service });
    const table = tables.get(inside.scope);
    const assets = table === undefined ? [] : assetsAt(table, inside.ip);
    return assets.length === 0 ? [] : [placeOf({ ...step, address: inside.ip, service }, assets)];
  };

  return walk;
}

/** A boundary translates what comes from outside: whoever asks from inside by the address outside is not turned back. */
function isTurnedBack({ path, from }: Step, inner: string): boolean {
  return from === 'inside' && path.at(-1) === inner;
}

function inward(step: Step, inner: string): Step {
  return { ...step, scope: inner, path: [...step.path, step.scope], from: 'outside' };
}

function isSamePlace(a: Place, b: Place): boolean {
  return a.scope === b.scope && a.address === b.address && a.port === b.port;
}

function placeOf({ scope, address, service }: Step, endpoints: readonly Endpoint[]): Place {
  return { scope, address, port: service?.port ?? null, endpoints, foreign: false };
}

function narrowestPair(pairs: readonly NatPair[], text: string): NatPair | null {
  const address = pairs.length === 0 ? null : parseIpAddress(text);
  if (address === null) return null;
  const [narrowest = null] = pairs
    .filter(({ outside }) => holdsAddress(outside, address))
    .sort((a, b) => b.outside.prefix - a.outside.prefix);
  return narrowest;
}

function insideAddress({ outside, inside }: NatPair, text: string): string {
  const address = parseIpAddress(text);
  return address === null ? text : formatIpAddress(translateAddress(address, outside, inside));
}

/** The scopes that lie outside of each scope. */
function outerScopesOf(
  sides: readonly Pick<PlanNat | PlanPortForward, 'outside' | 'inside'>[],
): ReadonlyMap<string, readonly string[]> {
  const outer = new Map<string, Set<string>>();
  for (const { outside, inside } of sides)
    if (outside.scope !== inside.scope)
      outer.set(inside.scope, (outer.get(inside.scope) ?? new Set()).add(outside.scope));
  return new Map([...outer].map(([scope, scopes]) => [scope, [...scopes].sort()]));
}

/** MAC addresses stay on their segment, link-local addresses too (RFC 3927, RFC 4291 section 2.5.6). */
function isRouted(text: string): boolean {
  return parseIpAddress(text) !== null && !text.startsWith('169.254.') && !/^fe[89ab].:/.test(text);
}

function keyOf({ scope, ip, port }: PlanPortForward['outside'], transport: Transport): string {
  return `${scope} ${ip} ${transport}/${port}`;
}
