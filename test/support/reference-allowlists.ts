/** What random allowlists grant, by the meaning that stands beside each of their literals; an oracle only. */
import { inputFor } from '../../src/evaluator/decide.ts';
import type { Plan } from '../../src/model/plan.ts';
import type { AllowlistDraft } from './plants/draft-rego.ts';
import { type CompleteConversation, referenceKey } from './reference-evaluator.ts';

/** Whether an allowlist grants the conversation: it speaks between members of the zones whose conduit names it. */
export function allowlistsAllow(plan: Plan, asked: CompleteConversation, lists: readonly AllowlistDraft[]): boolean {
  const key = referenceKey(plan, asked);
  const { source, destination } = key;
  if (!source.attributes.member || !destination.attributes.member) return false;
  const named = plan.conduits
    .filter((each) => each.from === source.attributes.zone && each.to === destination.attributes.zone)
    .flatMap((each) => each.allowlists);
  return lists.some((list) => named.includes(list.name) && list.grants(inputFor(key)));
}

/**
 * Requests for at most one object, and no handshakes: what YAML and Rego allow together, and what comes with a grant, is
 * said elsewhere.
 */
export function isSingle({ object, operation }: CompleteConversation): boolean {
  return operation.class !== 'session' && (object?.count ?? 1) === 1;
}

/** The request for its first object alone; none for a handshake. */
export function singleOf(conversation: CompleteConversation): readonly CompleteConversation[] {
  const { object } = conversation;
  const single = object?.count == null ? conversation : { ...conversation, object: { ...object, count: 1 } };
  return isSingle(single) ? [single] : [];
}
