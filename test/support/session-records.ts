/** Session logs for tests, chained as the program chains them. */
import { createHash } from 'node:crypto';
import { type Chain, checkChain, nextRecord } from '../../src/model/chained-log.ts';
import type { SessionClosed, SessionOpened } from '../../src/model/session.ts';

const common = {
  schema: 'zonewright/session-record/v1',
  window: 'support',
  boundary: 'fw',
  reason: null,
  by: { user: 'root', sudoUser: 'mk', from: 'fw' },
} as const;

/** A session of `support` with a ticket, from one moment in ISO 8601 to another. */
export function sessionOpened(at: string, until: string, more: Partial<SessionOpened> = {}): SessionOpened {
  return { ...common, event: 'open', at, until, ticket: 'CHG-1', ...more };
}

export function sessionClosed(at: string, more: Partial<SessionClosed> = {}): SessionClosed {
  return { ...common, event: 'close', at, ...more };
}

/** The text of a log. */
export function sessionLog(records: readonly object[]): string {
  return records.reduce<string>((text, record) => text + nextRecord(chainOf(text), { ...record }), '');
}

export function chainOf(text: string): Chain {
  return checkChain(Buffer.from(text), (bytes) => createHash('sha256').update(bytes).digest('hex'));
}
