/**
 * Which endpoint of one plan is which endpoint of another. What counts is the address: two names for one address are one
 * endpoint, so that a renamed asset changes nothing. An asset that keeps its name and gets another address is one endpoint
 * as well, and its move is told apart from what it may do.
 */
import { listEndpoints } from '../../model/endpoint.ts';
import type { EndpointId, Plan } from '../../model/plan.ts';
import { matchScopes, matchZones, type ZoneMatch } from './match-zones.ts';
import { type SharedAddress, sharedAddresses } from './shared-addresses.ts';

/** One endpoint of both plans. */
export interface MatchedEndpoint {
  /** In a space of both plans. */
  readonly id: string;
  /** What it is in each plan; null where no grant can reach it. */
  readonly base: EndpointId | null;
  readonly head: EndpointId | null;
  /** Those that it has in each plan; empty for groups, and for assets of which only the name is known. */
  readonly addresses: { readonly base: readonly string[]; readonly head: readonly string[] };
}

/** An endpoint whose addresses are others now. */
export interface Move {
  readonly base: EndpointId;
  readonly head: EndpointId;
  readonly lost: readonly string[];
  readonly gained: readonly string[];
}

export interface EndpointMatch {
  /** Sorted by id. */
  readonly endpoints: readonly MatchedEndpoint[];
  readonly moves: readonly Move[];
}

export function matchEndpoints(base: Plan, head: Plan): EndpointMatch {
  const scopes = matchScopes(base, head);
  const addresses = sharedAddresses(base, head, scopes);
  const counterpart = counterpartsOf(base, head, matchZones(base, head, scopes));
  const all = [...addresses, ...withoutAddress(base, head, addresses, counterpart)];
  const { kept, moves } = foldMoves(all, counterpart);
  const groups = Map.groupBy(kept, ({ endpoint }) => idOf(endpoint.base, endpoint.head));
  return {
    endpoints: [...groups]
      .map(([id, own]) => ({
        id,
        base: own[0]?.endpoint.base ?? null,
        head: own[0]?.endpoint.head ?? null,
        addresses: {
          base: addressesOf(own.flatMap(({ address }) => (address.base === null ? [] : [address]))),
          head: addressesOf(own.flatMap(({ address }) => (address.head === null ? [] : [address]))),
        },
      }))
      .sort((a, b) => (a.id < b.id ? -1 : 1)),
    moves,
  };
}

function idOf(base: EndpointId | null, head: EndpointId | null): string {
  return `${head ?? ''} ${base ?? ''}`;
}

function addressesOf(shared: readonly SharedAddress[]): readonly string[] {
  return [...new Set(shared.map((each) => each.text).filter((text) => text !== ''))];
}

/** By the endpoint's id in the base. */
type Counterparts = ReadonlyMap<EndpointId, EndpointId>;

/** The same name in the same zone, else the asset of that name wherever it is now. */
function counterpartsOf(base: Plan, head: Plan, zones: ZoneMatch): Counterparts {
  const [ofBase, ofHead] = [base, head].map((plan) => [...listEndpoints(plan.zones, plan.assets).values()].flat());
  const ids = new Set(ofHead?.map((each) => each.id));
  const homes = Map.groupBy(ofHead ?? [], (each) => each.attributes.asset);
  const result = new Map<EndpointId, EndpointId>();
  for (const { id, attributes } of ofBase ?? []) {
    const zone = zones.get(attributes.zone ?? '')?.id;
    const same = zone === undefined ? '' : `${zone}${id.slice(id.indexOf('/'))}`;
    const [home, ...more] = attributes.asset === null ? [] : (homes.get(attributes.asset) ?? []);
    if (ids.has(same)) result.set(id, same);
    else if (home !== undefined && more.length === 0) result.set(id, home.id);
  }
  return result;
}

/** Endpoints that no address leads to: groups, and assets of which only the name is known. */
function withoutAddress(
  base: Plan,
  head: Plan,
  addresses: readonly SharedAddress[],
  counterparts: Counterparts,
): readonly SharedAddress[] {
  const left = (plan: Plan, seen: ReadonlySet<EndpointId | null>): readonly EndpointId[] =>
    [...listEndpoints(plan.zones, plan.assets).values()]
      .flat()
      .map((each) => each.id)
      .filter((id) => !seen.has(id));
  const ofBase = left(base, new Set(addresses.map((each) => each.base)));
  const ofHead = new Set(left(head, new Set(addresses.map((each) => each.head))));
  const found = ofBase.map((id): SharedAddress => {
    const other = counterparts.get(id);
    return { base: id, head: other !== undefined && ofHead.delete(other) ? other : null, text: '' };
  });
  return [...found, ...[...ofHead].map((id): SharedAddress => ({ base: null, head: id, text: '' }))];
}

/** An address with the endpoint that it counts for. */
interface Kept {
  readonly address: SharedAddress;
  readonly endpoint: Pick<SharedAddress, 'base' | 'head'>;
}

/** An address that one name lost and another that the same name got are one endpoint that moved. */
function foldMoves(
  all: readonly SharedAddress[],
  counterparts: Counterparts,
): { readonly kept: readonly Kept[]; readonly moves: readonly Move[] } {
  const lost = Map.groupBy(
    all.filter((each) => each.head === null),
    (each) => each.base,
  );
  const gained = Map.groupBy(
    all.filter((each) => each.base === null),
    (each) => each.head,
  );
  const moves: Move[] = [];
  const folded = new Map<SharedAddress, Kept['endpoint']>();
  for (const [base, from] of lost) {
    const head = base === null ? undefined : counterparts.get(base);
    const to = head === undefined ? undefined : gained.get(head);
    if (base === null || head === undefined || to === undefined) continue;
    moves.push({ base, head, lost: addressesOf(from), gained: addressesOf(to) });
    for (const each of [...from, ...to]) folded.set(each, { base, head });
  }
  return { kept: all.map((address) => ({ address, endpoint: folded.get(address) ?? address })), moves };
}
