/** What rules that nobody here understands may do at most, and what is wrong with packets of live connections. */
import { nothing } from '../../../algebra/diagram-runs.ts';
import { type Diagnostic, diagnose } from '../../../diagnostics/diagnostic.ts';
import { joinWords } from '../../../diagnostics/words.ts';
import type { Fault } from '../../proof/read-back.ts';
import type { WireSpace } from '../../proof/wire-space.ts';
import { futureOf } from './at-any-time.ts';
import type { Comparison } from './compare-running.ts';
import type { DifferenceContext } from './difference-context.ts';
import { extentOf, extentWords, witnessOf } from './extent.ts';
import type { UnknownRule } from './flatten-chains.ts';
import { placedPackets } from './placed-packets.ts';
import { tellPacket } from './tell-packet.ts';
import { zoneMap } from './zone-pairs.ts';

/** Rules that are named where several act together. */
const mostRules = 3;

/** Pairs of zones that are named for a rule. */
const mostPairs = 3;

/** A finding for each rule of which something is not understood and which may matter. */
export function unclearFindings(comparisons: readonly Comparison[], context: DifferenceContext): readonly Diagnostic[] {
  const [first] = comparisons;
  return (first?.possible ?? []).flatMap(({ rules }, index) => describeRules(rules, index, comparisons, context));
}

/**
 * What is wrong with packets of live connections, in one finding for each effect and cause; causes of other findings are
 * left out.
 */
export function liveFindings(
  comparisons: readonly Comparison[],
  { boundary, teller }: DifferenceContext,
  causes: ReadonlySet<string>,
): readonly Diagnostic[] {
  const told = comparisons.flatMap(({ space, faults }) =>
    faults.flatMap(({ effect, what, packets, question }) => {
      const packet = effect === 'marks' ? null : tellPacket(space, packets, teller, question);
      return packet === null || causes.has(packet.through) ? [] : [{ effect, what, ...packet }];
    }),
  );
  return [...Map.groupBy(told, ({ effect, through }) => `${effect} ${through}`).values()].flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    const { effect, witness, through } = first;
    const how = [...new Set(group.map(({ what }) => what))];
    const code = effect === 'opens' ? 'drift/live-open' : 'drift/live-closed';
    return [diagnose(code, null, { boundary: boundary.id, how, witness, through })];
  });
}

function describeRules(
  rules: readonly UnknownRule[],
  index: number,
  comparisons: readonly Comparison[],
  context: DifferenceContext,
): readonly Diagnostic[] {
  const { boundary, teller } = context;
  const [first] = rules;
  if (first === undefined) return [];
  const { chain } = first;
  const names = rules.slice(0, mostRules).map((each) => teller.nameRule(each.chain, each.rule));
  const more = rules.length > names.length ? [`${rules.length - names.length} more rules`] : [];
  const args = {
    boundary: boundary.id,
    rule: joinWords([...names, ...more]),
    count: rules.length,
    show: `nft --handle list ${rules.length === 1 ? `chain ${chain.family} ${chain.table} ${chain.name}` : `table ${chain.family} ${chain.table}`}`,
  };
  const own = comparisons.flatMap(({ space, possible }) => {
    const found = possible[index];
    return found === undefined ? [] : [{ space, ...found }];
  });
  const faults = own.flatMap(({ space, faults: list }) => list.map((fault) => ({ space, fault })));
  return (['opens', 'closes'] as const).flatMap((effect): readonly Diagnostic[] => {
    const first = describeSets(
      own.map((each) => ({ space: each.space, packets: each[effect] })),
      context,
    );
    const told = first ?? describeFaults(faults.filter(({ fault }) => fault.effect === effect));
    if (told === null) return [];
    return [diagnose(effect === 'opens' ? 'drift/may-open' : 'drift/may-close', null, { ...args, ...told })];
  });
}

interface Told {
  readonly extent: readonly string[];
  readonly witness: string;
}

function describeSets(
  sets: readonly { readonly space: WireSpace; readonly packets: number }[],
  { plan, boundary, behind, now }: DifferenceContext,
): Told | null {
  const filled = sets
    .filter(({ packets }) => packets !== nothing)
    .map(({ space, packets }) => {
      const zones = zoneMap(space, plan, behind);
      const placed = space.diagrams.intersect(packets, placedPackets(space, zones, boundary));
      return { space, zones, packets: placed === nothing ? packets : placed };
    });
  const extents = filled.map(({ space, zones, packets }) =>
    extentOf(space, zones, packets, mostPairs, futureOf(space, now)),
  );
  const witness = filled
    .map(({ space, packets }, index) => witnessOf(space, extents[index]?.pairs[0]?.packets ?? packets))
    .find((text) => text !== '');
  return witness === undefined ? null : { extent: extentWords(extents, mostPairs), witness };
}

function describeFaults(faults: readonly { readonly space: WireSpace; readonly fault: Fault }[]): Told | null {
  const witnesses = faults.map(({ space, fault }) => witnessOf(space, fault.packets));
  const witness = witnesses.find((text) => text !== '');
  if (witness === undefined) return null;
  const extent = new Set(faults.filter((_, index) => witnesses[index] !== '').map(({ fault }) => `what ${fault.what}`));
  return { extent: [...extent], witness };
}
