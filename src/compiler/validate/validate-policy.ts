/**
 * Translation validation: what is shipped, the Rego exactly as written, and the allowed set are held against one another
 * before a bundle exists. The keyed data is compared as a whole; the compiled policies are asked about every class of
 * conversations where these are few, else on both sides of every border and in a seeded sample.
 */
import { createMoments } from './border-moments.ts';
import { compareData, comparePorts } from './compare-data.ts';
import { type Comparison, createComparison, type Disagreement, type Opinion } from './compare-opinions.ts';
import { conversationWords } from './conversation-words.ts';
import { createBorders } from './pair-borders.ts';
import { planQuestions, type Topic } from './plan-questions.ts';
import type { PolicyQuestion } from './policy-question.ts';
import { simplerQuestions } from './simpler-questions.ts';
import type { ValidationParts } from './validation-parts.ts';
import { type ValidationPair, validationPairs } from './zone-pair.ts';

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

export type Validation =
  | { readonly kind: 'agrees'; readonly counts: ValidationCounts }
  | ({ readonly kind: 'disagrees'; readonly conversation: string } & Disagreement)
  /** The Rego as written fails for a conversation, which partial evaluation does not show. */
  | { readonly kind: 'fails'; readonly message: string; readonly conversation: string };

const batchSize = 256;

export function validatePolicy(parts: ValidationParts): Validation {
  const data = compareData(parts) ?? comparePorts(parts);
  if (data !== null) return data;
  const moments = createMoments(parts.set.space.time, parts.now);
  const pairs = validationPairs(parts.plan).map(createBorders(parts.catalogue, moments));
  const { small, topics } = planQuestions(pairs, parts);
  const comparison = createComparison(parts);
  const run = createRun(comparison);
  for (const topic of topics) {
    const found = run.ask(topic);
    if (found !== null) return found;
  }
  return {
    kind: 'agrees',
    counts: {
      ...comparison.counts(),
      zonePairs: pairs.length,
      exhaustive: small.size,
      abandoned: run.abandoned(),
    },
  };
}

interface Run {
  readonly ask: (topic: Topic) => Validation | null;
  readonly abandoned: () => number;
}

function createRun(comparison: Comparison): Run {
  const abandoned = new Set<ValidationPair>();
  const askBatch = ({ pair, written }: Topic, batch: readonly PolicyQuestion[]): Validation | null => {
    if (abandoned.has(pair)) return null;
    try {
      for (const [index, opinion] of comparison.opinions(pair, batch, written).entries()) {
        const question = batch[index];
        if (question === undefined || opinion.kind === 'agree') continue;
        return verdictOn(opinion, simplest(comparison, pair, question, opinion));
      }
    } catch (error) {
      if (!(error instanceof Error && error.name === 'Runaway')) throw error;
      abandoned.add(pair);
    }
    return null;
  };
  return {
    ask: (topic) => {
      let batch: PolicyQuestion[] = [];
      for (const question of topic.questions) {
        batch.push(question);
        if (batch.length < batchSize) continue;
        const found = askBatch(topic, batch);
        if (found !== null) return found;
        batch = [];
      }
      return batch.length === 0 ? null : askBatch(topic, batch);
    },
    abandoned: () => abandoned.size,
  };
}

function verdictOn(opinion: Exclude<Opinion, { readonly kind: 'agree' }>, { request }: PolicyQuestion): Validation {
  const conversation = conversationWords(request);
  if (opinion.kind === 'fails') return { kind: 'fails', message: opinion.what, conversation };
  return { kind: 'disagrees', conversation, first: opinion.first, second: opinion.second };
}

/** Takes away what the disagreement does not need. */
function simplest(
  comparison: Comparison,
  pair: ValidationPair,
  question: PolicyQuestion,
  { kind }: Opinion,
): PolicyQuestion {
  let best = question;
  for (let steps = 0; steps < 50; steps++) {
    const next = simplerQuestions(best).find((each) => comparison.opinions(pair, [each], 1)[0]?.kind === kind);
    if (next === undefined) return best;
    best = next;
  }
  return best;
}
