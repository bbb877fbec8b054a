/**
 * Compares the configuration of a bridge with what the policy says, as sets: what passes must be what is granted, what
 * answers it, and what the residual report declares, no more and no less.
 */
import { type DiagramNode, everything, nothing } from '../../../algebra/diagram-runs.ts';
import { integerSet } from '../../../algebra/integer-set.ts';
import { locallyAdministered } from '../../../algebra/mac-address.ts';
import type { Capabilities, ExportRequest, Residual } from '../../dialect.ts';
import { excessBeyondPolicy } from '../excess.ts';
import type { Point } from '../find-point.ts';
import type { Difference, ProofResult } from '../prove.ts';
import type { ExpectedFrames } from './expected-frames.ts';
import { compareFrames, type FrameComparison } from './frame-comparison.ts';
import { findFrame, formatFrame, frameAt } from './frame-packet.ts';
import type { FrameEnforcement, FrameReadBack } from './frame-read-back.ts';
import { type FrameSpace, frameAxes, framesWith, macsIn, portsIn } from './frame-space.ts';

/** Proves that a configuration lets through what a request's grants allow and its residual report declares. */
export function proveFrames(
  request: ExportRequest,
  capabilities: Capabilities,
  residual: Residual,
  read: FrameReadBack,
): ProofResult {
  const comparison = compareFrames(request, capabilities, residual, [read]);
  const { space, expected } = comparison;
  const objection = expected.objections[0] ?? excessBeyondPolicy(request, residual, expected.opened);
  if (objection !== null) {
    const grant = objection.grant === '' ? null : objection.grant;
    return { kind: 'different', difference: { what: objection.what, packet: null, witness: '', grant } };
  }
  const enforcement = read.enforce(space);
  if (enforcement.refusal !== null) return { kind: 'unreadable', refusal: enforcement.refusal };
  const difference =
    compare(space, expected, enforcement) ?? learntFault(comparison, request, capabilities, enforcement.learnt);
  if (difference !== null) return { kind: 'different', difference };
  return { kind: 'equal', checked: expected.grants.length, rules: read.rules, elements: read.elements };
}

function compare(
  space: FrameSpace,
  { grants }: ExpectedFrames,
  { passed, faults }: FrameEnforcement,
): Difference | null {
  const { diagrams } = space;
  const wanted = diagrams.union(grants.map((each) => each.frames));
  const more = findFrame(space, diagrams.subtract(passed, wanted));
  if (more !== null) return witnessed(space, more, 'passes although nobody granted it', null);
  const less = findFrame(space, diagrams.subtract(wanted, passed));
  if (less !== null) {
    const grant = grants.find((each) => diagrams.has(each.frames, less))?.grant.id ?? null;
    return witnessed(space, less, 'is granted and does not pass', grant);
  }
  for (const { what, frames } of faults) {
    const point = frames === nothing ? null : findFrame(space, frames);
    if (point !== null) return witnessed(space, point, what, null);
  }
  return null;
}

/**
 * A bridge that learns from a stolen address sends its owner's frames elsewhere. Nothing else may be dropped that early,
 * since frames to the boundary itself come by there as well.
 */
export function learntFault(
  { space, stations: { of }, expected: { returned } }: FrameComparison,
  { boundary }: ExportRequest,
  { isInterfaceName }: Capabilities,
  learnt: DiagramNode,
): Difference | null {
  const { diagrams } = space;
  const ports = boundary.interfaces.filter((each) => isInterfaceName(each.name));
  const from = (macs: readonly bigint[], entries: readonly string[]): DiagramNode =>
    diagrams.intersect(
      framesWith(
        space,
        frameAxes.source,
        integerSet(
          macsIn(
            space,
            macs.map((mac) => ({ from: mac, to: mac })),
          ),
        ),
      ),
      framesWith(space, frameAxes.entry, portsIn(space, entries)),
    );
  const elsewhere = (isHome: (port: (typeof ports)[number]) => boolean): readonly string[] =>
    ports.filter((port) => !isHome(port)).map((port) => port.name);
  const stolen = [
    ...[...of].map(([endpoint, macs]) => {
      const zone = endpoint.slice(0, endpoint.indexOf('/'));
      return from(
        macs,
        elsewhere(({ zones }) => zones.includes(zone)),
      );
    }),
    ...returned.map(({ macs, entries }) =>
      from(
        macs,
        elsewhere(({ name }) => entries.includes(name)),
      ),
    ),
  ];
  const taught = findFrame(space, diagrams.intersect(learnt, diagrams.union(stolen)));
  if (taught !== null) return witnessed(space, taught, 'teaches the bridge a wrong place of its sender', null);
  const known = [...of.values()].flat();
  const ours = from(
    [...known, ...known.map(locallyAdministered)],
    ports.map((each) => each.name),
  );
  const lost = findFrame(space, diagrams.subtract(diagrams.subtract(everything, learnt), ours));
  return lost === null ? null : witnessed(space, lost, 'is dropped before it is known where it goes', null);
}

function witnessed(space: FrameSpace, point: Point, what: string, grant: string | null): Difference {
  const packet = frameAt(space, point);
  return { what, packet, witness: formatFrame(packet), grant };
}
