/**
 * Which endpoints of a grant a boundary's translation reaches: what lies inside is reached from outside by an address there,
 * or by the ports that are forwarded to it, and begins something only with an address outside.
 */
import { formatRange } from '../../algebra/address-set.ts';
import type { AddressRange } from '../../algebra/ip-address.ts';
import { formatPorts } from '../../algebra/port-set.ts';
import { holdsAddress } from '../../algebra/translation.ts';
import { joinWords } from '../../diagnostics/words.ts';
import type { EndpointId, PlanGrant } from '../../model/plan.ts';
import type { AddressPlan, OwnedRange } from '../address-plan.ts';
import type { ExportRequest, Loss } from '../dialect.ts';
import type { WireService } from '../wire-services.ts';
import { subtractRanges } from './ranges.ts';
import { scopesTranslated, scopesWithin } from './scopes.ts';
import { type SeenTranslation, seenTranslations } from './seen-translations.ts';

export interface Ends {
  readonly sources: readonly EndpointId[];
  readonly destinations: readonly EndpointId[];
}

/** What is left of the endpoints of a grant. */
export type Reach = (
  grant: PlanGrant,
  ends: Ends,
  services: readonly WireService[],
) => Ends & { readonly losses: readonly Loss[] };

/** Where nothing is translated. */
export const everythingReached: Reach = (_, ends) => ({ ...ends, losses: [] });

/** Makes the question for a boundary; where it translates nothing, everything is reached. */
export function createReach({ plan, boundary }: ExportRequest, { owned }: AddressPlan): Reach {
  const seen = new Map(seenTranslations(plan, boundary).map((each) => [each.interface, each]));
  const scopeOf = new Map(plan.zones.map((zone) => [zone.id, zone.scope]));
  const rangesOf = Map.groupBy(owned, ({ endpoint }) => endpoint);
  const within = new Map([...scopesTranslated(boundary)].map((scope) => [scope, scopesWithin(plan, scope)]));
  const isBehind = (inner: string, outer: string): boolean =>
    within.get(scopeOf.get(inner) ?? '')?.has(scopeOf.get(outer) ?? '') === false;
  /** The interfaces of a zone outside; one with a zone inside translates nothing. */
  const viewsOf = (outer: string, inner: string): readonly View[] =>
    boundary.interfaces
      .filter(({ zones }) => zones.includes(outer))
      .map(({ name, zones }) => (zones.every((zone) => isBehind(inner, zone)) ? seen.get(name) : undefined));
  return (grant, { sources, destinations }, services) => {
    const losses: Loss[] = [];
    const lose = (kind: Loss['kind'], detail: string): void => void losses.push({ kind, detail, passes: [] });
    const kept = {
      sources: !isBehind(grant.from, grant.to)
        ? sources
        : keep('source', sources, viewsOf(grant.to, grant.from), rangesOf, lose),
      destinations: !isBehind(grant.to, grant.from)
        ? destinations
        : keep('destination', destinations, viewsOf(grant.from, grant.to), rangesOf, lose, services),
    };
    return { ...kept, losses };
  };
}

type View = SeenTranslation | undefined;
type Side = 'source' | 'destination';

function keep(
  side: Side,
  endpoints: readonly EndpointId[],
  views: readonly View[],
  rangesOf: ReadonlyMap<EndpointId, readonly OwnedRange[]>,
  lose: (kind: Loss['kind'], detail: string) => void,
  services: readonly WireService[] = [],
): readonly EndpointId[] {
  const unreached: EndpointId[] = [];
  const kept = endpoints.filter((endpoint) => {
    const own = (rangesOf.get(endpoint) ?? []).filter((range) => side === 'source' || !range.group);
    const size = sizeOf(own);
    const left = views.map((view) => withoutAddress(side, own, view));
    const bare = views.filter((_, index) => size > 0n && sizeOf(left[index] ?? []) === size);
    if (bare.length === 0) {
      const some = left.flat();
      const words = joinWords([...new Set(some.map(formatRange))], 4);
      if (some.length > 0) lose('addresses', `${side} ${endpoint}: ${words} without an address outside`);
      return true;
    }
    const ports = side === 'source' ? [] : forwardedTo(own, bare);
    const isWhole = size === 1n && services.every((service) => ports.includes(wordOf(service)));
    if (ports.length === 0) unreached.push(endpoint);
    else if (!isWhole)
      lose('services', `destination ${endpoint}: only forwarded ports lead to it, ${joinWords(ports)}`);
    return ports.length > 0;
  });
  if (unreached.length > 0) lose('members', `${side} ${joinWords(unreached)}: without an address outside`);
  return kept;
}

/** Addresses that no other stands for at an interface. */
function withoutAddress(side: Side, own: readonly AddressRange[], view: View): readonly AddressRange[] {
  const all: readonly AddressRange[] = side === 'destination' ? ledTo(view) : (view?.sources ?? []);
  const reached = all.filter((each) => own.some((range) => overlaps(range, each)));
  return subtractRanges(
    own.map(({ family, from, to }) => ({ family, from, to, label: null })),
    reached,
  );
}

const led = new WeakMap<SeenTranslation, readonly AddressRange[]>();

/** Addresses inside that destinations are led to. */
function ledTo(view: View): readonly AddressRange[] {
  if (view === undefined) return [];
  const known = led.get(view);
  if (known !== undefined) return known;
  const made = view.destinations.map(({ family, from, to, label }) => ({ family, from: from + label, to: to + label }));
  led.set(view, made);
  return made;
}

function overlaps(one: AddressRange, other: AddressRange): boolean {
  return one.family === other.family && one.from <= other.to && other.from <= one.to;
}

/** Ports of some addresses that are forwarded to at each interface. */
function forwardedTo(own: readonly AddressRange[], views: readonly View[]): readonly string[] {
  const [first = [], ...others] = views.map((view) =>
    (view?.forwards ?? [])
      .filter(({ family, inside }) => own.some((range) => holdsAddress(range, { family, value: inside.address })))
      .map(({ transport, inside }) => wordOf({ transport, ports: { from: inside.port, to: inside.port } })),
  );
  return [...new Set(first)].filter((port) => others.every((ports) => ports.includes(port))).sort();
}

function wordOf({ transport, ports }: WireService): string {
  return `${transport}/${formatPorts(ports)}`;
}

function sizeOf(ranges: readonly AddressRange[]): bigint {
  return ranges.reduce((sum, { from, to }) => sum + to - from + 1n, 0n);
}
