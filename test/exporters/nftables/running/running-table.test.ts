/** What runs, as a listing tells it: what is ours is told from what somebody else has changed. */
import { expect, test } from 'vitest';
import { readRunning } from '../../../../src/exporters/nftables/running/running-table.ts';
import { routerShape } from '../../../../src/exporters/nftables/running/table-shape.ts';

const ours = { family: 'inet', table: 'zonewright' };
const table = { table: { family: 'inet', name: 'zonewright', handle: 1 } };
const forward = {
  chain: { ...ours, name: 'forward', handle: 2, type: 'filter', hook: 'forward', prio: 0, policy: 'drop' },
};
const comment = 'model=0123456789abcdef revision=4f1c2d7-dirty boundary=fw';
const confirmed = rule(7, [goto('enforce_a')], comment);
const trial = rule(8, [onTrial(), goto('enforce_b')]);

function rule(handle: number, expr: readonly object[], text?: string): object {
  return { rule: { ...ours, chain: 'forward', handle, expr, ...(text === undefined ? {} : { comment: text }) } };
}

function goto(target: string): object {
  return { goto: { target } };
}

function onTrial(): object {
  return { match: { op: '==', left: { meta: { key: 'nfproto' } }, right: '@trial' } };
}

function trialOf(families: Readonly<Record<string, number>>): object {
  const elem = Object.entries(families).map(([val, expires]) => ({ elem: { val, timeout: 60, expires } }));
  return { set: { ...ours, name: 'trial', type: 'nf_proto', handle: 9, flags: ['timeout'], elem } };
}

const read = (...objects: readonly object[]) =>
  readRunning(JSON.stringify({ nftables: [{ metainfo: {} }, ...objects] }));

test('no table of ours is no policy, whatever others have', () => {
  const theirs = { table: { family: 'inet', name: 'filter', handle: 1 } };
  const bridge = { table: { family: 'bridge', name: 'zonewright', handle: 2 } };
  expect(read(theirs, bridge)).toEqual({ kind: 'absent' });
});

test('tells what is confirmed, what is on trial, for how long, and what there is', () => {
  const mangle = { mangle: { key: { ct: { key: 'mark' } }, value: 0xab12_0003 } };
  const open = { rule: { ...ours, chain: 'open_a', handle: 12, expr: [mangle, { accept: null }] } };
  const found = read(
    table,
    { counter: { ...ours, name: 'denied', handle: 3, packets: 4, bytes: 5 } },
    trialOf({ ipv4: 12, ipv6: 11 }),
    { map: { ...ours, name: 'allow_a', type: 'mark', handle: 4, map: 'verdict' } },
    { chain: { ...ours, name: 'enforce_a', handle: 5 } },
    forward,
    trial,
    confirmed,
    open,
  );
  expect(found).toEqual({
    kind: 'table',
    shape: routerShape,
    translation: null,
    confirmed: {
      judge: 'enforce_a',
      handle: 7,
      policy: { model: '0123456789abcdef', revision: '4f1c2d7-dirty', boundary: 'fw' },
    },
    trial: { judge: 'enforce_b', handle: 8, policy: null, left: 11 },
    chains: ['enforce_a', 'forward'],
    sets: [
      { kind: 'set', name: 'trial' },
      { kind: 'map', name: 'allow_a' },
    ],
    counters: ['denied'],
    stamps: new Set([0xab12]),
  });
});

test('a trial is over when either family is', () => {
  for (const families of [{}, { ipv4: 3 }, { ipv6: 3 }])
    expect(read(table, forward, trialOf(families), trial, confirmed)).toMatchObject({ trial: { left: null } });
  expect(read(table, forward, trial, confirmed)).toMatchObject({ trial: { left: null } });
});

test.each([
  ['a table that is switched off', [{ table: { ...table.table, flags: 'dormant' } }, forward, confirmed], /flags/],
  ['a table without a hook', [table, { chain: { ...ours, name: 'forward', handle: 2 } }, confirmed], /no chain/],
  ['a second hook', [table, forward, { chain: { ...forward.chain, name: 'more', prio: -5 } }, confirmed], /chain more/],
  ['another policy', [table, { chain: { ...forward.chain, policy: 'accept' } }, confirmed], /policy/],
  ['another priority', [table, { chain: { ...forward.chain, prio: 5 } }, confirmed], /priority/],
  ['no rule', [table, forward], /no policy/],
  ['a rule of another kind in front', [table, forward, rule(6, [{ accept: null }]), confirmed], /other rules/],
  ['a rule to another chain', [table, forward, rule(6, [goto('elsewhere')])], /no policy/],
  ['a condition that is no trial', [table, forward, rule(6, [{ counter: null }, goto('enforce')])], /no policy/],
  ['a third rule', [table, forward, trial, confirmed, confirmed], /several/],
  ['a policy in front of the trial', [table, forward, confirmed, trial], /other rules/],
  ['a trial without a confirmed policy', [table, forward, trial], /no policy/],
])('says of %s that somebody has changed the table', (_, objects, why) => {
  expect(read(...objects)).toMatchObject({ kind: 'changed', why: expect.stringMatching(why) as string });
});

test('rules that somebody has put into the chain can be told from the way to the confirmed policy', () => {
  const inserted = rule(6, [{ accept: null }]);
  for (const rules of [
    [inserted, confirmed],
    [trial, inserted, confirmed],
    [inserted, trial, confirmed],
    [trial, confirmed, inserted],
  ])
    expect(read(table, forward, trialOf({ ipv4: 9, ipv6: 9 }), ...rules)).toMatchObject({
      kind: 'changed',
      without: { confirmed: { judge: 'enforce_a', handle: 7 }, trial: null },
    });
  expect(read(table, forward, inserted, confirmed, rule(9, [goto('enforce_b')]))).toMatchObject({ without: null });
});
