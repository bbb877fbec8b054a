/** A grant is open, closed, or changes during a run. */
import { expect, test } from 'vitest';
import { stateDuring } from '../../../src/exporters/probes/time-state.ts';

/** Thursday, 1970-01-01: second 345,600 of the week, which begins on Sunday. */
const thursday = 345_600;

test('without a limit it is open, and without a region closed', () => {
  expect(stateDuring([{ dates: { from: 0, to: 1_000 }, week: null }], 10, 20)).toBe('open');
  expect(stateDuring([], 10, 20)).toBe('closed');
});

test('a date that begins or ends within the run changes it, and one at its edges does not', () => {
  const dates = (from: number, to: number) => stateDuring([{ dates: { from, to }, week: null }], 10, 20);
  expect([
    dates(10, 20),
    dates(11, 20),
    dates(10, 19),
    dates(20, 30),
    dates(21, 30),
    dates(0, 9),
    dates(0, 10),
  ]).toEqual(['open', 'changes', 'changes', 'changes', 'closed', 'closed', 'changes']);
});

test('a window of the week changes it where it begins or ends', () => {
  const week = (from: number, to: number) =>
    stateDuring([{ dates: { from: 0, to: 10_000_000 }, week: [{ from, to }] }], 10, 20);
  expect(week(thursday, thursday + 20)).toBe('open');
  expect(week(thursday + 11, thursday + 30)).toBe('changes');
  expect(week(thursday, thursday + 19)).toBe('changes');
  expect(week(thursday + 21, thursday + 30)).toBe('closed');
  expect(week(0, thursday)).toBe('closed');
});

test('the end of the week is its beginning', () => {
  const week = [
    { from: 0, to: 100 },
    { from: 604_790, to: 604_799 },
  ];
  const saturday = 3 * 86_400;
  expect(stateDuring([{ dates: { from: 0, to: 10_000_000 }, week }], saturday - 10, saturday + 50)).toBe('open');
  expect(stateDuring([{ dates: { from: 0, to: 10_000_000 }, week }], saturday - 10, saturday + 101)).toBe('changes');
});

test('regions that take over from one another leave it open', () => {
  const dates = [
    { dates: { from: 0, to: 14 }, week: null },
    { dates: { from: 15, to: 40 }, week: null },
  ];
  expect(stateDuring(dates, 10, 20)).toBe('open');
});
