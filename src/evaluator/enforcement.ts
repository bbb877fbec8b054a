/**
 * Where the logs of boundaries meet what was seen elsewhere: what a boundary did with each conversation, and which of
 * those that cross it nobody stopped.
 */
import type { AuditBoundary, AuditConversation, AuditEnforcement } from '../model/audit.ts';
import type { BoundaryDrop } from '../model/boundary-drop.ts';
import type { Conversation } from '../model/conversation.ts';
import type { PlanBoundary } from '../model/plan.ts';
import { isoMicros } from './iso-micros.ts';
import type { Judgement } from './judge.ts';

/** A conversation with its judgement. */
export interface Judged {
  readonly conversation: Conversation;
  readonly judgement: Judgement;
}

/** What a boundary did with each conversation, in their order; null where no log says anything of it. */
export function enforcementsOf(
  judged: readonly Judged[],
  boundaries: readonly PlanBoundary[],
): readonly (AuditEnforcement | null)[] {
  const logs = logsOf(judged, boundaries);
  return judged.map((each) => dropEnforcement(each.conversation, boundaries) ?? crossing(each, boundaries, logs));
}

/** What the log of a boundary shows of a conversation; null for one that was seen elsewhere. */
export function dropEnforcement(
  { drop, count }: Pick<Conversation, 'drop' | 'count'>,
  boundaries: readonly PlanBoundary[],
): AuditEnforcement | null {
  if (drop === null) return null;
  const { action, hook, entry, exit } = drop;
  return { action, boundary: boundaryOf(drop, boundaries), drops: count, hook, entry, exit };
}

/** What the report says of each boundary whose log was read, by its name. */
export function summariseBoundaries(
  judged: readonly Judged[],
  conversations: readonly AuditConversation[],
  boundaries: readonly PlanBoundary[],
): readonly AuditBoundary[] {
  return [...logsOf(judged, boundaries)]
    .sort(([a], [b]) => ((a ?? '') < (b ?? '') ? -1 : 1))
    .map(([boundary, { first, last }]) => {
      const own = conversations.filter(({ enforcement }) => enforcement?.boundary === boundary);
      const count = (matches: (action: AuditEnforcement['action'], verdict: AuditConversation['verdict']) => boolean) =>
        own.filter(({ enforcement, verdict }) => enforcement !== null && matches(enforcement.action, verdict)).length;
      return {
        boundary,
        first: isoMicros(first),
        last: isoMicros(last),
        spoofed: count((action) => action === 'spoofed'),
        stray: count((action) => action === 'stray'),
        enforced: count((action, { kind }) => action === 'denied' && kind === 'denied'),
        grantedButDropped: count((action, { kind }) => action === 'denied' && kind !== 'denied'),
        deniedNotDropped: count((action, { kind }) => action === 'not-dropped' && kind === 'denied'),
      };
    });
}

/** The log of one boundary. */
interface Log {
  first: number;
  last: number;
  /** Drops by the ends and the service that they are about. */
  readonly drops: Map<string, number>;
}

function logsOf(judged: readonly Judged[], boundaries: readonly PlanBoundary[]): ReadonlyMap<string | null, Log> {
  const logs = new Map<string | null, Log>();
  for (const { conversation } of judged) {
    const { drop, first, last, count } = conversation;
    if (drop === null) continue;
    const boundary = boundaryOf(drop, boundaries);
    const log = logs.get(boundary) ?? { first, last, drops: new Map() };
    logs.set(boundary, log);
    log.first = Math.min(log.first, first);
    log.last = Math.max(log.last, last);
    // Who sends with the address of another says nothing about what that other sends.
    if (drop.action === 'spoofed') continue;
    const ends = endsOf(conversation);
    log.drops.set(ends, (log.drops.get(ends) ?? 0) + count);
  }
  return logs;
}

/** A log that does not name its boundary is that of the only one. */
function boundaryOf({ boundary }: BoundaryDrop, boundaries: readonly PlanBoundary[]): string | null {
  const [only] = boundaries;
  return boundary ?? (boundaries.length === 1 ? (only?.id ?? null) : null);
}

/** What was dropped shows less of itself than what passed, so that neither protocol nor operation are compared. */
function endsOf({ source, destination, transport, port }: Conversation): string {
  return `${source} ${destination} ${transport} ${port}`;
}

/** What the log of a boundary that a conversation crosses says of it. */
function crossing(
  { conversation, judgement }: Judged,
  boundaries: readonly PlanBoundary[],
  logs: ReadonlyMap<string | null, Log>,
): AuditEnforcement | null {
  if (conversation.missing.includes('time')) return null;
  const from = judgement.source.attributes.zone;
  const to = judgement.destination.attributes.zone;
  for (const boundary of boundaries) {
    const log = logs.get(boundary.id);
    if (log === undefined || !separates(boundary, from, to)) continue;
    // Outside of this time nobody may have listened.
    if (conversation.last < log.first || conversation.first > log.last) continue;
    const drops = log.drops.get(endsOf(conversation)) ?? 0;
    const action = drops > 0 ? 'dropped' : 'not-dropped';
    return { action, boundary: boundary.id, drops, hook: null, entry: null, exit: null };
  }
  return null;
}

function separates({ interfaces }: PlanBoundary, from: string | null, to: string | null): boolean {
  const behind = (zone: string | null): string | undefined =>
    interfaces.find((each) => zone !== null && each.zones.includes(zone))?.name;
  const [entry, exit] = [behind(from), behind(to)];
  return entry !== undefined && exit !== undefined && entry !== exit;
}
