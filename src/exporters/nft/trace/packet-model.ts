/** What the tracer has to know about packets to run rules on them: where fields come from, and what their values select. */
import type { Diagrams } from '../../../algebra/diagram.ts';
import type { DiagramNode } from '../../../algebra/diagram-runs.ts';
import { type IntegerSet, integerSet, subtractIntegers } from '../../../algebra/integer-set.ts';
import type { IntegerRange } from '../../../model/plant.ts';
import type { FieldName } from '../read/fields.ts';
import type { NftSet, NftValue } from '../read/ruleset.ts';

/** All packets in one state of connection tracking. */
export interface Question {
  readonly state: 'new' | 'established' | 'related' | 'invalid' | 'untracked';
  /** Null for packets that belong to no connection. */
  readonly direction: 'original' | 'reply' | null;
  /** The mark of the connection, null for packets that belong to none. */
  readonly connectionMark: number | null;
}

/** Where the value of a field comes from in answer to a question. */
export type FieldSource =
  | { readonly kind: 'axis'; readonly axis: number; readonly guard: Guard | null }
  | { readonly kind: 'constant'; readonly value: bigint }
  | { readonly kind: 'mark' }
  | { readonly kind: 'connection-mark' }
  /** The packet has no such field, which ends a rule whatever it asks. */
  | { readonly kind: 'absent' }
  /** Nothing is known of the field. */
  | { readonly kind: 'unknown' };

/** A field is only in packets that have one of these values on another axis. */
export interface Guard extends IntegerRange {
  readonly axis: number;
}

/** Sets of packets, and the fields of the language on them. */
export interface PacketModel {
  readonly diagrams: Diagrams;
  readonly sourceOf: (field: FieldName, question: Question) => FieldSource;
  /** Values of a field as a set on its axis; null when they tell apart more than the axis does. */
  readonly sideOf: (field: FieldName, mask: bigint | null, values: readonly NftValue[]) => IntegerSet | null;
  /** What makes it uncertain which packets a comparison or a key with some fields selects, null when nothing does. */
  readonly unclear: (fields: readonly FieldName[], packets: DiagramNode) => string | null;
  /**
   * Packets for which a set has an element with a mark, where elements come and go at run time; null, or left out, for a
   * set that is read as it stands.
   */
  readonly whileIn?: (set: NftSet, mark: number) => DiagramNode | null;
}

/** Packets with some values on one axis. */
export function packetsOn({ diagrams }: PacketModel, axis: number, values: IntegerSet): DiagramNode {
  const sides: (IntegerSet | null)[] = [];
  sides[axis] = values;
  return diagrams.box(sides);
}

/**
 * The axis of a condition of which nothing is known, with 1 where it holds. The last axes of a space are left for them, and
 * they are numbered from the end.
 */
export function unknownAxis({ sizes }: Diagrams, number: number): number {
  return sizes.length - 1 - number;
}

/** Packets for which such a condition holds. */
export function packetsOfUnknown(model: PacketModel, number: number): DiagramNode {
  return packetsOn(model, unknownAxis(model.diagrams, number), [{ from: 1, to: 1 }]);
}

/** Everything on an axis that is not in a set. */
export function complementOf({ diagrams }: PacketModel, axis: number, set: IntegerSet): IntegerSet {
  return subtractIntegers([{ from: 0, to: (diagrams.sizes[axis] ?? 1) - 1 }], integerSet(set));
}
