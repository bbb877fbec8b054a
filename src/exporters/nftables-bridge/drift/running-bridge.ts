/**
 * The chains of a bridge's table as they run. What the tracer cannot settle about a rule makes it one of which nothing is
 * known, so that the rest can still be compared.
 */
import { type DiagramNode, everything } from '../../../algebra/diagram-runs.ts';
import type { ListedTable } from '../../nft/read/listing.ts';
import { type PacketModel, type Question, unknownAxis } from '../../nft/trace/packet-model.ts';
import { createTracer } from '../../nft/trace/trace-hook.ts';
import type { UnknownRule } from '../../nftables/drift/flatten-chains.ts';
import { type Running, withUnclearRules } from '../../nftables/drift/running.ts';
import { type FrameSpace, frameAxes } from '../../proof/frames/frame-space.ts';
import type { Refusal } from '../../proof/refusal.ts';
import { framesMentionedIn } from '../read-back.ts';
import { createFrameModel } from '../trace/frame-fields.ts';

/** A bridge remembers nothing of its frames. */
export const noState: Question = { state: 'untracked', direction: null, connectionMark: null };

/** One chain with a hook. */
export interface RunningHook {
  readonly running: Running;
  readonly modelOf: (space: FrameSpace) => PacketModel;
}

export interface RunningBridge {
  readonly forward: RunningHook;
  /** Null where nothing is looked at before the bridge learns from a frame. */
  readonly arrive: RunningHook | null;
  readonly unknowns: readonly UnknownRule[];
  /** Conditions that a space needs. */
  readonly conditions: number;
  readonly macs: ReturnType<typeof framesMentionedIn>['macs'];
  readonly interfaces: readonly string[];
}

/** Frames that are let through whatever the unknown rules do, and those that pass if they all let them. */
export interface PassingFrames {
  readonly certain: DiagramNode;
  readonly atMost: DiagramNode;
}

/** Reads the chains of a table; `spaceFor` makes the space in which it is found out which rules are beyond the tracer. */
export function runningBridge(table: ListedTable, spaceFor: (running: Running) => FrameSpace): RunningBridge | Refusal {
  const read = (hook: 'forward' | 'prerouting'): RunningHook | Refusal | null => {
    const entry = table.chains.find((chain) => chain.hook?.name === hook && chain.hook.type === 'filter');
    if (entry === undefined) return null;
    const modelOf = (space: FrameSpace): PacketModel => createFrameModel(space, hook);
    const found = withUnclearRules(table, entry, (running) =>
      createTracer(running.ruleset, modelOf(spaceFor(running)))(noState),
    );
    return 'found' in found ? found : { running: found.running, modelOf };
  };
  const [forward, arrive] = [read('forward'), read('prerouting')];
  if (forward === null) return { at: table.name, found: 'no chain that sees forwarded frames' };
  if ('found' in forward) return forward;
  if (arrive !== null && 'found' in arrive) return arrive;
  const hooks = [forward, ...(arrive === null ? [] : [arrive])];
  const mentioned = hooks.map(({ running }) => framesMentionedIn(running.flat.table));
  return {
    forward,
    arrive,
    unknowns: hooks.flatMap(({ running }) => running.unknowns),
    conditions: Math.max(0, ...hooks.map(({ running }) => conditionsOf(running))),
    macs: mentioned.flatMap(({ macs }) => macs),
    interfaces: mentioned.flatMap(({ interfaces }) => interfaces),
  };
}

/** Numbers of unknowns begin at 0. */
export function conditionsOf({ unknowns }: Running): number {
  return unknowns.flatMap(({ numbers }) => numbers).reduce((most, number) => Math.max(most, number + 1), 0);
}

/** What a chain lets through; all frames where there is none. */
export function passingFrames(hook: RunningHook | null, space: FrameSpace): PassingFrames {
  if (hook === null) return { certain: everything, atMost: everything };
  const { diagrams } = space;
  const traced = createTracer(hook.running.ruleset, hook.modelOf(space))(noState);
  const passing = diagrams.union(traced.accepted.values());
  const axes = hook.running.unknowns.flatMap(({ numbers }) => numbers.map((number) => unknownAxis(diagrams, number)));
  return {
    certain: axes.reduce((node, axis) => diagrams.forAll(node, axis, { from: 0, to: 1 }), passing),
    atMost: axes.reduce((node, axis) => diagrams.forSome(node, axis), passing),
  };
}

/** What the fields of a frame are where their axis has a number. */
export function frameValue(space: FrameSpace): (field: string, axis: number, number: number) => bigint | string {
  return (field, axis, number) => {
    switch (axis) {
      case frameAxes.source:
      case frameAxes.destination:
        return space.macs[number] ?? 0n;
      case frameAxes.entry:
      case frameAxes.exit:
        return space.interfaces[number] ?? '';
      case frameAxes.week:
        return BigInt(field === 'meta day' ? Math.floor(number / 86_400) : number % 86_400);
      default:
        return BigInt(number);
    }
  };
}
