/**
 * Compares what was written with what the policy says, as sets: what passes must be what is granted and what the residual
 * report declares, no more and no less, for packets of both families.
 */
import { type DiagramNode, nothing } from '../../algebra/diagram-runs.ts';
import type { AddressRange } from '../../algebra/ip-address.ts';
import type { Capabilities, ExportRequest, Residual } from '../dialect.ts';
import { undeclaredExcess } from './excess.ts';
import { type Expected, expectedOf, sessionsOf } from './expected.ts';
import { expectedSets } from './expected-set.ts';
import type { WireFrame } from './frames/frame-packet.ts';
import type { Enforcement, ReadBack } from './read-back.ts';
import type { Refusal } from './refusal.ts';
import { planTranslation } from './translation/plan-translation.ts';
import { differenceOf } from './translation/prove-translation.ts';
import { findPoint, formatPacket, packetAt, type WirePacket } from './wire-packet.ts';
import { createWireSpace, realPackets, type WireSpace } from './wire-space.ts';

/** Something that the configuration does and the policy does not say, or the other way round. */
export interface Difference {
  /** `passes although nobody granted it`. */
  readonly what: string;
  /** One packet that shows it; null for what the residual report leaves out. */
  readonly packet: WirePacket | WireFrame | null;
  /** The packet in words, empty without one. */
  readonly witness: string;
  /** The grant that should open it, null when there is none. */
  readonly grant: string | null;
}

/** What a proof has found. */
export type ProofResult =
  | { readonly kind: 'equal'; readonly checked: number; readonly rules: number; readonly elements: number }
  | { readonly kind: 'different'; readonly difference: Difference }
  /** Something in the configuration is not understood, so nothing is proven. */
  | { readonly kind: 'unreadable'; readonly refusal: Refusal };

/** Proves that a configuration lets through what a request's grants allow and its residual report declares. */
export function proveExport(
  request: ExportRequest,
  capabilities: Capabilities,
  residual: Residual,
  read: ReadBack,
): ProofResult {
  const expected = expectedOf(request, capabilities, residual);
  const objection = expected.objections[0] ?? undeclaredExcess(request, capabilities, residual, expected);
  if (objection !== null) return different(null, objection.what, '', objection.grant === '' ? null : objection.grant);
  const all = [...sessionsOf(request.plan)];
  if (read.openSessions(all).others > 0)
    return different(null, 'has a session open that the plan does not have', '', null);
  const translation = translationDifference(request, capabilities, read);
  if (translation !== null) return { kind: 'different', difference: translation };
  // Each may be open or not, whatever others are: all of that is compared at once.
  const { sessions } = expected;
  for (const family of [4, 6] as const) {
    const space = createWireSpace(family, rangesOf(expected, read), interfacesOf(request, read), { sessions });
    const enforcement = read.enforce(space);
    if (enforcement.refusal !== null) return { kind: 'unreadable', refusal: enforcement.refusal };
    const difference = compare(space, expected, enforcement.opened) ?? firstFault(space, enforcement.faults);
    if (difference !== null) return { kind: 'different', difference };
  }
  return { kind: 'equal', checked: expected.grants.length, rules: read.rules, elements: read.elements };
}

function translationDifference(
  { plan, boundary }: ExportRequest,
  { translation, isInterfaceName }: Capabilities,
  read: ReadBack,
): Difference | null {
  if (!translation) return null;
  const names = [
    ...boundary.interfaces.map(({ name }) => name).filter(isInterfaceName),
    ...read.translation.interfaces,
  ];
  const difference = differenceOf(planTranslation(plan, boundary), read.translation, names);
  if (difference === null) return null;
  const { packet, found, wanted } = difference;
  return { what: `is left ${found} and not ${wanted}`, packet: null, witness: packet, grant: null };
}

function compare(space: WireSpace, expected: Expected, opened: DiagramNode): Difference | null {
  const { diagrams } = space;
  const sets = expectedSets(space, expected);
  const wanted = diagrams.union(sets);
  const found = diagrams.intersect(opened, realPackets(space));
  const more = findPoint(space, diagrams.subtract(found, wanted));
  if (more !== null) return witnessed(space, more, 'passes although nobody granted it', null);
  const less = findPoint(space, diagrams.subtract(wanted, found));
  if (less === null) return null;
  const index = sets.findIndex((set) => diagrams.has(set, less));
  return witnessed(space, less, 'is granted and does not pass', expected.grants[index]?.grant.id ?? null);
}

function firstFault(space: WireSpace, faults: Enforcement['faults']): Difference | null {
  for (const { what, packets } of faults) {
    const real = space.diagrams.intersect(packets, realPackets(space));
    const point = real === nothing ? null : findPoint(space, real);
    if (point !== null) return witnessed(space, point, what, null);
  }
  return null;
}

function witnessed(space: WireSpace, point: readonly number[], what: string, grant: string | null): Difference {
  const packet = packetAt(space, point);
  return { what, packet, witness: formatPacket(space, packet), grant };
}

function different(packet: WirePacket | null, what: string, witness: string, grant: string | null): ProofResult {
  return { kind: 'different', difference: { what, packet, witness, grant } };
}

function rangesOf({ addresses }: Expected, read: ReadBack): readonly AddressRange[] {
  return [...read.addresses, ...[...addresses.of.values()].flat()];
}

function interfacesOf({ boundary }: ExportRequest, read: ReadBack): readonly string[] {
  return [...read.interfaces, ...boundary.interfaces.map((each) => each.name)];
}
