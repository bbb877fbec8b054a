import { describe, expect, test } from 'vitest';
import { createFactTable } from '../../../src/flows/identity/fact-table.ts';
import type { SaidFact } from '../../../src/flows/identity/said-fact.ts';
import { absent } from '../../../src/flows/observation-sink.ts';

function said(overrides: Partial<SaidFact>): SaidFact {
  const micros = overrides.micros ?? 1;
  return {
    scope: 'plant',
    address: '10.0.0.1',
    unit: absent,
    field: 'vendor',
    value: 'Acme',
    protocol: 'modbus',
    micros,
    evidence: { file: 'x', position: micros, unit: 'frame', uid: null },
    ...overrides,
  };
}

describe('facts about devices', () => {
  test('one fact said often is one fact, with its earliest evidence, whatever the order', () => {
    for (const times of [
      [5, 3, 9],
      [9, 5, 3],
    ]) {
      const table = createFactTable(10);
      for (const micros of times) table.add(said({ micros }));
      expect(table.devices()).toMatchObject([
        { address: '10.0.0.1', unit: null, facts: [{ count: 3, first: 3, last: 9, evidence: { position: 3 } }] },
      ]);
    }
  });

  test('two values of one field stand beside each other', () => {
    const table = createFactTable(10);
    table.add(said({ field: 'firmware', value: '2.0' }));
    table.add(said({ field: 'firmware', value: '1.9' }));
    expect(table.devices()[0]?.facts.map((fact) => fact.value)).toEqual(['1.9', '2.0']);
  });

  test('the device behind a unit id is another device, and so is an address in another scope', () => {
    const table = createFactTable(10);
    table.add(said({ unit: 3 }));
    table.add(said({}));
    table.add(said({ scope: null }));
    expect(table.devices().map(({ scope, unit }) => [scope, unit])).toEqual([
      [null, null],
      ['plant', null],
      ['plant', 3],
    ]);
  });

  test('what finds no place is counted', () => {
    const table = createFactTable(1);
    for (const value of ['a', 'b', 'a', 'c']) table.add(said({ value }));
    expect(table.overflow()).toBe(2);
    expect(table.devices()[0]?.facts).toHaveLength(1);
  });

  test.each([
    ['control characters and escape sequences', 'PLC\u001b[31m-1\u0000\u0000', 'PLC [31m-1'],
    ['text directions that reorder a line', 'a\u202eb', 'a b'],
    ['padding', '  6ES7 315-2EH14-0AB0  ', '6ES7 315-2EH14-0AB0'],
    ['half a pair of surrogates', `${'x'.repeat(255)}\u{1f600}`, 'x'.repeat(255)],
    ['nothing but padding', '\u0000 \u0000', undefined],
  ])('%s do not get through', (_, value, expected) => {
    const table = createFactTable(10);
    table.add(said({ value }));
    expect(table.devices()[0]?.facts[0]?.value).toBe(expected);
  });
});
