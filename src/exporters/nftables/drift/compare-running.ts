/**
 * What a running chain lets through against what a boundary must, for one family: what it opens and closes for certain, and
 * what each rule that nobody here understands opens or closes at most, alone and together with others.
 */
import { type DiagramNode, nothing } from '../../../algebra/diagram-runs.ts';
import type { IntegerSet } from '../../../algebra/integer-set.ts';
import type { Family } from '../../../algebra/ip-address.ts';
import { unknownAxis } from '../../nft/trace/packet-model.ts';
import type { Expected } from '../../proof/expected.ts';
import { expectedSets } from '../../proof/expected-set.ts';
import type { Fault } from '../../proof/read-back.ts';
import type { Refusal } from '../../proof/refusal.ts';
import {
  createWireSpace,
  lastMoment,
  packetsWith,
  realPackets,
  type WireSpace,
  wireAxes,
} from '../../proof/wire-space.ts';
import { enforceRuleset } from '../trace/enforce.ts';
import type { UnknownRule } from './flatten-chains.ts';
import type { Running } from './running.ts';

/** What a rule does at most, beyond what happens without it. */
export interface Possible {
  readonly rule: UnknownRule;
  readonly opens: DiagramNode;
  readonly closes: DiagramNode;
  readonly faults: readonly Fault[];
}

export interface Comparison {
  readonly space: WireSpace;
  /** Packets that pass and should not. */
  readonly opened: DiagramNode;
  /** Packets that should pass and do not. */
  readonly closed: DiagramNode;
  /** What is wrong with packets of live connections. */
  readonly faults: readonly Fault[];
  readonly possible: readonly Possible[];
  /** Packets that pass only where conditions of several rules hold at once. */
  readonly together: DiagramNode;
  /** What must pass, a set for each grant in their order. */
  readonly grants: readonly DiagramNode[];
  /** Why the comparison says nothing, null when it does. */
  readonly refusal: Refusal | null;
}

export interface CompareOptions {
  readonly expected: Expected;
  /** Interfaces of the boundary. */
  readonly interfaces: readonly string[];
  /** Seconds since the epoch: what was different before is over. */
  readonly now: number;
}

/** Compares a running chain with what is expected. */
export function compareRunning(family: Family, running: Running, options: CompareOptions): Comparison {
  const { mentioned, ruleset, unknowns } = running;
  const { expected, interfaces, now } = options;
  const unknown = createUnknowns(unknowns.flatMap((each) => each.numbers));
  const space = createWireSpace(
    family,
    [...mentioned.addresses, ...[...expected.addresses.of.values()].flat()],
    [...mentioned.interfaces, ...interfaces],
    { sessions: expected.sessions, unknowns: unknown.numbers.reduce((most, number) => Math.max(most, number + 1), 0) },
  );
  const { diagrams } = space;
  const { opened: passing, faults, refusal } = enforceRuleset(ruleset, mentioned, space);
  const grants = expectedSets(space, expected);
  const future = packetsWith(space, wireAxes.moment, [{ from: Math.max(0, Math.floor(now)), to: lastMoment }]);
  const real = diagrams.intersect(realPackets(space), future);
  const wanted = diagrams.intersect(diagrams.union(grants), real);
  const found = diagrams.intersect(passing, real);
  const certain = unknown.some(space, unknown.only(space, found, []));
  const opened = diagrams.subtract(certain, wanted);
  const known = diagrams.union([certain, wanted]);
  const live = liveFaults(space, faults, real, wanted);
  const possible = unknowns.map((rule): Possible => {
    const own = unknown.only(space, found, rule.numbers);
    const always = unknown.some(space, unknown.every(space, own, rule.numbers));
    return {
      rule,
      opens: diagrams.subtract(unknown.some(space, own), known),
      closes: diagrams.subtract(diagrams.intersect(wanted, certain), always),
      faults: live((packets) =>
        diagrams.subtract(
          unknown.some(space, unknown.only(space, packets, rule.numbers)),
          unknown.some(space, unknown.only(space, packets, [])),
        ),
      ),
    };
  });
  return {
    space,
    opened,
    closed: diagrams.subtract(wanted, certain),
    faults: live((packets) => unknown.some(space, unknown.only(space, packets, []))),
    possible,
    together: diagrams.subtract(unknown.some(space, found), diagrams.union([known, ...possible.map((p) => p.opens)])),
    grants,
    refusal,
  };
}

/**
 * What is wrong with live connections, as far as it matters to what is granted: packets that pass are no fault where they
 * are granted, and those that do not are one only there, but for error messages, which come with every connection.
 */
function liveFaults(space: WireSpace, faults: readonly Fault[], real: DiagramNode, wanted: DiagramNode) {
  const { diagrams } = space;
  const granted = diagrams.forSome(wanted, wireAxes.flags);
  return (restrict: (packets: DiagramNode) => DiagramNode): readonly Fault[] =>
    faults
      .map((fault) => {
        const packets = [real, fault.within].reduce(diagrams.intersect, restrict(fault.packets));
        if (fault.effect === 'opens') return { ...fault, packets: diagrams.subtract(packets, granted) };
        const anyway = fault.effect === 'marks' || fault.question.state === 'related';
        return { ...fault, packets: anyway ? packets : diagrams.intersect(packets, granted) };
      })
      .filter(({ packets }) => packets !== nothing);
}

/** What is done with the axes of unknown conditions. */
interface Unknowns {
  readonly numbers: readonly number[];
  /** Packets for which no unknown condition holds but perhaps some of these. */
  readonly only: (space: WireSpace, node: DiagramNode, own: readonly number[]) => DiagramNode;
  /** Packets that are in the set whether these hold or not. */
  readonly every: (space: WireSpace, node: DiagramNode, own: readonly number[]) => DiagramNode;
  /** Packets that are in the set for some way in which conditions hold or not. */
  readonly some: (space: WireSpace, node: DiagramNode) => DiagramNode;
}

function createUnknowns(numbers: readonly number[]): Unknowns {
  return {
    numbers,
    only: ({ diagrams }, node, own) => {
      const sides: (IntegerSet | null)[] = [];
      for (const number of numbers)
        if (!own.includes(number)) sides[unknownAxis(diagrams, number)] = [{ from: 0, to: 0 }];
      return diagrams.intersect(node, diagrams.box(sides));
    },
    every: ({ diagrams }, node, own) =>
      own.reduce((each, number) => diagrams.forAll(each, unknownAxis(diagrams, number), { from: 0, to: 1 }), node),
    some: ({ diagrams }, node) =>
      numbers.reduce((each, number) => diagrams.forSome(each, unknownAxis(diagrams, number)), node),
  };
}
