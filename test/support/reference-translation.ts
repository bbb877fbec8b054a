/**
 * Where an address that was observed in a scope is at home, in plain words: every route that a packet could have taken
 * between the scope and a home is tried, out of scopes first and then into others, and each must have translated as it
 * says. An oracle only, written without a look at `src/evaluator`.
 */
import { formatIpAddress, parseIpAddress, parseIpNetwork } from '../../src/algebra/ip-address.ts';
import type { Plan, PlanNat, PlanPortForward } from '../../src/model/plan.ts';

/** The part of a plan that says where addresses are. */
export type Geography = Pick<Plan, 'zones' | 'assets' | 'boundaries'>;

export interface Home {
  readonly scope: string;
  readonly address: string;
  /** The server port, behind port forwards. */
  readonly port: number;
}

/** What is asked of a destination; a source has none. */
export interface AskedPort {
  readonly transport: string;
  readonly port: number;
}

type Crossing =
  | { readonly kind: 'nat'; readonly by: PlanNat }
  | { readonly kind: 'forward'; readonly by: PlanPortForward };

/** Scopes that are left, then translations that are passed. */
interface Route {
  readonly left: readonly string[];
  readonly passed: readonly Crossing[];
}

/** Null for an address that is nobody's, or that several could have. */
export function referenceHome(plan: Geography, scope: string, address: string, asked: AskedPort | null): Home | null {
  const homes = routesFrom(plan, scope).flatMap((route) => follow(plan, route, scope, address, asked) ?? []);
  const texts = new Set(homes.map(({ scope: home, address: own, port }) => `${home} ${own} ${port}`));
  return texts.size === 1 ? (homes[0] ?? null) : null;
}

const known = new WeakMap<Geography['boundaries'], Map<string, readonly Route[]>>();

/** Every way out of a scope and into others that comes to no scope twice; the same for all addresses. */
function routesFrom(plan: Geography, start: string): readonly Route[] {
  const routes = known.get(plan.boundaries) ?? new Map<string, readonly Route[]>();
  known.set(plan.boundaries, routes);
  const found = routes.get(start) ?? findRoutes(plan, start);
  routes.set(start, found);
  return found;
}

function findRoutes(plan: Geography, start: string): readonly Route[] {
  const crossings = crossingsOf(plan);
  const waysOut = [[start]];
  for (const way of waysOut)
    for (const { by } of crossings)
      if (by.inside.scope === way.at(-1) && !way.includes(by.outside.scope)) waysOut.push([...way, by.outside.scope]);
  const routes: Route[] = unique(waysOut).map((way) => ({ left: way, passed: [] }));
  for (const { left, passed } of routes) {
    const here = passed.at(-1)?.by.inside.scope ?? left.at(-1);
    const visited = [...left, ...passed.map(({ by }) => by.inside.scope)];
    for (const crossing of crossings) {
      const { outside, inside } = crossing.by;
      const isRouted = crossing.kind === 'forward' && outside.scope === inside.scope;
      // What is forwarded within a scope has arrived.
      const arrived = passed.some(({ by }) => by.inside.scope === by.outside.scope);
      if (outside.scope !== here || arrived || (visited.includes(inside.scope) && !isRouted)) continue;
      routes.push({ left, passed: [...passed, crossing] });
    }
  }
  return routes;
}

function unique(ways: readonly (readonly string[])[]): readonly (readonly string[])[] {
  return [...new Map(ways.map((way) => [JSON.stringify(way), way])).values()];
}

function crossingsOf({ boundaries }: Geography): readonly Crossing[] {
  return boundaries.flatMap(({ nat, portForwards }): readonly Crossing[] => [
    ...nat.map((by) => ({ kind: 'nat', by }) as const),
    ...portForwards.map((by) => ({ kind: 'forward', by }) as const),
  ]);
}

/** Takes the route with the address; null where the packet would have gone another way. */
function follow(plan: Geography, route: Route, start: string, address: string, asked: AskedPort | null): Home | null {
  const at = { scope: start, address, asked };
  let before: string | null = null;
  for (const outer of route.left.slice(1)) {
    if (!isIp(address) || isLinkLocal(address) || nextStep(plan, at, before) !== 'nobody') return null;
    before = at.scope;
    at.scope = outer;
  }
  for (const crossing of route.passed) {
    if (nextStep(plan, at, before) !== crossing.by) return null;
    if (crossing.kind === 'nat') at.address = inward(crossing.by, at.address);
    else {
      at.address = crossing.by.inside.ip;
      at.asked = { transport: crossing.by.transport, port: crossing.by.inside.port };
    }
    at.scope = crossing.by.inside.scope;
    before = null;
    const hasArrived = crossing.by.outside.scope === crossing.by.inside.scope;
    if (hasArrived) return isAsset(plan, at.scope, at.address) ? homeOf(at) : null;
  }
  return nextStep(plan, at, before) === 'home' ? homeOf(at) : null;
}

function homeOf({ scope, address, asked }: { scope: string; address: string; asked: AskedPort | null }): Home {
  return { scope, address, port: asked?.port ?? 0 };
}

/** What becomes of an address in a scope that it came to from the one before, from inside. */
function nextStep(
  plan: Geography,
  { scope, address, asked }: { scope: string; address: string; asked: AskedPort | null },
  before: string | null,
): 'home' | 'nobody' | 'turned back' | PlanNat | PlanPortForward {
  for (const { kind, by } of crossingsOf(plan)) {
    if (kind !== 'forward' || by.outside.scope !== scope || by.outside.ip !== address || asked === null) continue;
    if (by.transport === asked.transport && by.outside.port === asked.port && by.inside.scope !== before) return by;
  }
  if (isAsset(plan, scope, address)) return 'home';
  const zone = Math.max(
    -1,
    ...zonesOf(plan, scope).flatMap(({ networks }) => networks.map((each) => prefixOver(each, address))),
  );
  let nat: PlanNat | null = null;
  for (const { kind, by } of crossingsOf(plan)) {
    if (kind !== 'nat' || by.outside.scope !== scope) continue;
    const prefix = prefixOver(by.outside.network, address);
    if (prefix >= zone && prefix > (nat === null ? -1 : prefixOver(nat.outside.network, address))) nat = by;
  }
  if (nat !== null) return nat.inside.scope === before ? 'turned back' : nat;
  return zone >= 0 ? 'home' : 'nobody';
}

function zonesOf({ zones }: Geography, scope: string): Geography['zones'] {
  return zones.filter((zone) => zone.scope === scope);
}

/** An asset belongs to the scopes of its zones, and is known there by each of its addresses. */
function isAsset(plan: Geography, scope: string, address: string): boolean {
  const zones = zonesOf(plan, scope).map((zone) => zone.id);
  return plan.assets.some(
    (asset) =>
      asset.zones.some((zone) => zones.includes(zone)) &&
      (asset.ip.includes(address) || asset.mac.some((mac) => mac === address || linkLocalOf(mac) === address)),
  );
}

/** The length of the network's prefix where it holds the address, else -1. */
function prefixOver(network: string, text: string): number {
  const range = parseIpNetwork(network);
  const address = parseIpAddress(text);
  if (range === null || address === null || range.family !== address.family) return -1;
  return range.from <= address.value && address.value <= range.to ? Number(network.split('/')[1]) : -1;
}

/** The address inside that is as far from the start of its network as the other is outside. */
function inward({ outside, inside }: PlanNat, text: string): string {
  return shifted(text, outside.network, inside.network);
}

/** How an address inside is seen outside of a NAT; null where it is not translated. */
export function seenOutside({ outside, inside }: PlanNat, text: string): string | null {
  return prefixOver(inside.network, text) < 0 ? null : shifted(text, inside.network, outside.network);
}

function shifted(text: string, from: string, to: string): string {
  const address = parseIpAddress(text);
  const [start, end] = [from, to].map((network) => parseIpNetwork(network)?.from ?? 0n);
  if (address === null || start === undefined || end === undefined) return text;
  return formatIpAddress({ family: address.family, value: address.value - start + end });
}

function isIp(text: string): boolean {
  return parseIpAddress(text) !== null;
}

function isLinkLocal(text: string): boolean {
  return prefixOver('169.254.0.0/16', text) >= 0 || prefixOver('fe80::/10', text) >= 0;
}

/** The IPv6 address that a station makes from its MAC address (RFC 4291, appendix A), in canonical text. */
export function linkLocalOf(mac: string): string {
  const [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0] = mac.split(':').map((part) => Number.parseInt(part, 16));
  const groups = [(a ^ 2) * 256 + b, c * 256 + 0xff, 0xfe * 256 + d, e * 256 + f];
  return `fe80::${groups.map((group) => group.toString(16)).join(':')}`;
}
