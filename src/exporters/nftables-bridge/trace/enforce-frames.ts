/** What a table does with frames: they pass when both of its hooks let them, and none goes on with a mark. */
import { everything, nothing } from '../../../algebra/diagram-runs.ts';
import type { NftHook } from '../../nft/read/ruleset.ts';
import type { LinkedRuleset } from '../../nft/trace/link-ruleset.ts';
import { createTracer, type Traced } from '../../nft/trace/trace-hook.ts';
import type { FrameEnforcement } from '../../proof/frames/frame-read-back.ts';
import type { FrameSpace } from '../../proof/frames/frame-space.ts';
import { createFrameModel } from './frame-fields.ts';

/** The hooks of a table; `arrive` is null when nothing is looked at before the bridge learns from a frame. */
export interface BridgeHooks {
  readonly arrive: LinkedRuleset | null;
  readonly forward: LinkedRuleset;
}

export function enforceFrames({ arrive, forward }: BridgeHooks, space: FrameSpace): FrameEnforcement {
  const { diagrams } = space;
  const last = trace(forward, space, 'forward');
  const first = arrive === null ? null : trace(arrive, space, 'prerouting');
  const learnt = first === null ? everything : diagrams.union(first.accepted.values());
  const passed = diagrams.intersect(diagrams.union(last.accepted.values()), learnt);
  const marked = diagrams.union([last.passedWithMark, first?.passedWithMark ?? nothing]);
  const frames = diagrams.intersect(marked, passed);
  const what = 'passes and keeps the mark that it was judged by';
  return {
    passed,
    learnt,
    faults: frames === nothing ? [] : [{ what, frames }],
    refusal: last.refusal ?? first?.refusal ?? null,
  };
}

/** A bridge without connection tracking knows no states. */
function trace(ruleset: LinkedRuleset, space: FrameSpace, hook: NftHook): Traced {
  const ask = createTracer(ruleset, createFrameModel(space, hook));
  return ask({ state: 'untracked', direction: null, connectionMark: null });
}
