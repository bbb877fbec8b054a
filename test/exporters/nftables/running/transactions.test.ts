/** Every transaction keeps to our table and to what the policy that judges does not need. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { candidateOf } from '../../../../src/exporters/nftables/running/candidate.ts';
import type { RunningTable } from '../../../../src/exporters/nftables/running/running-table.ts';
import type { Judge } from '../../../../src/exporters/nftables/running/slot.ts';
import { routerShape } from '../../../../src/exporters/nftables/running/table-shape.ts';
import {
  cleanTransaction,
  confirmTransaction,
  prepareTransaction,
  rollbackTransaction,
  type TrialRequest,
  trialTransaction,
} from '../../../../src/exporters/nftables/running/transactions.ts';
import { boundaryCase } from '../../../support/arbitrary-boundary.ts';
import { requestOf } from '../../../support/export-request.ts';
import { goldenBoundaries } from '../../../support/golden-boundaries.ts';
import { linePlant } from '../../../support/line-plant.ts';

const policy = { model: '0123456789abcdef', revision: null, boundary: 'fw' };

/** A table with both slots filled and the unnamed one too, in which one policy is confirmed. */
function tableWith(judge: Judge, trial: RunningTable['trial'] = null): RunningTable {
  const names = ['enforce', 'deny', 'open'];
  return {
    kind: 'table',
    shape: routerShape,
    translation: null,
    confirmed: { judge, handle: 7, policy },
    trial,
    chains: ['forward', 'fallback_closed', ...names, ...names.map((n) => `${n}_a`), ...names.map((n) => `${n}_b`)],
    sets: (['allow', 'allow_a', 'allow_b'] as const).map((name) => ({ kind: 'map', name })),
    counters: ['denied', 'stray'],
    stamps: new Set(),
  };
}

const trialOf = ({ confirmed }: RunningTable): TrialRequest => ({
  shape: routerShape,
  confirmed,
  translates: false,
  policy,
  seconds: 60,
  fallback: 'fallback_closed',
  replacing: 'handles',
});

const commandsOf = (text: string): readonly string[] => text.split('\n').filter((line) => /^[a-z]/.test(line));

test('loading a candidate touches nothing but its own slot', () => {
  fc.assert(
    fc.property(boundaryCase, fc.constantFrom<Judge>('enforce', 'enforce_a', 'enforce_b'), (each, judge) => {
      const text = prepareTransaction(tableWith(judge), candidateOf(requestOf(each)));
      for (const line of commandsOf(text)) expect(line).toMatch(/^(?:table|add element) inet zonewright /);
      const slot = judge === 'enforce_a' ? '_b' : '_a';
      const named = [...text.matchAll(/^(?:\t(?:map|set|chain)|add element inet zonewright) (\w+)/gm)];
      const names = named.map(([, name]) => name ?? '').filter((name) => !['trial', 'sessions'].includes(name));
      expect(names.filter((name) => !name.endsWith(slot))).toEqual([]);
      expect(names).toContain(`enforce${slot}`);
    }),
    { numRuns: 30 },
  );
});

test('a trial replaces the listed rule and nothing else', () => {
  expect(commandsOf(trialTransaction(trialOf(tableWith('enforce_a'))))).toEqual([
    'delete rule inet zonewright forward handle 7',
    'add rule inet zonewright forward meta nfproto @trial goto enforce_b comment "model=0123456789abcdef revision=none boundary=fw"',
    'add rule inet zonewright forward goto enforce_a comment "model=0123456789abcdef revision=none boundary=fw"',
    'add element inet zonewright trial { ipv4 timeout 60s, ipv6 timeout 60s }',
  ]);
});

test('loads what policies share only where it is missing', () => {
  const text = prepareTransaction(tableWith('enforce'), candidateOf(requestOf(linePlant())));
  expect(text).not.toMatch(/counter (?:denied|stray) \{/);
  expect(text).toMatch(/counter spoofed \{/);
});

test('gives the candidate a stamp that no connection of the table has', () => {
  const candidate = candidateOf(requestOf(linePlant()));
  const stampIn = (text: string): string | undefined => /ct mark set 0x([0-9a-f]{4})0000/.exec(text)?.[1];
  const plain = stampIn(prepareTransaction(null, candidate));
  const taken = new Set([Number.parseInt(plain ?? '', 16)]);
  const other = stampIn(prepareTransaction({ ...tableWith('enforce'), stamps: taken }, candidate));
  expect(other).toMatch(/^[0-9a-f]{4}$/);
  expect(other).not.toBe(plain);
});

test('removes everything but what judges and what is shared, and nothing while a trial lasts', () => {
  const onTrial = { judge: 'enforce_a', handle: 8, policy, left: 30 } as const;
  expect(cleanTransaction(tableWith('enforce', onTrial))).toBeNull();
  for (const judge of ['enforce', 'enforce_a', 'enforce_b', 'fallback_closed'] as const) {
    const text = cleanTransaction(tableWith(judge, { ...onTrial, left: null })) ?? '';
    const removed = [...text.matchAll(/^delete (?:chain|map) inet zonewright (\w+)$/gm)].map(([, name]) => name);
    const { chains, sets } = tableWith(judge);
    const all = [...chains, ...sets.map(({ name }) => name)].filter((name) => name !== 'forward');
    const suffix = /_[ab]$/.exec(judge)?.[0] ?? '';
    const kept =
      judge === 'fallback_closed' ? ['fallback_closed'] : ['enforce', 'deny', 'open', 'allow'].map((n) => n + suffix);
    expect(removed.sort()).toEqual(all.filter((name) => !kept.includes(name)).sort());
    expect(text).toContain('delete rule inet zonewright forward handle 8\n');
  }
  expect(cleanTransaction(tableWith('fallback_open'))).toBe('delete table inet zonewright\n');
  const clean = { ...tableWith('enforce'), chains: ['forward', 'enforce', 'open_3'], sets: [] };
  expect(cleanTransaction(clean)).toBeNull();
});

test('confirming and taking back are nothing without a trial', () => {
  expect(confirmTransaction(tableWith('enforce'))).toBe('');
  expect(rollbackTransaction(tableWith('enforce'))).toBe('');
});

test('no transaction flushes a ruleset', () => {
  for (const each of Object.values(goldenBoundaries)) {
    const candidate = candidateOf(requestOf(each));
    const onTrial = tableWith('enforce', { judge: 'enforce_a', handle: 8, policy, left: 30 });
    const texts = [
      prepareTransaction(null, candidate),
      prepareTransaction(tableWith('enforce_b'), candidate),
      trialTransaction({ ...trialOf(tableWith('enforce_b')), replacing: 'flush' }),
      trialTransaction(trialOf(tableWith('fallback_open'))),
      confirmTransaction(onTrial),
      rollbackTransaction(onTrial),
      cleanTransaction(tableWith('enforce_a')) ?? '',
    ];
    for (const text of texts) expect(text.replaceAll(/^\s*#.*$/gm, '')).not.toMatch(/flush (?:ruleset|table)|ruleset/);
  }
});
