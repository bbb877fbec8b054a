/**
 * Which endpoints of a grant can be reached through the translations of a boundary, found address by address: of what lies
 * inside of a translation, only those that have an address outside, or a port of one.
 */
import type { EndpointRange } from '../../../algebra/endpoint-addresses.ts';
import { type IpAddress, parseIpAddress } from '../../../algebra/ip-address.ts';
import { holdsAddress } from '../../../algebra/translation.ts';
import type { EndpointId, Plan, PlanBoundary, PlanGrant } from '../../../model/plan.ts';
import type { BoundaryAddresses } from '../boundary-addresses.ts';
import type { WireMatch } from '../grant-services.ts';
import { type PlanTranslation, planTranslation } from './plan-translation.ts';

/** What is left of a grant. */
export interface ExpectedReach {
  readonly sources: readonly EndpointId[];
  readonly destinations: readonly EndpointId[];
  /** Whether its packets must have got their destination from the boundary. */
  readonly translated: boolean;
  /** What the residual report must name as lost. */
  readonly lost: readonly LostReach[];
}

type LostReach = 'members' | 'addresses' | 'services';

export type ReachOf = (
  grant: PlanGrant,
  destinations: readonly EndpointId[],
  matches: readonly WireMatch[],
) => ExpectedReach;

/** Where nothing is translated. */
export const wholeReach: ReachOf = ({ sources }, destinations) => ({
  sources,
  destinations,
  translated: false,
  lost: [],
});

/** The question for the grants of a boundary. */
export function expectedReach(plan: Plan, boundary: PlanBoundary, { of }: BoundaryAddresses): ReachOf {
  const translation = planTranslation(plan, boundary);
  const isOutside = outsideOf(plan, boundary);
  /** The interfaces of a zone outside; null for one with a zone inside, which translates nothing. */
  const namesOf = (outer: string, inner: string): readonly (string | null)[] =>
    boundary.interfaces
      .filter(({ zones }) => zones.includes(outer))
      .map(({ name, zones }) => (zones.every((zone) => isOutside(zone, inner)) ? name : null));
  return (grant, destinations, matches) => {
    const lost = new Set<LostReach>();
    const translated = isOutside(grant.from, grant.to);
    const led: Led = {
      names: namesOf(grant.from, grant.to),
      rangesOf: (endpoint) => (of.get(endpoint) ?? []).filter(({ group }) => !group),
      stands: (name, address) => translation.seenAs(name, address).length > 0,
      opened: (name, ranges) => forwardedPorts(boundary, translation, name, ranges),
    };
    const sent: Led = {
      names: namesOf(grant.to, grant.from),
      rangesOf: (endpoint) => of.get(endpoint) ?? [],
      stands: (name, address) => translation.leaving(name, address) !== null,
      opened: () => [],
    };
    const kept = (endpoints: readonly EndpointId[], way: Led): readonly EndpointId[] =>
      endpoints.filter((endpoint) => {
        const loss = lossOf(way.rangesOf(endpoint), way, translation, matches);
        if (loss !== null) lost.add(loss);
        return loss !== 'members';
      });
    return {
      sources: isOutside(grant.to, grant.from) ? kept(grant.sources, sent) : grant.sources,
      destinations: translated ? kept(destinations, led) : destinations,
      translated,
      lost: [...lost],
    };
  };
}

/** One direction through the translations at some interfaces. */
interface Led {
  readonly names: readonly (string | null)[];
  readonly rangesOf: (endpoint: EndpointId) => readonly EndpointRange[];
  readonly stands: (name: string, address: IpAddress) => boolean;
  /** Ports of addresses that are forwarded to, as `tcp/443`. */
  readonly opened: (name: string, ranges: readonly EndpointRange[]) => readonly string[];
}

function lossOf(
  ranges: readonly EndpointRange[],
  { names, stands, opened }: Led,
  translation: PlanTranslation,
  matches: readonly WireMatch[],
): LostReach | null {
  const samples = ranges.flatMap((range) => samplesIn(range, translation));
  const missing = names.map((name) => samples.filter((address) => name === null || !stands(name, address)));
  const bare = names.filter((_, index) => samples.length > 0 && missing[index]?.length === samples.length);
  if (bare.length === 0) return missing.some((each) => each.length > 0) ? 'addresses' : null;
  const [first = [], ...others] = bare.map((name) => (name === null ? [] : opened(name, ranges)));
  const ports = first.filter((port) => others.every((each) => each.includes(port)));
  if (ports.length === 0) return 'members';
  const isOneAddress = ranges.length === 1 && ranges.every(({ from, to }) => from === to);
  return isOneAddress && matches.flatMap(portsOf).every((port) => ports.includes(port)) ? null : 'services';
}

/** The first address of each interval that no translation tells apart. */
function samplesIn({ family, from, to }: EndpointRange, { addresses }: PlanTranslation): readonly IpAddress[] {
  const own = addresses.filter((range) => range.family === family);
  const borders = new Set([from, ...own.flatMap((range) => [range.from, range.to + 1n])]);
  return [...borders].filter((value) => from <= value && value <= to).map((value) => ({ family, value }));
}

function forwardedPorts(
  { portForwards }: PlanBoundary,
  { entering, seenAs }: PlanTranslation,
  name: string,
  ranges: readonly EndpointRange[],
): readonly string[] {
  return portForwards.flatMap(({ transport, outside }) => {
    const address = parseIpAddress(outside.ip);
    if (address === null) return [];
    return [address, ...seenAs(name, address)].flatMap((each) => {
      const target = entering(name, each, { transport, port: outside.port });
      return target !== null && ranges.some((range) => holdsAddress(range, target.address))
        ? [`${transport}/${target.port}`]
        : [];
    });
  });
}

/** Ports of a match, one word for each; a range of several is forwarded by nothing. */
function portsOf({ protocols, ports }: WireMatch): readonly string[] {
  return protocols.flatMap((protocol) =>
    (ports ?? [{ from: 0, to: 65_535 }]).map(({ from, to }) => {
      const transport = { 6: 'tcp', 17: 'udp' }[protocol.from] ?? 'another protocol';
      return from === to && protocol.from === protocol.to ? `${transport}/${from}` : `${transport} of many`;
    }),
  );
}

/** Whether a zone lies outside of the scope of another, into which the boundary translates. */
function outsideOf(plan: Plan, { nat, portForwards }: PlanBoundary): (outer: string, inner: string) => boolean {
  const scopeOf = new Map(plan.zones.map((zone) => [zone.id, zone.scope]));
  const into = new Set(
    [...nat, ...portForwards].flatMap(({ outside, inside }) => (outside.scope === inside.scope ? [] : [inside.scope])),
  );
  const edges = plan.boundaries.flatMap((boundary) => [...boundary.nat, ...boundary.portForwards]);
  const liesIn = (scope: string, other: string, seen: readonly string[]): boolean =>
    scope === other ||
    edges.some(
      ({ inside, outside }) =>
        inside.scope === scope && !seen.includes(outside.scope) && liesIn(outside.scope, other, [...seen, scope]),
    );
  return (outer, inner) => {
    const scope = scopeOf.get(inner) ?? '';
    return into.has(scope) && !liesIn(scopeOf.get(outer) ?? '', scope, []);
  };
}
