/** How a ruleset names vendor sessions, as its documentation says: docs/nftables.md, "A vendor session". */
import { createHash } from 'node:crypto';

/** The set whose elements are open sessions. */
export const openSessions = 'sessions';

/** The element of a session, by the name of its window. */
export function elementOfSession(window: string): number {
  return createHash('sha256').update(window, 'utf8').digest().readUInt32BE(0);
}
