/** What an open port lets through beyond a grant. */
import { expect, test } from 'vitest';
import { excessOf } from '../../src/exporters/coverage.ts';
import type { PlanGrant, PlanObject, PlanOperation } from '../../src/model/plan.ts';
import { buildGrant } from '../support/plan-builder.ts';
import { smallCatalogue } from '../support/small-catalogue.ts';

const catalogue = smallCatalogue();
const all = (...classes: readonly PlanOperation['class'][]): readonly PlanOperation[] =>
  classes.map((name) => ({ class: name, name: null }));
const nothing = { operations: [], objects: [], crafted: [], openedBy: [] };

function modbus(more: Partial<PlanGrant>): PlanGrant {
  return buildGrant('g', ['a/x'], ['b/y'], ['tcp/502'], { protocol: 'modbus', ...more });
}

function object(
  unit: readonly [number, number] | null,
  table: string | null,
  range: readonly [number, number] | null,
): PlanObject {
  const interval = (pair: readonly [number, number] | null) => (pair === null ? null : { from: pair[0], to: pair[1] });
  return { unit: interval(unit), table, range: interval(range) };
}

function excess(grant: PlanGrant, ...others: readonly PlanGrant[]): ReturnType<typeof excessOf> {
  return excessOf(grant, [grant, ...others], catalogue);
}

test('is nothing for a grant of everything', () => {
  expect(excess(modbus({}))).toEqual(nothing);
});

test('is every class that is not granted, and codes that nobody knows', () => {
  expect(excess(modbus({ operations: all('read') }))).toEqual({
    operations: ['write', 'program', 'unknown'],
    objects: [],
    crafted: [],
    openedBy: [],
  });
});

test('is a class of which only one operation is granted', () => {
  const one = modbus({ operations: [{ class: 'read', name: 'read_coils' }, ...all('write', 'program', 'unknown')] });
  expect(excess(one)).toMatchObject({ operations: ['read'], objects: [] });
});

test('is nothing for a class whose operations are all granted by name', () => {
  const names = ['read_coils', 'read_holding'].map((name) => ({ class: 'read' as const, name }));
  expect(excess(modbus({ operations: [...names, ...all('write', 'program', 'unknown')] }))).toEqual(nothing);
});

test('is nothing when several grants on the same port allow everything together', () => {
  const reads = modbus({ operations: all('read', 'unknown') });
  expect(excess(reads, modbus({ operations: all('write', 'program') }))).toEqual(nothing);
});

test('does not count a grant that holds only at some other time', () => {
  const reads = modbus({ operations: all('read', 'unknown') });
  const rest = modbus({ operations: all('write', 'program'), windows: ['sunday'] });
  expect(excess(reads, rest).operations).toEqual(['write', 'program']);
  expect(excess(rest, reads)).toEqual({ operations: [], objects: [], crafted: [], openedBy: ['conduit/g'] });
});

test('does not count a grant of another protocol on the same port, unless it is of any protocol', () => {
  const reads = modbus({ operations: all('read') });
  expect(excess(reads, modbus({ protocol: 'opc-ua' })).operations).not.toEqual([]);
  expect(excess(reads, modbus({ protocol: 'tcp' }))).toEqual(nothing);
});

test('is the operations whose objects are limited', () => {
  const limited = modbus({
    operations: all('read', 'write', 'program', 'unknown'),
    objects: [object(null, 'holding', null)],
  });
  expect(excess(limited)).toMatchObject({ operations: [], objects: ['read', 'program', 'unknown'] });
});

test('is nothing when limits fill the objects together', () => {
  const operations = all('write', 'read', 'program', 'unknown');
  const whole = [
    object(null, 'coils', null),
    object([0, 99], 'holding', null),
    object([100, 255], 'holding', [0, 30_000]),
    object([90, 255], null, [30_001, 65_535]),
  ];
  expect(excess(modbus({ operations, objects: whole }))).toEqual(nothing);
  for (const [index] of whole.entries())
    expect(excess(modbus({ operations, objects: whole.filter((_, at) => at !== index) })).objects).not.toEqual([]);
});

test('a limit on objects that a protocol does not show allows nothing of it', () => {
  const { operations, objects } = excess(modbus({ protocol: 'https', objects: [object([1, 1], null, null)] }));
  expect({ operations, objects }).toEqual({ operations: [], objects: ['unknown'] });
});

test('names the grants that keep the port open outside of a window', () => {
  const other = (more: Partial<PlanGrant>): PlanGrant => ({ ...modbus(more), id: 'conduit/other' });
  const sunday = modbus({ windows: ['sunday'] });
  expect(excess(sunday, other({ operations: all('read') })).openedBy).toEqual(['conduit/other']);
  expect(excess(sunday, other({ operations: all('read'), windows: ['monday'] })).openedBy).toEqual(['conduit/other']);
  expect(excess(sunday, other({ operations: all('read'), windows: ['monday', 'sunday'] })).openedBy).toEqual([]);
  expect(excess(sunday, other({})).openedBy).toEqual([]);
  expect(excess(sunday, other({ protocol: 'opc-ua' })).openedBy).toEqual(['conduit/other']);
});
