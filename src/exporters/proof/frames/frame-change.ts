/** What a policy of a bridge opens and closes against another that was read back from somewhere. */
import type { ClosedService, OpenedGrant, PolicyChange } from '../../../model/policy-change.ts';
import type { Capabilities, ExportRequest, Residual } from '../../dialect.ts';
import type { Reading } from '../refusal.ts';
import { compareFrames } from './frame-comparison.ts';
import { findFrame, formatFrame, frameAt } from './frame-packet.ts';
import { framePairs } from './frame-pairs.ts';
import type { FrameReadBack } from './frame-read-back.ts';

/** Entries of each list that are kept. */
const mostKept = 200;
/** Closed services that are counted. */
const mostCounted = 2_000;

/** Compares what passed `before` with what passes by the configuration `after` of a request. */
export function changeOfFrames(
  request: ExportRequest,
  capabilities: Capabilities,
  residual: Residual,
  before: FrameReadBack,
  after: FrameReadBack,
): Reading<PolicyChange> {
  const comparison = compareFrames(request, capabilities, residual, [before, after]);
  const { space, expected } = comparison;
  const { intersect, subtract } = space.diagrams;
  const [then, now] = [before.enforce(space), after.enforce(space)];
  const refusal = then.refusal ?? now.refusal;
  if (refusal !== null) return { value: null, refusal };
  const gained = subtract(now.passed, then.passed);
  const opened = expected.grants.flatMap(({ grant, frames }): readonly OpenedGrant[] => {
    const point = findFrame(space, intersect(frames, gained));
    return point === null ? [] : [{ grant: grant.id, at: grant.at, witness: formatFrame(frameAt(space, point)) }];
  });
  const lost = framePairs(comparison, request.boundary, subtract(then.passed, now.passed), mostCounted);
  const closed = new Map<string, ClosedService>();
  for (const { from, to, service, witness } of lost.pairs) {
    const key = JSON.stringify([from, to, service]);
    if (!closed.has(key)) closed.set(key, { from, to, service, witness });
  }
  return {
    value: {
      opened: { count: opened.length, first: opened.slice(0, mostKept) },
      closed: { count: closed.size, first: [...closed.values()].slice(0, mostKept) },
    },
    refusal: null,
  };
}
