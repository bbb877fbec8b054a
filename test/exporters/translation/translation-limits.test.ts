/** What exports say where boundaries translate addresses. */
import { expect, test } from 'vitest';
import { translationLimits } from '../../../src/exporters/translation/translation-limits.ts';
import { buildBoundary, buildPlan, buildZone, spanAt } from '../../support/plan-builder.ts';

const nat = {
  id: 'line',
  outside: { scope: 'north', network: '10.20.1.0/24' },
  inside: { scope: 'line-1', network: '192.168.0.0/24' },
  at: spanAt(1),
};
const zones = [
  buildZone('dmz', ['10.19.0.0/24'], { scope: 'north' }),
  buildZone('scada', ['10.20.0.0/24'], { scope: 'north' }),
  buildZone('line', ['192.168.0.0/24'], { scope: 'line-1' }),
];
const translating = buildBoundary({ eth0: ['scada'], eth1: ['line'] }, 'fw-line', { nat: [nat] });
const outer = buildBoundary({ eth0: ['dmz'], eth1: ['scada', 'line'] }, 'fw-dmz');
const plain = buildBoundary({ eth0: ['dmz'], eth1: ['scada'] }, 'fw-plain');
const plan = buildPlan({ zones, boundaries: [translating, outer, plain] });

const written = { translation: true };

test('a boundary that translates says what becomes of those who send past the translation', () => {
  const limits = translationLimits({ plan, boundary: translating }, written);
  expect(limits).toHaveLength(2);
  expect(limits[0]).toContain('addresses are translated here (NAT line)');
  expect(limits[0]).toContain('past the translation, is denied');
  expect(limits[1]).toContain('keeps the addresses that it was begun with');
});

test('a dialect that does not translate says so', () => {
  const limits = translationLimits({ plan, boundary: translating }, { translation: false });
  expect(limits).toEqual([expect.stringContaining('(NAT line) is not written here')]);
});

test('a boundary further outside says which zones it sees by other addresses', () => {
  const limits = translationLimits({ plan, boundary: outer }, written);
  expect(limits).toHaveLength(1);
  expect(limits[0]).toContain('zones that another boundary translates (line)');
});

test('nothing is said where nothing is translated', () => {
  expect(translationLimits({ plan, boundary: plain }, written)).toEqual([]);
});
