/**
 * The set that says which vendor sessions are open. An exported file leaves it empty; an element with a timeout opens a
 * session for just as long, and taking it out closes it. The key of a session depends on nothing but the name of its
 * window, so that a session stays open when another policy takes over.
 */
import { createHash } from 'node:crypto';
import type { PlanWindow } from '../../../model/plan.ts';

export const sessionSet = 'sessions';

/** Its declaration. */
export const sessionSetLine: string = `set ${sessionSet} { type mark; flags timeout; }`;

/** The key of a session: the first 32 bits of the SHA-256 of the name of its window. */
export function sessionKey(window: string): number {
  return Number.parseInt(createHash('sha256').update(window).digest('hex').slice(0, 8), 16);
}

/** The key as nft writes marks: `0x0a1b2c3d`. */
export function formatSessionKey(window: string): string {
  return `0x${sessionKey(window).toString(16).padStart(8, '0')}`;
}

/** Statements of a rule that go on only while a session is open. They leave another mark behind. */
export function whileOpen(window: string): string {
  return `meta mark set ${formatSessionKey(window)} meta mark @${sessionSet}`;
}

/** Two windows of sessions with one key, so that opening one would open the other; null when there are none. */
export function clashingSessions(windows: readonly PlanWindow[]): readonly [string, string] | null {
  const known = new Map<number, string>();
  for (const { id, span } of windows) {
    if (span.kind !== 'session') continue;
    const key = sessionKey(id);
    const other = known.get(key);
    if (other !== undefined) return [other, id];
    known.set(key, id);
  }
  return null;
}
