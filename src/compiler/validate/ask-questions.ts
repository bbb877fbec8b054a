/** Asks the questions of a validation in batches, and stops at the first difference. */
import type { Comparison, Disagreement, Item, Opinion } from './compare-opinions.ts';
import { conversationWords } from './conversation-words.ts';
import type { Topic } from './plan-questions.ts';
import type { PolicyQuestion } from './policy-question.ts';
import { simplerQuestions } from './simpler-questions.ts';
import { hasRego, type ValidationPair } from './zone-pair.ts';

/** What stands in the way of a policy. */
export type Difference =
  | ({ readonly kind: 'disagrees'; readonly conversation: string } & Disagreement)
  /** The Rego as written fails for a conversation, which partial evaluation does not show. */
  | { readonly kind: 'fails'; readonly message: string; readonly conversation: string };

export interface Asked {
  readonly found: Difference | null;
  /** Zone pairs in which a policy ran for too long to be asked further. */
  readonly abandoned: number;
}

/** To stop a policy that runs away takes a timer, which costs as much as ten answers. */
const batchSize = 256;
/** When Rego runs away between so many pairs of zones, no more of it is asked. */
const mostRunaways = 3;

export function askAll(comparison: Comparison, topics: Iterable<Topic>): Asked {
  const abandoned = new Set<ValidationPair>();
  const isAbandoned = (pair: ValidationPair): boolean => {
    if (hasRego(pair) && abandoned.size >= mostRunaways) abandoned.add(pair);
    return abandoned.has(pair);
  };
  const askBatch = (all: readonly Item[]): Difference | null => {
    const batch = all.filter(({ pair }) => !isAbandoned(pair));
    const opinions = batch.length === 0 ? [] : withinLimits(comparison, batch);
    if (opinions !== null) return firstDifference(comparison, batch, opinions, abandoned);
    const [first] = batch;
    if (first !== undefined && batch.length === 1) abandoned.add(first.pair);
    if (batch.length === 1) return null;
    const middle = batch.length >> 1;
    return askBatch(batch.slice(0, middle)) ?? askBatch(batch.slice(middle));
  };
  let batch: Item[] = [];
  for (const { pair, questions, written } of topics) {
    for (const question of questions) {
      batch.push({ pair, question, written });
      if (batch.length < batchSize) continue;
      const found = askBatch(batch);
      if (found !== null) return { found, abandoned: abandoned.size };
      batch = [];
    }
  }
  return { found: askBatch(batch), abandoned: abandoned.size };
}

/** Null when a policy took too long for the batch. */
function withinLimits(comparison: Comparison, batch: readonly Item[]): readonly Opinion[] | null {
  try {
    return comparison.opinions(batch);
  } catch (error) {
    if (error instanceof Error && error.name === 'Runaway') return null;
    throw error;
  }
}

function firstDifference(
  comparison: Comparison,
  batch: readonly Item[],
  opinions: readonly Opinion[],
  abandoned: Set<ValidationPair>,
): Difference | null {
  for (const [index, opinion] of opinions.entries()) {
    const item = batch[index];
    if (item === undefined || opinion.kind === 'agree') continue;
    if (opinion.kind !== 'exhausted')
      return verdictOn(opinion, simplest(comparison, item.pair, item.question, opinion));
    abandoned.add(item.pair);
  }
  return null;
}

function verdictOn(
  opinion: Exclude<Opinion, { readonly kind: 'agree' | 'exhausted' }>,
  { request }: PolicyQuestion,
): Difference {
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
    const next = simplerQuestions(best).find(
      (each) => comparison.opinions([{ pair, question: each, written: 1 }])[0]?.kind === kind,
    );
    if (next === undefined) return best;
    best = next;
  }
  return best;
}
