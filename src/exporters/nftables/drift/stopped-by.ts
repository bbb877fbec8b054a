/** What a chain of others stops of what a boundary must let through: for certain, and at most. */
import { type DiagramNode, nothing } from '../../../algebra/diagram-runs.ts';
import type { Family } from '../../../algebra/ip-address.ts';
import type { ListedChain, ListedTable } from '../../nft/read/listing.ts';
import { type Question, unknownAxis } from '../../nft/trace/packet-model.ts';
import { createTracer } from '../../nft/trace/trace-hook.ts';
import { expectedSets } from '../../proof/expected-set.ts';
import type { Refusal } from '../../proof/refusal.ts';
import { createWireSpace, realPackets, type WireSpace, wireAxes, withAnyContent } from '../../proof/wire-space.ts';
import { createPacketModel } from '../trace/packet-fields.ts';
import { futureOf } from './at-any-time.ts';
import type { CompareOptions } from './compare-running.ts';
import { type Running, withUnclearRules } from './running.ts';

export interface Stopped {
  readonly space: WireSpace;
  readonly certain: DiagramNode;
  readonly atMost: DiagramNode;
  readonly future: DiagramNode;
}

/** Chains that know more addresses than this are not followed. */
const mostAddresses = 50_000;

/** What a chain stops, for each family that it sees; null when it cannot be told. */
export function stoppedBy(table: ListedTable, entry: ListedChain, options: CompareOptions): readonly Stopped[] | null {
  const families: readonly Family[] = table.family === 'ip' ? [4] : table.family === 'ip6' ? [6] : [4, 6];
  const answer = withUnclearRules(table, entry, (running) => {
    if (running.mentioned.addresses.length > mostAddresses)
      return { stopped: [], refusal: { at: entry.at, found: 'too many addresses' } };
    const stopped = families.map((family) => stoppedIn(family, running, entry, options));
    return { stopped, refusal: stopped.find((each) => each.refusal !== null)?.refusal ?? null };
  });
  return 'found' in answer ? null : answer.answer.stopped;
}

function stoppedIn(
  family: Family,
  { ruleset, mentioned, unknowns }: Running,
  entry: ListedChain,
  { expected, interfaces, now }: CompareOptions,
): Stopped & { readonly refusal: Refusal | null } {
  const numbers = unknowns.flatMap((each) => each.numbers);
  const space = createWireSpace(
    family,
    [...mentioned.addresses, ...[...expected.addresses.of.values()].flat()],
    [...mentioned.interfaces, ...interfaces],
    { sessions: expected.sessions, unknowns: numbers.reduce((most, number) => Math.max(most, number + 1), 0) },
  );
  const { diagrams } = space;
  const trace = createTracer(ruleset, createPacketModel(space));
  const future = futureOf(space, now);
  const first = [realPackets(space), future].reduce(diagrams.intersect, diagrams.union(expectedSets(space, expected)));
  let certain: DiagramNode = nothing;
  let atMost: DiagramNode = nothing;
  let refusal: Refusal | null = null;
  for (const question of questionsOf(entry)) {
    const later = question.state === 'new' ? first : diagrams.forSome(first, wireAxes.flags);
    const wanted = question.direction === 'reply' ? withAnyContent(space, later) : later;
    const traced = trace(question);
    refusal ??= traced.refusal;
    const passing = diagrams.union(traced.accepted.values());
    const axes = numbers.map((number) => unknownAxis(diagrams, number));
    const some = axes.reduce((node, axis) => diagrams.forSome(node, axis), passing);
    const every = axes.reduce((node, axis) => diagrams.forAll(node, axis, { from: 0, to: 1 }), passing);
    certain = diagrams.union([certain, diagrams.subtract(wanted, some)]);
    atMost = diagrams.union([atMost, diagrams.subtract(wanted, every)]);
  }
  return { space, certain, atMost, future, refusal };
}

/** Chains of type nat see the first packet of a connection only, and there is no connection before priority -200. */
function questionsOf({ hook }: ListedChain): readonly Question[] {
  const early = hook?.name === 'ingress' || (hook?.name === 'prerouting' && hook.priority < -200);
  if (early) return [{ state: 'untracked', direction: null, connectionMark: null }];
  const first: Question = { state: 'new', direction: 'original', connectionMark: 0 };
  if (hook?.type === 'nat') return [first];
  return [
    first,
    ...(['original', 'reply'] as const).map(
      (direction): Question => ({ state: 'established', direction, connectionMark: 0 }),
    ),
  ];
}
