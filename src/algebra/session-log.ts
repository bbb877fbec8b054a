/** From the records of a session log to sessions with a beginning and an end. */

import type { Operator } from '../model/apply-log.ts';
import type { ChainedRecord } from '../model/chained-log.ts';
import type { SessionRecord, VendorSession } from '../model/session.ts';

export interface SessionHistory {
  /** In the order of their opening. */
  readonly sessions: readonly VendorSession[];
  /** Lines of records that are none of a session. */
  readonly unreadable: readonly number[];
}

/** A session ends when it is closed or opened anew, at the latest when it was meant to. */
export function readSessions(records: readonly ChainedRecord[]): SessionHistory {
  const sessions: VendorSession[] = [];
  const unreadable: number[] = [];
  const last = new Map<string, number>();
  for (const { line, body } of records) {
    const record = readRecord(body);
    if (record === null) {
      unreadable.push(line);
      continue;
    }
    const { window, boundary, at } = record;
    const key = JSON.stringify([window, boundary]);
    const index = last.get(key);
    const session = index === undefined ? undefined : sessions[index];
    const from = microsOf(at);
    if (index !== undefined && session !== undefined && from < session.to)
      sessions[index] = { ...session, to: Math.max(from, session.from), closed: true };
    if (record.event === 'close') continue;
    const { until, ticket, reason, by } = record;
    const to = Math.max(microsOf(until), from);
    last.set(key, sessions.push({ window, boundary, from, to, ticket, reason, by, closed: false, line }) - 1);
  }
  return { sessions, unreadable };
}

function readRecord(body: Readonly<Record<string, unknown>>): SessionRecord | null {
  const { schema, event, at, window, boundary, until, ticket, reason } = body;
  const by = readActor(body['by']);
  if (schema !== 'zonewright/session-record/v1' || by === null) return null;
  if (!isMoment(at) || typeof window !== 'string' || typeof boundary !== 'string' || !isTextOrNull(reason)) return null;
  if (event === 'close') return { schema, event, at, window, boundary, reason, by };
  if (event !== 'open' || !isMoment(until) || !isTextOrNull(ticket)) return null;
  return { schema, event, at, window, boundary, until, ticket, reason, by };
}

function readActor(value: unknown): Operator | null {
  if (typeof value !== 'object' || value === null) return null;
  const { user, sudoUser, from }: Readonly<Record<string, unknown>> = { ...value };
  if (typeof user !== 'string' || typeof from !== 'string' || !isTextOrNull(sudoUser)) return null;
  return { user, sudoUser, from };
}

/** `2026-11-26T05:00:00.000Z`, as `Date` writes it; with more or fewer digits of a second it is read too. */
function isMoment(value: unknown): value is string {
  return typeof value === 'string' && /^\d{4}-\d{2}-\d{2}T[\d:.]+Z$/.test(value) && !Number.isNaN(Date.parse(value));
}

function isTextOrNull(value: unknown): value is string | null {
  return value === null || typeof value === 'string';
}

function microsOf(text: string): number {
  return Date.parse(text) * 1000;
}
