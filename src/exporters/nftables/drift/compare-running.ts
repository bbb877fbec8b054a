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
import { createWireSpace, realPackets, type WireSpace, wireAxes, withAnyContent } from '../../proof/wire-space.ts';
import { enforceRuleset } from '../trace/enforce.ts';
import { futureOf } from './at-any-time.ts';
import type { UnknownRule } from './flatten-chains.ts';
import type { Running } from './running.ts';

/** What rules do at most, beyond what happens without them. */
export interface Possible {
  /** One, or several whose effects cannot be told apart. */
  readonly rules: readonly UnknownRule[];
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
  const space = createWireSpace(
    family,
    [...mentioned.addresses, ...[...expected.addresses.of.values()].flat()],
    [...mentioned.interfaces, ...interfaces],
    {
      sessions: expected.sessions,
      unknowns: unknowns.flatMap(({ numbers }) => numbers).reduce((most, number) => Math.max(most, number + 1), 0),
    },
  );
  const { diagrams } = space;
  const { opened: passing, faults, refusal } = enforceRuleset(ruleset, mentioned, space);
  const grants = expectedSets(space, expected);
  const real = diagrams.intersect(realPackets(space), futureOf(space, now));
  const wanted = diagrams.intersect(diagrams.union(grants), real);
  const found = diagrams.intersect(passing, real);
  const unknown = createUnknowns(space, unknowns);
  const certain = unknown.always(found, []);
  const maybe = unknown.sometimes(found, []);
  const known = diagrams.union([certain, wanted]);
  const granted = diagrams.intersect(wanted, certain);
  const live = liveFaults(space, faults, real, wanted);
  const base = live((packets) => unknown.always(packets, []));
  const beyond = (more: (packets: DiagramNode) => DiagramNode): readonly Fault[] =>
    live((packets) => diagrams.subtract(more(packets), unknown.always(packets, [])));
  const single = unknown.conditions.map((rule): Possible => {
    const own = (packets: DiagramNode): DiagramNode => unknown.sometimes(packets, [rule]);
    return {
      rules: [rule],
      opens: diagrams.subtract(own(found), diagrams.union([known, maybe])),
      closes: diagrams.subtract(granted, unknown.always(found, [rule])),
      faults: beyond(own),
    };
  });
  const steady: Possible = {
    rules: unknown.steady,
    opens: diagrams.subtract(maybe, known),
    closes: diagrams.subtract(diagrams.intersect(wanted, maybe), certain),
    faults: beyond((packets) => unknown.sometimes(packets, [])),
  };
  const opens = [known, steady.opens, ...single.map((each) => each.opens)];
  const together: Possible = {
    rules: unknowns,
    opens: diagrams.subtract(unknown.sometimes(found, unknown.conditions), diagrams.union(opens)),
    closes: nothing,
    faults: [],
  };
  return {
    space,
    opened: diagrams.subtract(certain, wanted),
    closed: diagrams.subtract(wanted, maybe),
    faults: base,
    possible: [...single, ...(unknown.steady.length === 0 ? [] : [steady]), ...(single.length > 1 ? [together] : [])],
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
  const forth = diagrams.forSome(wanted, wireAxes.flags);
  const back = withAnyContent(space, forth);
  return (restrict: (packets: DiagramNode) => DiagramNode): readonly Fault[] =>
    faults
      .map((fault) => {
        const packets = [real, fault.within].reduce(diagrams.intersect, restrict(fault.packets));
        const granted = fault.question.direction === 'reply' ? back : forth;
        if (fault.effect === 'opens') return { ...fault, packets: diagrams.subtract(packets, granted) };
        const anyway = fault.effect === 'marks' || fault.question.state === 'related';
        return { ...fault, packets: anyway ? packets : diagrams.intersect(packets, granted) };
      })
      .filter(({ packets }) => packets !== nothing);
}

/** Sets of packets without the axes of unknowns. */
interface Unknowns {
  readonly conditions: readonly UnknownRule[];
  readonly steady: readonly UnknownRule[];
  /** Packets that are in the set whatever the steady ones do and whether these conditions hold; no others hold. */
  readonly always: (node: DiagramNode, conditions: readonly UnknownRule[]) => DiagramNode;
  /** Packets that are in the set for something that the steady ones do, with these conditions or without; no others hold. */
  readonly sometimes: (node: DiagramNode, conditions: readonly UnknownRule[]) => DiagramNode;
}

function createUnknowns({ diagrams }: WireSpace, rules: readonly UnknownRule[]): Unknowns {
  const conditions = rules.filter(({ kind }) => kind === 'condition');
  const steady = rules.filter(({ kind }) => kind === 'anything');
  const axesOf = (list: readonly UnknownRule[]): readonly number[] =>
    list.flatMap(({ numbers }) => numbers.map((number) => unknownAxis(diagrams, number)));
  /** Conditions but these do not hold. */
  const restrict = (node: DiagramNode, own: readonly UnknownRule[]): DiagramNode => {
    const sides: (IntegerSet | null)[] = [];
    const others = axesOf(conditions.filter((each) => !own.includes(each)));
    for (const axis of others) sides[axis] = [{ from: 0, to: 0 }];
    const without = diagrams.intersect(node, diagrams.box(sides));
    return others.reduce((each, axis) => diagrams.forSome(each, axis), without);
  };
  return {
    conditions,
    steady,
    always: (node, own) =>
      axesOf([...own, ...steady]).reduce(
        (each, axis) => diagrams.forAll(each, axis, { from: 0, to: 1 }),
        restrict(node, own),
      ),
    sometimes: (node, own) =>
      axesOf([...own, ...steady]).reduce((each, axis) => diagrams.forSome(each, axis), restrict(node, own)),
  };
}
