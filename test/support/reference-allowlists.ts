/** What random allowlists grant, by the meaning that stands beside each of their literals; an oracle only. */
import { inputFor } from '../../src/evaluator/decide.ts';
import type { Plan } from '../../src/model/plan.ts';
import type { AllowlistDraft } from './plants/draft-rego.ts';
import { type CompleteConversation, referenceKey } from './reference-evaluator.ts';
import { shippedCatalogue } from './shipped-catalogue.ts';

/** Whether an allowlist grants the conversation: it speaks between members of the zones whose conduit names it. */
export function allowlistsAllow(plan: Plan, asked: CompleteConversation, lists: readonly AllowlistDraft[]): boolean {
  const key = referenceKey(plan, asked);
  const { source, destination } = key;
  if (!source.attributes.member || !destination.attributes.member) return false;
  const named = plan.conduits
    .filter((each) => each.from === source.attributes.zone && each.to === destination.attributes.zone)
    .flatMap((each) => each.allowlists);
  return lists.some(
    (list) => named.includes(list.name) && list.grants(inputFor(key), portOf({ ...asked, port: key.port })),
  );
}

/** A rule that says nothing of ports means the usual ones of the protocol, as in YAML (docs/meaning.md). */
function portOf({ protocol, transport, port }: CompleteConversation): 'usual' | 'transport' | 'other' {
  const services = shippedCatalogue.protocols.get(protocol)?.services ?? [];
  const open = services.filter((service) => !service.encrypted);
  const own = services.filter((service) => service.transport === transport);
  const usual = (open.length > 0 ? open : services).filter((service) => own.includes(service));
  if (usual.some(({ ports }) => ports.some((range) => range.from <= port && port <= range.to))) return 'usual';
  return own.length > 0 ? 'transport' : 'other';
}

/**
 * Requests for at most one object, and no handshakes: what YAML and Rego allow together, and what comes with a grant, is
 * said elsewhere. Guards run as written, on every port; they are asked on the usual ones.
 */
export function isPlain(plan: Plan, conversation: CompleteConversation): boolean {
  const { object, operation } = conversation;
  if (operation.class === 'session' || (object?.count ?? 1) !== 1) return false;
  if (plan.lowered.guards.length === 0) return true;
  return portOf({ ...conversation, port: referenceKey(plan, conversation).port }) === 'usual';
}

/** The request for its first object alone; none for one that is not plain. */
export function singleOf(plan: Plan, conversation: CompleteConversation): readonly CompleteConversation[] {
  const { object } = conversation;
  const single = object?.count == null ? conversation : { ...conversation, object: { ...object, count: 1 } };
  return isPlain(plan, single) ? [single] : [];
}
