/** Joins the judge to the analyzer: which conversations rested on which grants. */
import type { Usage, UsedConversation } from '../analyzer/usage.ts';
import type { JudgedFlows } from './judge-flows.ts';

const microsPerSecond = 1_000_000;

/** Null when there are no conversations. */
export function usageOf({
  conversations,
  judgements,
}: Pick<JudgedFlows, 'conversations' | 'judgements'>): Usage | null {
  if (conversations.length === 0) return null;
  let first = Number.POSITIVE_INFINITY;
  let last = Number.NEGATIVE_INFINITY;
  for (const conversation of conversations) {
    first = Math.min(first, conversation.first / microsPerSecond);
    last = Math.max(last, conversation.last / microsPerSecond);
  }
  const used = conversations.flatMap(({ operation, drop }, index): UsedConversation[] => {
    const judgement = judgements[index];
    // Who borrows an address does not use what is granted to its owner.
    if (judgement === undefined || judgement.verdict.kind === 'denied' || drop?.action === 'spoofed') return [];
    const { source, destination, verdict } = judgement;
    const allowed = verdict.kind === 'allowed' ? 'all' : 'some';
    return [{ source: source.id, destination: destination.id, operation, allowed, grants: verdict.grants }];
  });
  return { first, last, conversations: conversations.length, used };
}
