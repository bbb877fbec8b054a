/**
 * What a boundary translates, as it is seen from each of its interfaces: which addresses there stand for which addresses
 * further inside, and the other way round. A scope that knows an address keeps it; what it does not know lies outside of it,
 * since outside addresses are seen inside as they are.
 */
import { compareRanges, joinRanges, type LabelledRange, overlayRanges } from '../../algebra/address-set.ts';
import { type AddressRange, type Family, parseIpAddress } from '../../algebra/ip-address.ts';
import { holdsAddress, natPairs } from '../../algebra/translation.ts';
import type { Plan, PlanBoundary } from '../../model/plan.ts';
import { ownAddresses } from '../address-plan.ts';
import { subtractRanges } from './ranges.ts';
import { outerScopes, scopesOfInterfaces } from './scopes.ts';

/** Addresses that stand for others, at one distance: what is added to an address to have the other one. */
export type Stretch = LabelledRange<bigint>;

/** One address and port that stand for another of each. */
export interface SeenForward {
  readonly family: Family;
  readonly transport: 'tcp' | 'udp';
  readonly outside: { readonly address: bigint; readonly port: number };
  readonly inside: { readonly address: bigint; readonly port: number };
}

/** What is translated of packets that come in by an interface, or leave by it. */
export interface SeenTranslation {
  readonly interface: string;
  /** Destinations of what comes in. Sorted and disjoint. */
  readonly destinations: readonly Stretch[];
  /** Destinations with their ports, which come before the others. */
  readonly forwards: readonly SeenForward[];
  /** Sources of what leaves. Sorted and disjoint; without those that have several addresses outside. */
  readonly sources: readonly Stretch[];
}

/** By the names of the interfaces; none where nothing is translated. */
export function seenTranslations(plan: Plan, boundary: PlanBoundary): readonly SeenTranslation[] {
  if (boundary.nat.length + boundary.portForwards.length === 0) return [];
  const see = createView(plan, boundary);
  return [...scopesOfInterfaces(plan, boundary)]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .flatMap(([name, scopes]) => {
      const { stretches, forwards } = together(scopes.map((scope) => see(scope, [], 'outward')));
      if (stretches.length + forwards.length === 0) return [];
      return [{ interface: name, destinations: stretches, forwards, sources: inverted(stretches) }];
    });
}

/** What a scope makes of addresses. */
interface View {
  readonly stretches: readonly Stretch[];
  readonly forwards: readonly SeenForward[];
  /** Addresses of somebody, as they are. */
  readonly known: readonly AddressRange[];
}

/** `outward`: what the scope does not know is looked up outside of it. The path is the scopes that one came from. */
type See = (scope: string, path: readonly string[], direction: 'outward' | 'inward') => View;

function createView(plan: Plan, boundary: PlanBoundary): See {
  const outer = outerScopes(plan);
  const pairs = natPairs(plan);
  const own = pairs.filter((pair) => pair.boundary === boundary.id);
  const knownIn = memo((scope: string) => ownAddresses(plan, scope));
  const inner = new Map<string, View>();
  const seeInside = (scope: string, path: readonly string[]): View => {
    const key = [scope, ...path].join('\n');
    const view = inner.get(key) ?? see(scope, path, 'inward');
    inner.set(key, view);
    return view;
  };
  const see: See = (scope, path, direction) => {
    if (path.includes(scope)) return { stretches: [], forwards: [], known: [] };
    const known = knownIn(scope);
    const translated = pairs.filter(({ nat }) => nat.outside.scope === scope).map(({ outside }) => outside);
    const through = own
      .filter(({ nat }) => nat.outside.scope === scope && !path.includes(nat.inside.scope))
      .map((pair) => seeThrough(pair, seeInside(pair.nat.inside.scope, [...path, scope]), known));
    const forwards = boundary.portForwards
      .filter(({ outside, inside }) => outside.scope === scope && !path.includes(inside.scope))
      .flatMap((forward) => readForward(forward, (inside) => seeInside(inside, [...path, scope])));
    const above =
      direction === 'inward' ? [] : (outer.get(scope) ?? []).map((each) => see(each, [...path, scope], 'outward'));
    const beyond = without(together(above), [...known, ...translated]);
    return {
      stretches: disjoint([through.flatMap((each) => each.stretches), beyond.stretches]),
      forwards: firstOfEach([...forwards, ...through.flatMap((each) => each.forwards), ...beyond.forwards]),
      known: [...known, ...beyond.known].sort(compareRanges),
    };
  };
  return see;
}

/** What lies behind a 1:1 NAT, by its addresses outside. */
function seeThrough(
  { outside, inside }: { readonly outside: AddressRange; readonly inside: AddressRange },
  inner: View,
  known: readonly AddressRange[],
): View {
  const distance = inside.from - outside.from;
  const deeper = clip(inner.stretches, inside).map((each) => ({
    ...moved(each, -distance),
    label: each.label + distance,
  }));
  const direct = subtractRanges([{ ...outside, label: distance }], deeper);
  const forwards = inner.forwards
    .filter(({ family, outside: { address } }) => holdsAddress(inside, { family, value: address }))
    .map((each) => ({ ...each, outside: { ...each.outside, address: each.outside.address - distance } }));
  return without({ stretches: [...deeper, ...direct].sort(compareRanges), forwards, known: [] }, known);
}

/** Where the address inside is itself one that stands for another, the boundary leads on to that. */
function readForward(
  { transport, outside, inside }: PlanBoundary['portForwards'][number],
  see: (scope: string) => View,
): readonly SeenForward[] {
  const [from, to] = [parseIpAddress(outside.ip), parseIpAddress(inside.ip)];
  if (from === null || to === null || from.family !== to.family) return [];
  const { family } = from;
  const ends = {
    outside: { address: from.value, port: outside.port },
    inside: { address: to.value, port: inside.port },
  };
  if (inside.scope === outside.scope) return [{ family, transport, ...ends }];
  const inner = see(inside.scope);
  const next = inner.forwards.find((each) => keyOf(each) === keyOf({ family, transport, outside: ends.inside }));
  const stretch = inner.stretches.find((each) => holdsAddress(each, to));
  const address = to.value + (stretch?.label ?? 0n);
  return [{ family, transport, outside: ends.outside, inside: next?.inside ?? { ...ends.inside, address } }];
}

/** What several scopes say; where they disagree, nobody can say which is meant. */
function together(views: readonly View[]): View {
  const [only] = views;
  if (only !== undefined && views.length === 1) return only;
  const apart = views.map((view, index) =>
    without(
      view,
      views.flatMap((other, each) => (each === index ? [] : other.known)),
    ),
  );
  const forwards = Map.groupBy(
    apart.flatMap((view) => view.forwards),
    keyOf,
  );
  return {
    stretches: disjoint(apart.map((view) => view.stretches)),
    forwards: [...forwards.values()].flatMap(([first, ...others]) =>
      first !== undefined && others.every((other) => sameEnd(first, other)) ? [first] : [],
    ),
    known: views.flatMap((view) => view.known).sort(compareRanges),
  };
}

function without({ stretches, forwards, known }: View, taken: readonly AddressRange[]): View {
  return {
    stretches: subtractRanges(stretches, taken),
    forwards: forwards.filter(({ family, outside }) =>
      taken.every((range) => !holdsAddress(range, { family, value: outside.address })),
    ),
    known: subtractRanges(
      known.map((range) => ({ ...range, label: true })),
      taken,
    ),
  };
}

/** From the addresses that are stood for to those that stand for them. */
function inverted(stretches: readonly Stretch[]): readonly Stretch[] {
  return disjoint(stretches.map((each) => [{ ...moved(each, each.label), label: -each.label }]));
}

/** One list of several, without the addresses for which they name different distances. */
function disjoint(layers: readonly (readonly Stretch[])[]): readonly Stretch[] {
  const all = layers.flat().sort(compareRanges);
  if (all.every((each, index) => isBehind(each, all[index - 1]))) return joinRanges(all);
  const pieces = overlayRanges(layers.map((layer) => [...layer].sort(compareRanges)));
  return joinRanges(
    pieces.flatMap(({ label, ...range }) => {
      const [distance, ...others] = new Set(label.filter((each) => each !== null));
      return distance === undefined || others.length > 0 ? [] : [{ ...range, label: distance }];
    }),
  );
}

/** Whether a stretch begins behind the end of the one before it. */
function isBehind({ family, from }: Stretch, before: Stretch | undefined): boolean {
  return before === undefined || before.family !== family || before.to < from;
}

function clip(stretches: readonly Stretch[], within: AddressRange): readonly Stretch[] {
  const layers: readonly (readonly LabelledRange<bigint | true>[])[] = [stretches, [{ ...within, label: true }]];
  return overlayRanges(layers).flatMap(({ label: [distance, inside], ...range }) =>
    typeof distance === 'bigint' && inside === true ? [{ ...range, label: distance }] : [],
  );
}

function moved(stretch: Stretch, by: bigint): Stretch {
  return { ...stretch, from: stretch.from + by, to: stretch.to + by };
}

function firstOfEach(forwards: readonly SeenForward[]): readonly SeenForward[] {
  return [...new Map([...forwards].reverse().map((each) => [keyOf(each), each])).values()].reverse();
}

function keyOf({ family, transport, outside }: Omit<SeenForward, 'inside'>): string {
  return `${family} ${outside.address} ${transport}/${outside.port}`;
}

function sameEnd({ inside: a }: SeenForward, { inside: b }: SeenForward): boolean {
  return a.address === b.address && a.port === b.port;
}

function memo<T>(make: (key: string) => T): (key: string) => T {
  const known = new Map<string, T>();
  return (key) => {
    const found = known.get(key) ?? make(key);
    known.set(key, found);
    return found;
  };
}
