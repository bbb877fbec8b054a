/** A judged conversation as a question about change: what it shows, and who takes part. */
import type { Catalogue, Protocol } from '../model/catalogue.ts';
import { type ConversationKey, connectOperation, grantedName } from '../model/conversation.ts';
import type { Endpoint } from '../model/endpoint.ts';
import type { PlanObject } from '../model/plan.ts';
import type { DecisionKey } from './decide.ts';
import type { Judgement } from './judge.ts';

export interface Asked {
  /** As it was judged, behind every translation of addresses. */
  readonly key: ConversationKey;
  readonly judgement: Judgement;
}

/** Whether everything is shown that a grant can look at. */
export function isComplete({ key, judgement }: Asked): boolean {
  return key.missing.every((field) => field === 'protocol') && judgement.protocols.length === 1;
}

/** The question as the policy would be asked, for a conversation that is complete. */
export function decisionKeyOf({ key, judgement }: Asked, windows: readonly string[]): DecisionKey {
  const { source, destination, protocols } = judgement;
  const operation = key.operation ?? connectOperation;
  const { transport, object } = key;
  return {
    source,
    destination,
    protocol: protocols[0] ?? null,
    transport,
    port: key.port ?? 0,
    operation,
    object,
    windows,
  };
}

/** The protocol that a grant for it names: its own, or the bare transport where it may be one of several. */
export function grantedProtocol({ key, judgement }: Asked): string {
  const [only] = judgement.protocols;
  return judgement.protocols.length === 1 && only !== undefined ? only : key.transport;
}

/** Names of the operations that were asked for; null when they are not shown or not told apart. */
export function operationNames(asked: readonly Asked[], protocol: Protocol | undefined): readonly string[] | null {
  if (protocol === undefined || protocol.operations.length === 0) return null;
  const names = asked.map(({ key: { operation } }) => (operation === null ? null : grantedName(operation)));
  const known = names.filter((name) => name !== null);
  return known.length < names.length
    ? null
    : [...new Set(known.map((name) => (name === 'connect' ? 'session' : name)))];
}

/** Object limits that cover what was asked for; empty where any request was without objects. */
export function objectLimits(asked: readonly Asked[]): readonly PlanObject[] {
  const limits = new Map<string, PlanObject>();
  for (const { key } of asked) {
    if (key.operation?.class === 'session') continue;
    const { object } = key;
    if (object === null || (object.unit === null && object.table === null && object.first === null)) return [];
    const { unit, table, first, count } = object;
    const limit = {
      unit: unit === null ? null : { from: unit, to: unit },
      table,
      range: first === null || table === null ? null : { from: first, to: first + (count ?? 1) - 1 },
    };
    limits.set(JSON.stringify(limit), limit);
  }
  return [...limits.values()];
}

/** How selectors name an endpoint; null for an address that nobody declared. */
export function selectorOf({ attributes }: Endpoint): string | null {
  return attributes.cast === 'unicast' ? attributes.asset : attributes.cast;
}

/** What a grant must write under `ports`: nothing where the protocol has this one port and no other. */
export function portsOf(asked: Asked, catalogue: Catalogue): readonly string[] {
  const { transport, port } = asked.key;
  if (port === null) return [];
  const id = grantedProtocol(asked);
  const services = catalogue.protocols.get(id)?.services ?? [];
  const open = services.filter((service) => !service.encrypted);
  const usual = (open.length > 0 ? open : services).flatMap((service) =>
    service.ports.map((range) => ({ ...range, transport: service.transport })),
  );
  const isOnly = usual.every((each) => each.transport === transport && each.from === port && each.to === port);
  return isOnly && usual.length > 0 ? [] : [portText(asked, catalogue)];
}

/** `502`, or `udp/502` where the protocol has several transports. */
export function portText(asked: Asked, catalogue: Catalogue): string {
  const { transport, port } = asked.key;
  const services = catalogue.protocols.get(grantedProtocol(asked))?.services ?? [];
  const isOnly = services.length > 0 && services.every((service) => service.transport === transport);
  return isOnly ? String(port) : `${transport}/${port}`;
}
