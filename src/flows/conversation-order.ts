/** The order of conversations in every output: by endpoints, then by operation and object, then by time bucket. */
import type { Conversation, ConversationKey } from '../model/conversation.ts';

/** Sorts by every field of the key, so that equal sets of conversations are equal lists. */
export function compareConversations(a: Conversation, b: Conversation): number {
  return (
    compareText(a.scope, b.scope) ||
    compareText(a.source, b.source) ||
    compareText(a.destination, b.destination) ||
    compareText(a.transport, b.transport) ||
    compareNumber(a.port, b.port) ||
    compareText(a.protocol, b.protocol) ||
    compareOperation(a, b) ||
    compareObject(a, b) ||
    compareText(a.missing.join(), b.missing.join()) ||
    a.bucket - b.bucket ||
    compareText(dropText(a), dropText(b))
  );
}

function dropText({ drop }: Conversation): string | null {
  return drop === null ? null : JSON.stringify(drop);
}

function compareOperation(a: ConversationKey, b: ConversationKey): number {
  return (
    compareText(a.operation?.code ?? null, b.operation?.code ?? null) ||
    compareText(a.operation?.class ?? null, b.operation?.class ?? null) ||
    compareText(a.operation?.name ?? null, b.operation?.name ?? null)
  );
}

function compareObject(a: ConversationKey, b: ConversationKey): number {
  return (
    compareNumber(a.object?.unit ?? null, b.object?.unit ?? null) ||
    compareText(a.object?.table ?? null, b.object?.table ?? null) ||
    compareNumber(a.object?.first ?? null, b.object?.first ?? null) ||
    compareNumber(a.object?.count ?? null, b.object?.count ?? null)
  );
}

/** Null sorts first; text by code unit, as a locale would make the order depend on the machine. */
function compareText(a: string | null, b: string | null): number {
  if (a === b) return 0;
  if (a === null) return -1;
  if (b === null) return 1;
  return a < b ? -1 : 1;
}

function compareNumber(a: number | null, b: number | null): number {
  return (a ?? -1) - (b ?? -1);
}
