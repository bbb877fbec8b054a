import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { checkSessions } from '../../src/evaluator/check-sessions.ts';
import { nextRecord } from '../../src/model/chained-log.ts';
import type { SessionClosed, SessionOpened } from '../../src/model/session.ts';
import { buildPlan, buildSession, buildWeekly } from '../support/plan-builder.ts';
import { chainOf, sessionClosed, sessionLog, sessionOpened } from '../support/session-records.ts';

const at = (time: string): string => `2026-11-26T${time}Z`;
const opened = (from: string, until: string, more: Partial<SessionOpened> = {}): SessionOpened =>
  sessionOpened(at(from), at(until), more);
const closed = (time: string, more: Partial<SessionClosed> = {}): SessionClosed => sessionClosed(at(time), more);
const logOf = sessionLog;

const plan = buildPlan({
  windows: [
    buildSession('support'),
    buildWeekly('night', 'UTC', ['mon'], '22:00', '06:00'),
    { ...buildSession('watch'), span: { kind: 'session', longest: 480, ticket: 'optional' } },
  ],
});

function check(text: string) {
  const { value, diagnostics } = checkSessions(chainOf(text), plan, 'sessions.ndjson');
  return {
    openAt: (time: string) => value.openAt(Date.parse(at(time)) * 1000),
    found: diagnostics.map(({ code, at: place }) => `${code}:${place?.line}`),
  };
}

describe('sessions of a log', () => {
  it('are open from their opening up to the moment they end', () => {
    const { openAt, found } = check(logOf([opened('08:00:10.250', '09:00:10.250')]));
    expect(found).toEqual([]);
    expect(openAt('08:00:10.249')).toEqual([]);
    expect(openAt('08:00:10.250')).toEqual(['support']);
    expect(openAt('09:00:10.249')).toEqual(['support']);
    expect(openAt('09:00:10.250')).toEqual([]);
  });

  it('end when somebody closes them, and can be opened again', () => {
    const log = logOf([opened('08:00:00', '09:00:00'), closed('08:30:00'), opened('08:40:00', '08:50:00')]);
    const { openAt } = check(log);
    expect(['08:29:59', '08:30:00', '08:45:00', '08:50:00'].map(openAt)).toEqual([['support'], [], ['support'], []]);
  });

  it('are those of one boundary each: closing one leaves the other open', () => {
    const log = logOf([
      opened('08:00:00', '09:00:00'),
      opened('08:00:00', '09:00:00', { boundary: 'fw-2' }),
      closed('08:30:00'),
    ]);
    expect(check(log).openAt('08:45:00')).toEqual(['support']);
    expect(
      check(log + nextRecord(chainOf(log), { ...closed('08:40:00', { boundary: 'fw-2' }) })).openAt('08:45:00'),
    ).toEqual([]);
  });

  it('count for no longer than the plant allows', () => {
    const { openAt, found } = check(logOf([opened('08:00:00', '16:00:01')]));
    expect(found).toEqual(['session/too-long:1']);
    expect(openAt('15:59:59')).toEqual(['support']);
    expect(openAt('16:00:00')).toEqual([]);
  });

  it('count for nothing without a ticket where one is required', () => {
    for (const ticket of [null, '']) {
      const { openAt, found } = check(logOf([opened('08:00:00', '09:00:00', { ticket })]));
      expect([openAt('08:30:00'), found]).toEqual([[], ['session/no-ticket:1']]);
    }
    const free = check(logOf([opened('08:00:00', '09:00:00', { ticket: null, window: 'watch' })]));
    expect([free.openAt('08:30:00'), free.found]).toEqual([['watch'], []]);
  });

  it('count for nothing when the plant does not have their window, or it is no session', () => {
    const { openAt, found } = check(
      logOf([opened('08:00:00', '09:00:00', { window: 'gone' }), opened('08:00:00', '09:00:00', { window: 'night' })]),
    );
    expect([openAt('08:30:00'), found]).toEqual([[], ['session/unknown-window:1', 'session/unknown-window:2']]);
  });

  it('count up to the line before a break, and a torn line is told', () => {
    const log = logOf([opened('08:00:00', '08:10:00'), opened('08:20:00', '08:30:00'), opened('08:40:00', '08:50:00')]);
    const broken = check(log.replace('08:30:00', '08:39:00'));
    expect(broken.found).toEqual(['session/log-broken:3']);
    expect(['08:05:00', '08:25:00', '08:45:00'].map(broken.openAt)).toEqual([['support'], [], []]);
    const torn = check(log.slice(0, -5));
    expect(torn.found).toEqual(['session/log-torn:3']);
    expect(['08:05:00', '08:25:00', '08:45:00'].map(torn.openAt)).toEqual([['support'], ['support'], []]);
  });

  it('are told of lines that belong to the chain and are none', () => {
    const odd = [{}, { ...opened('08:00:00', '09:00:00'), until: 'tomorrow' }, { ...closed('08:00:00'), by: null }];
    expect(check(logOf(odd)).found).toEqual([1, 2, 3].map((line) => `session/unreadable-record:${line}`));
  });

  it('law: no records make the reader throw', () => {
    const base = { ...opened('08:00:00', '09:00:00') };
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.constantFrom(...Object.keys(base)), fc.jsonValue())), (changes) => {
        const log = logOf(changes.map(([key, value]) => ({ ...base, [key]: value })));
        expect(() => check(log).openAt('08:30:00')).not.toThrow();
      }),
    );
  });
});
