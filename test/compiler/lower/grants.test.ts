/** Grants of a plan: what is written in one order or another lowers to the same. */
import { expect, test } from 'vitest';
import { lowerPlant } from '../../../src/compiler/lower/lower-plant.ts';
import type { PlanObject } from '../../../src/model/plan.ts';
import { parseText } from '../../support/expect-findings.ts';
import { shippedCatalogue } from '../../support/shipped-catalogue.ts';

function objectsOf(objects: string): readonly PlanObject[] {
  const { value, diagnostics } = parseText(`plant: p
zones: {z: {kind: cell}}
assets: {a: {zone: z, ip: 10.0.0.1}}
conduits: {c: {from: z, to: z, allow: {g: {from: a, to: a, protocol: modbus, objects: ${objects}}}}}`);
  expect(diagnostics).toEqual([]);
  return lowerPlant(value, shippedCatalogue, []).value.grants[0]?.objects ?? [];
}

test('limits on objects are in one order, whatever order they are written in', () => {
  const written = ['{unit: 1, range: 5}', '{table: coils}', '{unit: 1-2}', '{range: 0-9}', '{unit: 1, range: 5-6}'];
  const lowered = objectsOf(`[${written.join(', ')}]`);
  expect(objectsOf(`[${[...written].reverse().join(', ')}]`)).toEqual(lowered);
  expect(
    lowered.map(({ unit, table, range }) => [unit?.from ?? null, unit?.to ?? null, table, range?.to ?? null]),
  ).toEqual([
    [null, null, null, 9],
    [null, null, 'coils', null],
    [1, 1, null, 5],
    [1, 1, null, 6],
    [1, 2, null, null],
  ]);
});
