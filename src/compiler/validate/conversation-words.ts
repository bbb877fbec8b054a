/** Conversations of a validation in plant words. */
import type { Witness } from '../../algebra/witness.ts';
import { requestWords } from '../../model/request-words.ts';

/** A conversation in plant words; null has no words. */
export function conversationWords(request: Witness | null): string {
  if (request === null) return '';
  const { source, destination, protocol, transport, port, operation, object, time } = request;
  const words = requestWords({ service: { protocol, candidates: [transport], transport, port }, operation, object });
  const when = time === null ? '' : ` @${new Date(time * 1000).toISOString()}`;
  return `${source} -> ${destination} ${words}${when}`;
}
