/** Windows of a plan: the named ones as they are written, and one for each date that a grant names. */
import { expect, test } from 'vitest';
import { lowerPlant } from '../../../src/compiler/lower/lower-plant.ts';
import type { PlanWindow } from '../../../src/model/plan.ts';
import { parseText } from '../../support/expect-findings.ts';
import { shippedCatalogue } from '../../support/shipped-catalogue.ts';

function windowsOf(windows: string, limits: string): readonly PlanWindow[] {
  const { value, diagnostics } = parseText(`plant: p
timezone: Europe/Berlin
zones: {z: {kind: cell}}
assets: {a: {zone: z, ip: 10.0.0.1}}
windows: ${windows}
conduits: {c: {from: z, to: z, allow: {g: {from: a, to: a, protocol: modbus, ${limits}}}}}`);
  expect(diagnostics).toEqual([]);
  return lowerPlant(value, shippedCatalogue, []).value.windows;
}

test('dates become windows of their own, the last day included', () => {
  expect(windowsOf('{}', 'starts: 2026-01-01, expires: 2026-12-31')).toEqual([
    { id: 'since:2026-01-01', timezone: 'Europe/Berlin', span: { kind: 'once', from: '2026-01-01T00:00', to: null } },
    { id: 'until:2026-12-31', timezone: 'Europe/Berlin', span: { kind: 'once', from: null, to: '2026-12-31T24:00' } },
  ]);
});

test.each(['until', 'since'])('a window called `%s` stays what it is', (id) => {
  const span = { kind: 'once', from: '2026-01-01T08:00', to: null };
  expect(windowsOf(`{${id}: {once: {from: "2026-01-01T08:00"}}}`, `during: ${id}`)).toEqual([
    { id, timezone: 'Europe/Berlin', span },
  ]);
});
