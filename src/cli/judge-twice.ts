/** Judges recorded traffic by two policies at once, and keeps the conversations that they disagree about. */

import { withForwardedPorts } from '../compiler/catalogue/forwarded-ports.ts';
import type { CheckedPlant } from '../compiler/compile.ts';
import { describeConversation } from '../evaluator/audit.ts';
import { dropEnforcement } from '../evaluator/enforcement.ts';
import type { Judge } from '../evaluator/judge.ts';
import type { DiffConversation } from '../model/plan-diff.ts';
import type { FlowFile } from '../platform/flow-files.ts';
import type { CliContext } from './context.ts';
import { readFiles, reportUnread } from './read-files.ts';
import { scopeFinder } from './scope-finder.ts';

export interface TwoPolicies {
  readonly base: Judge;
  readonly head: Judge;
  /** That of the head names scopes and protocols. */
  readonly checked: CheckedPlant;
  readonly scope: string | undefined;
}

export interface TwiceJudged {
  /** The most frequent first. */
  readonly changed: readonly DiffConversation[];
  readonly conversations: number;
}

/** Null when none of the files could be read; that has been said. */
export async function judgeTwice(
  context: CliContext,
  files: readonly FlowFile[],
  { base, head, checked, scope }: TwoPolicies,
): Promise<TwiceJudged | null> {
  const buckets = jointBuckets(base, head);
  const { inputs, aggregator } = await readFiles(context, files, {
    catalogue: withForwardedPorts(checked.catalogue, checked.plan),
    scopeOf: scopeFinder(checked.plan, scope),
    bucketOf: buckets.bucketOf,
  });
  if (reportUnread(context, inputs)) return null;
  const conversations = aggregator.conversations();
  const [before, after] = ([base, head] as const).map((judge, side) =>
    judge.judgeAll(conversations.map((each) => ({ ...each, bucket: buckets.on(each.bucket, side) }))),
  );
  const changed = conversations.flatMap((conversation, index): readonly DiffConversation[] => {
    const [one, other] = [before?.[index], after?.[index]];
    if (one === undefined || other === undefined || one.verdict.kind === other.verdict.kind) return [];
    const enforcement = dropEnforcement(conversation, checked.plan.boundaries);
    return [{ ...describeConversation(conversation, other, enforcement), before: one.verdict.kind }];
  });
  return { changed: changed.sort((a, b) => b.count - a.count), conversations: conversations.length };
}

/** Judges number the times that they tell apart each for itself; two of them together tell apart pairs. */
function jointBuckets(base: Judge, head: Judge) {
  const pairs: (readonly [number, number])[] = [];
  const numbers = new Map<string, number>();
  return {
    bucketOf: (micros: number): number => {
      const pair = [base.buckets.bucketOf(micros), head.buckets.bucketOf(micros)] as const;
      const known = numbers.get(pair.join());
      if (known !== undefined) return known;
      numbers.set(pair.join(), pairs.length);
      return pairs.push(pair) - 1;
    },
    on: (bucket: number, side: number): number => pairs[bucket]?.[side] ?? 0,
  };
}
