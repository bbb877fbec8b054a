/**
 * Translation validation: what is shipped, the Rego exactly as written, and the allowed set are held against one another
 * before a bundle exists. The keyed data is compared as a whole; the compiled policies are asked about every class of
 * conversations where these are few, else on both sides of every border and in a seeded sample.
 */
import { askAll, type Difference } from './ask-questions.ts';
import { createMoments } from './border-moments.ts';
import { compareData, comparePorts } from './compare-data.ts';
import { createComparison } from './compare-opinions.ts';
import { createBorders } from './pair-borders.ts';
import { planQuestions } from './plan-questions.ts';
import type { ValidationParts } from './validation-parts.ts';
import { validationPairs } from './zone-pair.ts';

/** What was compared, and that it agreed. */
export interface ValidationCounts {
  /** Conversations that the compiled policies were asked about. */
  readonly conversations: number;
  /** Of them, those that the Rego as written was asked about too. */
  readonly asWritten: number;
  readonly allowed: number;
  readonly zonePairs: number;
  /** Of them, those of which every class of conversations was asked; of the others, both sides of every border. */
  readonly exhaustive: number;
  /** Zone pairs in which a policy ran for too long to be asked further. */
  readonly abandoned: number;
}

export type Validation = { readonly kind: 'agrees'; readonly counts: ValidationCounts } | Difference;

export function validatePolicy(parts: ValidationParts): Validation {
  const data = compareData(parts) ?? comparePorts(parts);
  if (data !== null) return data;
  const moments = createMoments(parts.set.space.time, parts.now);
  const pairs = validationPairs(parts.plan).map(createBorders(parts.catalogue, moments));
  const { small, topics } = planQuestions(pairs, parts);
  const comparison = createComparison(parts);
  const { found, abandoned } = askAll(comparison, topics);
  if (found !== null) return found;
  return {
    kind: 'agrees',
    counts: {
      ...comparison.counts(),
      zonePairs: pairs.length,
      exhaustive: small.size,
      abandoned,
    },
  };
}
