/** One judged conversation in words: who asks whom for what, why that is denied, and where it was seen. */
import { escapeText } from '../diagnostics/words.ts';
import type { AuditConversation } from '../model/audit.ts';
import { requestWords } from '../model/request-words.ts';

/** Who asks whom for what, how often. */
export function conversationLine(conversation: AuditConversation): string {
  const { source, destination, count, refused } = conversation;
  const times = count === 1 ? 'once' : `${count} times`;
  const failed = refused === 0 ? '' : `, ${refused} refused`;
  const pair = `${endpointText(source)} -> ${endpointText(destination)}`;
  return escapeText(`${pair}  ${requestWords(conversation)}  (${times}${failed})`);
}

function endpointText(endpoint: AuditConversation['source']): string {
  const { address, standsFor } = endpoint;
  const isTranslated = standsFor !== null && standsFor.address !== address;
  const seen = isTranslated ? `${address} (${standsFor.address} in ${standsFor.scope})` : address;
  const name = endpoint.asset === null ? seen : `${endpoint.asset} ${seen}`;
  return `${name} [${endpoint.zone ?? 'no zone'}]`;
}

/** Why it is denied, what the source did not show, or what allows it. */
export function reasonWords({ verdict, enforcement }: AuditConversation): string {
  if (verdict.kind === 'allowed') return escapeText(`allowed by ${verdict.grants.join(', ')}`);
  if (verdict.kind === 'unjudged') {
    const granted = enforcement === null ? '' : `; some of it is allowed by ${verdict.grants.join(', ')}`;
    return escapeText(`not shown by the source: ${verdict.missing.join(', ')}${granted}`);
  }
  const reason = (verdict.reason ?? '').replaceAll('-', ' ');
  const detail = verdict.detail === null ? '' : `: ${verdict.detail}`;
  const { nearest } = verdict;
  const near =
    nearest === null
      ? ''
      : `; nearest grant ${nearest.grant} has ${nearest.field} ${nearest.expected}, asked was ${nearest.actual}`;
  return escapeText(`${reason}${detail}${near}`);
}

/** What a boundary did with it, as `fw-line dropped it: the source does not lie behind eth0`; null for nothing. */
export function enforcementWords({
  enforcement,
  verdict,
}: Pick<AuditConversation, 'enforcement' | 'verdict'>): string | null {
  if (enforcement === null) return null;
  const { action, boundary, drops, entry } = enforcement;
  const who = boundary ?? 'the boundary';
  const way = entry === null ? null : 'name' in entry ? entry.name : `interface ${entry.index}`;
  const from = way === null ? '' : `; it came from ${way}`;
  switch (action) {
    case 'denied':
      return escapeText(`${who} dropped it: nothing in its ruleset allows it${from}`);
    case 'spoofed':
      return escapeText(
        `${who} dropped it: the source does not lie behind ${way ?? 'the interface that it came from'}`,
      );
    case 'stray':
      return escapeText(`${who} dropped it: it belongs to no connection that it knows${from}`);
    case 'dropped':
      return escapeText(`${who} dropped ${drops === 1 ? 'one' : drops} of these; they are listed apart`);
    case 'not-dropped':
      return verdict.kind === 'allowed' ? null : escapeText(`${who} lies between them and dropped none of it`);
  }
}

/** Where and when it was seen. */
export function evidenceText(conversation: AuditConversation): string {
  const byFile = Map.groupBy(conversation.evidence, (each) => `${each.file} ${each.unit}`);
  const places = [...byFile].map(([file, items]) => `${file} ${items.map((each) => each.position).join(', ')}`);
  const span =
    conversation.first === conversation.last ? conversation.first : `${conversation.first} to ${conversation.last}`;
  return escapeText(`${places.join('; ')}; ${span}`);
}
