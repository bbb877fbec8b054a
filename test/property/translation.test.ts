/**
 * What a boundary translates is one conversation: judged as it is seen outside and as it is seen inside, it has one verdict,
 * for the same reasons.
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Judgement } from '../../src/evaluator/judge.ts';
import type { Plan, PlanNat } from '../../src/model/plan.ts';
import { conversationIn, type RawConversation, rawConversation } from '../support/arbitrary-conversation.ts';
import { type ArbitraryPlant, arbitraryRegoPlant, arbitraryYamlPlant } from '../support/arbitrary-plant.ts';
import { assemblePlant, type CompiledPlant, judgeComplete } from '../support/compiled-plant.ts';
import { expectShare } from '../support/expect-share.ts';
import { scopeAddresses } from '../support/plants/border-addresses.ts';
import { pick } from '../support/plants/pick.ts';
import type { CompleteConversation } from '../support/reference-evaluator.ts';
import { referenceHome, seenOutside } from '../support/reference-translation.ts';
import { runs } from '../support/runs.ts';

/** One conversation as it is seen on the two sides of a translation. */
interface TwoSides {
  readonly outside: CompleteConversation;
  readonly inside: CompleteConversation;
}

const raw = fc.array(
  fc.record({ conversation: rawConversation, stray: fc.boolean(), device: fc.nat(999), peer: fc.nat(999) }),
  {
    minLength: 20,
    maxLength: 60,
    size: 'max',
  },
);

type Raw = typeof raw extends fc.Arbitrary<infer T> ? T : never;

function translates({ file }: ArbitraryPlant): boolean {
  return Object.values(file.boundaries ?? {}).some(
    (each) => each.nat !== undefined || each['port-forwards'] !== undefined,
  );
}

/** Both directions of a conversation between a device behind a 1:1 NAT and a peer outside of it. */
function natSides(plan: Plan, each: Raw[number]): readonly TwoSides[] {
  const all = plan.boundaries.flatMap((boundary) => boundary.nat);
  const nat = all.length === 0 ? null : pick(all, each.device);
  if (nat === null) return [];
  const base = conversationIn(crossing(plan, nat), each.conversation);
  const devices = [...endsIn(base, nat.inside.scope), ...scopeAddresses(plan, nat.inside.scope)].filter(
    (address) => seenOutside(nat, address) !== null,
  );
  const peers = peersOf(plan, nat);
  const device = devices[each.stray ? each.device % devices.length : 0];
  const peer =
    [base.source, base.destination].find((end) => !each.stray && peers.includes(end)) ??
    peers[each.peer % peers.length];
  if (device === undefined || peer === undefined) return [];
  const seen = seenOutside(nat, device) ?? '';
  if (isForwarded(plan, base, [device, seen, peer])) return [];
  const to = (scope: string, destination: string): CompleteConversation => ({
    ...base,
    scope,
    source: peer,
    destination,
  });
  const from = (scope: string, source: string): CompleteConversation => ({ ...base, scope, source, destination: peer });
  return [
    { outside: to(nat.outside.scope, seen), inside: to(nat.inside.scope, device) },
    { outside: from(nat.outside.scope, seen), inside: from(nat.inside.scope, device) },
  ];
}

/** The plan with those grants and allowlists only that lead through the NAT, where there are any. */
function crossing(plan: Plan, { outside, inside }: PlanNat): Plan {
  const scopes = new Map(plan.zones.map((zone) => [zone.id, zone.scope]));
  const crosses = ({ from, to }: { readonly from: string; readonly to: string }): boolean =>
    new Set([scopes.get(from), scopes.get(to), outside.scope, inside.scope]).size === 2 &&
    scopes.get(from) !== scopes.get(to);
  const grants = plan.grants.filter(crosses);
  const conduits = plan.conduits.filter((each) => each.allowlists.length > 0 && crosses(each));
  return grants.length + conduits.length === 0 ? plan : { ...plan, grants, conduits };
}

function endsIn({ scope, source, destination }: CompleteConversation, inside: string): readonly string[] {
  return scope === inside ? [destination, source] : [];
}

function forwardSides(plan: Plan, each: Raw[number]): readonly TwoSides[] {
  const all = plan.boundaries
    .flatMap((boundary) => boundary.portForwards)
    .filter(({ outside, inside }) => outside.scope !== inside.scope);
  if (all.length === 0) return [];
  const forward = pick(all, each.device);
  const peers = peersOf(plan, forward);
  if (peers.length === 0) return [];
  const base = { ...conversationFor(plan, each.conversation, forward.asset), source: pick(peers, each.peer) };
  const side = ({ scope, ip, port }: typeof forward.outside): CompleteConversation => {
    return { ...base, scope, destination: ip, transport: forward.transport, port };
  };
  return [{ outside: side(forward.outside), inside: side(forward.inside) }];
}

/** A conversation that a grant to the asset covers, where there is one. */
function conversationFor(plan: Plan, each: RawConversation, asset: string): CompleteConversation {
  const grants = plan.grants.filter((grant) => grant.destinations.some((id) => id.endsWith(`/${asset}`)));
  return conversationIn(grants.length === 0 ? plan : { ...plan, grants }, each);
}

const knownPeers = new WeakMap<Plan, Map<string, readonly string[]>>();

/** Addresses outside that no other device inside has: those mean one thing on both sides. */
function peersOf(plan: Plan, sides: SideScopes): readonly string[] {
  const peers = knownPeers.get(plan) ?? new Map<string, readonly string[]>();
  knownPeers.set(plan, peers);
  const key = `${sides.outside.scope} ${sides.inside.scope}`;
  const found = peers.get(key) ?? findPeers(plan, sides);
  peers.set(key, found);
  return found;
}

function findPeers(plan: Plan, { outside, inside }: SideScopes): readonly string[] {
  return scopeAddresses(plan, outside.scope).filter((address) => {
    const [here, there] = [outside.scope, inside.scope].map((scope) => referenceHome(plan, scope, address, null));
    return here !== null && JSON.stringify(here) === JSON.stringify(there);
  });
}

interface SideScopes {
  readonly outside: { readonly scope: string };
  readonly inside: { readonly scope: string };
}

/** Port forwards come before 1:1 NAT, and are asked about apart. */
function isForwarded(plan: Plan, { port }: CompleteConversation, addresses: readonly string[]): boolean {
  return plan.boundaries
    .flatMap((boundary) => boundary.portForwards)
    .some(({ outside }) => outside.port === port && addresses.includes(outside.ip));
}

/** Without what the nearest grant is compared with: the ports of the two sides may suggest other protocols. */
function verdictOf(judgement: Judgement | undefined): unknown {
  const verdict = judgement?.verdict;
  if (verdict?.kind !== 'denied') return verdict;
  const { nearest, ...rest } = verdict;
  return { ...rest, nearest: nearest === null ? null : { grant: nearest.grant, field: nearest.field } };
}

/** Judges both sides, and counts what was allowed. */
function expectOneVerdict(
  plant: CompiledPlant,
  sides: readonly TwoSides[],
  counts: { all: number; allowed: number },
): void {
  const outside = judgeComplete(
    plant,
    sides.map((each) => each.outside),
  );
  const inside = judgeComplete(
    plant,
    sides.map((each) => each.inside),
  );
  sides.forEach((side, index) => {
    const [one, other] = [outside[index], inside[index]];
    expect({ side, verdict: verdictOf(one), ends: [one?.source.id, one?.destination.id] }).toEqual({
      side,
      verdict: verdictOf(other),
      ends: [other?.source.id, other?.destination.id],
    });
    counts.all += 1;
    if (one?.verdict.kind === 'allowed') counts.allowed += 1;
  });
}

describe('a conversation has one verdict on both sides', () => {
  test.each([
    ['of a 1:1 NAT', natSides],
    ['of a port forward', forwardSides],
  ])('%s', async (_, sidesOf) => {
    const counts = { all: 0, allowed: 0 };
    await fc.assert(
      fc.asyncProperty(arbitraryYamlPlant.filter(translates), raw, async ({ sources }, asked) => {
        const plant = await assemblePlant(sources);
        const sides = asked.flatMap((each) => sidesOf(plant.bundle.plan, each));
        expectOneVerdict(plant, sides, counts);
      }),
      { numRuns: runs(20) },
    );
    expectShare(runs(100), counts.all);
    expectShare(runs(2), counts.allowed);
  });

  test('of either where allowlists speak, which see the endpoints and not the addresses', async () => {
    const counts = { all: 0, allowed: 0 };
    await fc.assert(
      fc.asyncProperty(arbitraryRegoPlant.filter(translates), raw, async ({ sources }, asked) => {
        const plant = await assemblePlant(sources);
        const { plan } = plant.bundle;
        expectOneVerdict(
          plant,
          asked.flatMap((each) => [...natSides(plan, each), ...forwardSides(plan, each)]),
          counts,
        );
      }),
      { numRuns: runs(4) },
    );
    expectShare(runs(10), counts.all);
  });
});
