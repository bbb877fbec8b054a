/** Boxes: products of sets, one per plan grant to be. */
import type { PlanGrant, PlanObject } from '../../../model/plan.ts';
import type { IntegerRange } from '../../../model/plant.ts';

/** What one plan grant allows between two zones. */
export type Box = Pick<
  PlanGrant,
  'sources' | 'destinations' | 'protocol' | 'services' | 'operations' | 'objects' | 'windows'
>;

/** The fields of a box that are decided so far; `range` is the third side of `objects`. */
export type Part = Partial<Omit<Box, 'objects'>> & {
  readonly objects?: readonly Pick<PlanObject, 'unit' | 'table'>[];
  readonly range?: IntegerRange | null;
};

/** Something that no box can say. */
export interface Unsaid {
  readonly reason: string;
  /** Index of the component that says it, -1 when it is the query as a whole. */
  readonly component: number;
}

/** Parts whose union is what a level leaves, as far as it can be said. */
export interface Parts {
  readonly parts: readonly Part[];
  readonly unsaid: readonly Unsaid[];
}

export const nothing: Parts = { parts: [], unsaid: [] };

export function isNothing({ parts, unsaid }: Parts): boolean {
  return parts.length === 0 && unsaid.length === 0;
}
