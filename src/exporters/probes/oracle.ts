/** What the policy says to a packet: the grants that open the boundary for it, read as the proof of the export reads them. */

import type { IntegerSet } from '../../algebra/integer-set.ts';
import type { Family } from '../../algebra/ip-address.ts';
import type { EndpointId, PlanGrant } from '../../model/plan.ts';
import type { Expected, ExpectedGrant } from '../proof/expected.ts';
import type { WireMatch } from '../proof/grant-services.ts';
import type { Place } from './atlas.ts';
import { stateDuring, type TimeState } from './time-state.ts';

/** The first packet of a conversation, as it is judged. */
export interface Question {
  readonly entry: number;
  readonly exit: number;
  readonly source: Place;
  readonly destination: Place;
  readonly protocol: number;
  /** Server port, or message type of ICMP. */
  readonly port: number;
  /** Whether it was sent to another destination, for which the boundary has put this one. */
  readonly translated: boolean;
}

/** A grant that the boundary opens. */
export interface OpenedGrant {
  /** In the order of their ids, from 0. */
  readonly number: number;
  readonly grant: PlanGrant;
  readonly expected: ExpectedGrant;
  /** Numbers of interfaces. */
  readonly entries: ReadonlySet<number>;
  readonly exits: ReadonlySet<number>;
  readonly state: TimeState;
}

export interface Answer {
  /** Grants that a packet falls under, whether they are open at the moment or not, in the order of their ids. */
  readonly grants: readonly OpenedGrant[];
  readonly verdict: 'passes' | 'dropped' | 'changes';
}

export type OracleSide = 'sources' | 'destinations';

export interface Oracle {
  readonly grants: readonly OpenedGrant[];
  readonly ask: (question: Question) => Answer;
  /** Endpoints that the same grants name on a side have the same number there. */
  readonly classOf: (endpoint: EndpointId, side: OracleSide) => number;
  /** The grants that name an endpoint on a side. */
  readonly grantsOf: (endpoint: EndpointId, side: OracleSide) => readonly OpenedGrant[];
}

/** When answers hold: a span of time in seconds since the epoch. */
export interface RunTime {
  readonly from: number;
  readonly to: number;
  /** Vendor sessions that are open all the while. */
  readonly sessions: readonly string[];
}

const nobody: Answer = { grants: [], verdict: 'dropped' };

/** Makes an oracle that knows interfaces by their places in a list. */
export function createOracle({ grants: expected }: Expected, interfaces: readonly string[], time: RunTime): Oracle {
  const grants = openGrants(expected, interfaces, time);
  const sides = { sources: classify(grants, 'sources'), destinations: classify(grants, 'destinations') };
  const pairs = new Map<number, readonly OpenedGrant[]>();
  const between = (source: number, destination: number): readonly OpenedGrant[] => {
    const key = source * sides.destinations.count + destination;
    const known = pairs.get(key);
    if (known !== undefined) return known;
    const theirs = new Set(sides.destinations.members[destination]);
    const both = (sides.sources.members[source] ?? []).filter((grant) => theirs.has(grant));
    pairs.set(key, both);
    return both;
  };
  return {
    grants,
    classOf: (endpoint, side) => sides[side].of.get(endpoint) ?? 0,
    grantsOf: (endpoint, side) => sides[side].members[sides[side].of.get(endpoint) ?? 0] ?? [],
    ask: ({ entry, exit, source, destination, protocol, port, translated }) => {
      if (source.endpoint === null || destination.endpoint === null || destination.isGroup) return nobody;
      const near = between(
        sides.sources.of.get(source.endpoint) ?? 0,
        sides.destinations.of.get(destination.endpoint) ?? 0,
      );
      if (near.length === 0) return nobody;
      const found = near.filter(
        (each) =>
          each.entries.has(entry) &&
          each.exits.has(exit) &&
          (translated || !each.expected.translated) &&
          each.expected.matches.some((match) => carries(match, source.family, protocol, port)),
      );
      return found.length === 0 ? nobody : { grants: found, verdict: verdictOf(found) };
    },
  };
}

function verdictOf(grants: readonly OpenedGrant[]): Answer['verdict'] {
  if (grants.some(({ state }) => state === 'open')) return 'passes';
  return grants.some(({ state }) => state === 'changes') ? 'changes' : 'dropped';
}

function openGrants(
  expected: readonly ExpectedGrant[],
  interfaces: readonly string[],
  time: RunTime,
): readonly OpenedGrant[] {
  const numbers = new Map(interfaces.map((name, number) => [name, number]));
  const numbersOf = (names: readonly string[]): ReadonlySet<number> =>
    new Set(names.flatMap((name) => numbers.get(name) ?? []));
  const states = new Map<ExpectedGrant['times'], TimeState>();
  const stateOf = (times: ExpectedGrant['times']): TimeState => {
    const state = states.get(times) ?? stateDuring(times, time.from, time.to);
    states.set(times, state);
    return state;
  };
  return expected
    .toSorted((a, b) => (a.grant.id < b.grant.id ? -1 : a.grant.id > b.grant.id ? 1 : 0))
    .map((each, number) => {
      const isWaiting = each.sessions.some((session) => !time.sessions.includes(session));
      const state = isWaiting ? 'closed' : stateOf(each.times);
      return {
        number,
        grant: each.grant,
        expected: each,
        entries: numbersOf(each.entries),
        exits: numbersOf(each.exits),
        state,
      };
    });
}

interface Side {
  readonly count: number;
  /** Class 0 is in no grant. */
  readonly of: ReadonlyMap<EndpointId, number>;
  readonly members: readonly (readonly OpenedGrant[])[];
}

function classify(grants: readonly OpenedGrant[], side: OracleSide): Side {
  const named = new Map<EndpointId, OpenedGrant[]>();
  for (const each of grants) {
    const endpoints = side === 'sources' ? each.grant.sources : each.expected.destinations;
    for (const endpoint of new Set(endpoints)) {
      const own = named.get(endpoint);
      if (own === undefined) named.set(endpoint, [each]);
      else own.push(each);
    }
  }
  const numbers = new Map<string, number>();
  const members: (readonly OpenedGrant[])[] = [[]];
  const of = new Map<EndpointId, number>();
  for (const [endpoint, own] of named) {
    const key = own.map(({ number }) => number).join();
    const number = numbers.get(key) ?? members.length;
    if (number === members.length) members.push(own);
    numbers.set(key, number);
    of.set(endpoint, number);
  }
  return { count: members.length, of, members };
}

function carries({ protocols, ports, family }: WireMatch, wanted: Family, protocol: number, port: number): boolean {
  return (family === null || family === wanted) && holds(protocols, protocol) && (ports === null || holds(ports, port));
}

function holds(set: IntegerSet, number: number): boolean {
  return set.some(({ from, to }) => from <= number && number <= to);
}
