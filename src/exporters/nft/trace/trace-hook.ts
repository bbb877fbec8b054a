/**
 * Runs all packets of one kind through the forward hook at once. Chains are visited in an order in which each comes
 * before those that it goes to, so that everything that enters a chain is judged together.
 */
import { type DiagramNode, everything, nothing } from '../../../algebra/diagram-runs.ts';
import { createRefusals, type Refusal } from '../../proof/refusal.ts';
import type { NftVerdict } from '../read/ruleset.ts';
import { type Flow, type MarkTable, mergeFlows } from './flow.ts';
import type { LinkedRuleset } from './link-ruleset.ts';
import { createLookUp } from './look-up.ts';
import type { PacketModel, Question } from './packet-model.ts';
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
/** What is refused then. */
export const tooMuch = 'more than can be proven at once';
const mostSteps = 20_000_000;
const mostNodes = 8_000_000;

/** Traces questions through a ruleset; what is found out for one serves the others. */
export function createTracer(ruleset: LinkedRuleset, model: PacketModel): (question: Question) => Traced {
  const lookUp = createLookUp(model);
  const markTables = new Map<string, MarkTable>();
  return (question) => {
    const refusals = createRefusals();
    let place = '';
    const refuse = (found: string): void => refusals.add(place, found);
    const context: TraceContext = { model, question, sets: ruleset.sets, lookUp, markTables, refuse };
    const settlement = createSettlement(ruleset.entry.name, model);
    let steps = 0;
    for (const { name, rules } of ruleset.order) {
      let flows = mergeFlows(settlement.enter(name), model.diagrams.union);
      for (const rule of rules) {
        place = rule.at;
        steps += flows.length;
        if (steps > mostSteps || model.diagrams.count() > mostNodes) refuse(tooMuch);
        if (refusals.first() !== null) break;
        const outcomes = flows.map((flow) => traceRule(context, rule, flow));
        for (const { verdict, flow } of outcomes.flatMap((outcome) => outcome.verdicts))
          settlement.settle(verdict, flow);
        flows = mergeFlows(
          outcomes.flatMap((outcome) => outcome.next),
          model.diagrams.union,
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

/** Collects what becomes of flows; only what is accepted, or marked, is worked out in full, and what is alike at once. */
function createSettlement(entry: string, { diagrams }: PacketModel): Settlement {
  const groups = new Map<string, Group>();
  const start: Flow = { region: everything, within: [], except: [], mark: { kind: 'unknown' }, stamp: null };
  const entering = new Map<string, Flow[]>([[entry, [start]]]);
  const packetsOf = ({ within, nodes }: Group): DiagramNode => within.reduce(diagrams.intersect, diagrams.union(nodes));
  return {
    enter: (chain) => entering.get(chain) ?? [],
    settle: (verdict, flow) => {
      if (verdict.kind === 'goto') {
        const waiting = entering.get(verdict.target);
        if (waiting === undefined) entering.set(verdict.target, [flow]);
        else waiting.push(flow);
        return;
      }
      const { within, mark, stamp } = flow;
      if (verdict.kind === 'drop' && stamp === null) return;
      const clean = mark.kind === 'unknown' || (mark.kind === 'number' && mark.mark === 0);
      const key = [verdict.kind, stamp, clean, within.join()].join(' ');
      const group = groups.get(key) ?? { verdict: verdict.kind, stamp, clean, within, nodes: [] };
      groups.set(key, group);
      group.nodes.push(flow.except.reduce(diagrams.subtract, flow.region));
    },
    result: () => {
      const all = [...groups.values()];
      const accepted = new Map<number | null, DiagramNode>();
      for (const group of all.filter((each) => each.verdict === 'accept')) {
        const packets = diagrams.union([accepted.get(group.stamp) ?? nothing, packetsOf(group)]);
        if (packets !== nothing) accepted.set(group.stamp, packets);
      }
      return {
        accepted,
        markedInVain: diagrams.union(all.filter((each) => each.verdict === 'drop').map(packetsOf)),
        passedWithMark: diagrams.union(all.filter((each) => each.verdict === 'accept' && !each.clean).map(packetsOf)),
      };
    },
  };
}

/** Flows with one end that share what they are within. */
interface Group {
  readonly verdict: 'accept' | 'drop';
  readonly stamp: number | null;
  /** Whether the packet's mark is gone again. */
  readonly clean: boolean;
  readonly within: readonly DiagramNode[];
  readonly nodes: DiagramNode[];
}
