/**
 * Runs all packets of one kind through the forward hook at once. Chains are visited in an order in which each comes
 * before those that it goes to, so that everything that enters a chain is judged together.
 */
import { type DiagramNode, everything, nothing } from '../../../algebra/diagram-runs.ts';
import { createRefusals, type Refusal } from '../../proof/refusal.ts';
import type { WireSpace } from '../../proof/wire-space.ts';
import type { NftVerdict } from '../read/ruleset.ts';
import { type Flow, type MarkTable, mergeFlows } from './flow.ts';
import type { LinkedRuleset } from './link-ruleset.ts';
import { createLookUp } from './look-up.ts';
import type { Question } from './question.ts';
import { type TraceContext, traceRule } from './trace-rule.ts';

export interface Traced {
  /** Packets that pass, by the mark that their connection gets with them; null: none. */
  readonly accepted: ReadonlyMap<number | null, DiagramNode>;
  /** Packets that are dropped after their connection got a mark. */
  readonly markedInVain: DiagramNode;
  /** Packets that pass with a mark that was only meant for finding out whether they may. */
  readonly passedWithMark: DiagramNode;
  readonly refusal: Refusal | null;
}

/** Rules times flows, and nodes of sets: a ruleset that needs more is not proven but refused. */
const mostSteps = 20_000_000;
const mostNodes = 8_000_000;

/** Traces questions through a ruleset; what is found out for one serves the others. */
export function createTracer(ruleset: LinkedRuleset, space: WireSpace): (question: Question) => Traced {
  const lookUp = createLookUp(space);
  const markTables = new Map<string, MarkTable>();
  return (question) => {
    const refusals = createRefusals();
    let place = '';
    const refuse = (found: string): void => refusals.add(place, found);
    const context: TraceContext = { space, question, sets: ruleset.sets, lookUp, markTables, refuse };
    const settlement = createSettlement(ruleset.entry.name, space);
    let steps = 0;
    for (const { name, rules } of ruleset.order) {
      let flows = mergeFlows(settlement.enter(name), space.diagrams.union);
      for (const rule of rules) {
        place = rule.at;
        steps += flows.length;
        if (steps > mostSteps || space.diagrams.count() > mostNodes) refuse('more than can be proven at once');
        if (refusals.first() !== null) break;
        const outcomes = flows.map((flow) => traceRule(context, rule, flow));
        for (const { verdict, flow } of outcomes.flatMap((outcome) => outcome.verdicts))
          settlement.settle(verdict, flow);
        flows = mergeFlows(
          outcomes.flatMap((outcome) => outcome.next),
          space.diagrams.union,
        );
      }
      for (const flow of flows) settlement.settle({ kind: ruleset.entry.policy ?? 'drop' }, flow);
    }
    return { ...settlement.result(), refusal: refusals.first() };
  };
}

interface Settlement {
  /** The flows that went to a chain. */
  readonly enter: (chain: string) => readonly Flow[];
  readonly settle: (verdict: NftVerdict, flow: Flow) => void;
  readonly result: () => Omit<Traced, 'refusal'>;
}

/** Collects what becomes of flows; only what is accepted, or marked, is worked out in full. */
function createSettlement(entry: string, { diagrams }: WireSpace): Settlement {
  const accepted = new Map<number | null, DiagramNode[]>();
  const inVain: DiagramNode[] = [];
  const withMark: DiagramNode[] = [];
  const start: Flow = { region: everything, except: [], mark: { kind: 'unknown' }, stamp: null };
  const entering = new Map<string, Flow[]>([[entry, [start]]]);
  return {
    enter: (chain) => entering.get(chain) ?? [],
    settle: (verdict, flow) => {
      if (verdict.kind === 'goto') {
        const waiting = entering.get(verdict.target);
        if (waiting === undefined) entering.set(verdict.target, [flow]);
        else waiting.push(flow);
        return;
      }
      if (verdict.kind === 'drop' && flow.stamp === null) return;
      const packets = flow.except.reduce(diagrams.subtract, flow.region);
      if (packets === nothing) return;
      const list = verdict.kind === 'drop' ? inVain : (accepted.get(flow.stamp) ?? []);
      if (verdict.kind === 'accept') accepted.set(flow.stamp, list);
      list.push(packets);
      const clean = flow.mark.kind === 'unknown' || (flow.mark.kind === 'number' && flow.mark.mark === 0);
      if (verdict.kind === 'accept' && !clean) withMark.push(packets);
    },
    result: () => ({
      accepted: new Map([...accepted].map(([stamp, nodes]) => [stamp, diagrams.union(nodes)] as const)),
      markedInVain: diagrams.union(inVain),
      passedWithMark: diagrams.union(withMark),
    }),
  };
}
