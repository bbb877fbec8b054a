import { expect, test } from 'vitest';
import { findNftSet, parseNftJson } from '../../../src/platform/nft/nft-json.ts';

const listing = JSON.stringify({
  nftables: [
    { metainfo: { version: '1.0.6', release_name: 'Lester Gooch #5', json_schema_version: 1 } },
    { table: { family: 'inet', name: 'z', handle: 2 } },
    { counter: { family: 'inet', name: 'denied', table: 'z', handle: 10, packets: 3, bytes: 180 } },
    {
      map: {
        family: 'inet',
        name: 'allow',
        table: 'z',
        type: ['mark', 'inet_proto', 'inet_service'],
        handle: 16,
        map: 'verdict',
        flags: ['interval'],
        elem: [
          [
            {
              elem: {
                val: { concat: [65537, 'tcp', { range: [500, 510] }] },
                comment: 'a',
                counter: { packets: 7, bytes: 1 },
              },
            },
            { goto: { target: 'open' } },
          ],
          [{ concat: [65538, 'tcp', 502] }, { accept: null }],
        ],
      },
    },
    {
      map: {
        family: 'inet',
        name: 'from4',
        table: 'z',
        type: 'ipv4_addr',
        map: 'mark',
        elem: [
          [{ prefix: { addr: '10.0.0.0', len: 8 } }, 131072],
          ['10.0.0.1', 65536],
        ],
      },
    },
    { set: { family: 'inet', name: 'odd', table: 'z', type: 'mark', elem: [{ jhash: { mod: 2 } }] } },
    { chain: { family: 'inet', table: 'z', name: 'deny', handle: 1 } },
    {
      chain: { family: 'inet', table: 'z', name: 'forward', type: 'filter', hook: 'forward', prio: 0, policy: 'drop' },
    },
    { rule: { family: 'inet', table: 'z', chain: 'deny', handle: 23, expr: [{ counter: 'denied' }, { drop: null }] } },
    { 'ct timeout': { name: 'later' } },
  ],
});

test('reads every kind of object that a ruleset of ours has', () => {
  const objects = parseNftJson(listing);
  expect(objects.map((object) => object.kind)).toEqual([
    'metainfo',
    'table',
    'counter',
    'map',
    'map',
    'set',
    'chain',
    'chain',
    'rule',
    'unknown',
  ]);
  expect(objects[0]).toEqual({ kind: 'metainfo', version: '1.0.6' });
  expect(objects[2]).toMatchObject({ name: 'denied', packets: 3, bytes: 180 });
  expect(objects[6]).toMatchObject({ name: 'deny', base: null });
  expect(objects[7]).toMatchObject({ base: { type: 'filter', hook: 'forward', priority: 0, policy: 'drop' } });
  expect(objects[8]).toMatchObject({ chain: 'deny', statements: [{ counter: 'denied' }, { drop: null }] });
});

test('reads keys, values, comments and counters of elements', () => {
  const [first, second] = findNftSet(parseNftJson(listing), 'allow')?.elements ?? [];
  expect(first).toEqual({
    key: {
      kind: 'concat',
      parts: [
        { kind: 'scalar', value: 65537 },
        { kind: 'scalar', value: 'tcp' },
        { kind: 'range', from: 500, to: 510 },
      ],
    },
    value: { kind: 'verdict', verdict: 'goto', target: 'open' },
    comment: 'a',
    packets: 7,
  });
  expect(second).toMatchObject({ value: { verdict: 'accept', target: null }, comment: null, packets: null });
  expect(findNftSet(parseNftJson(listing), 'from4')?.elements).toMatchObject([
    { key: { kind: 'prefix', address: '10.0.0.0', length: 8 }, value: { kind: 'scalar', value: 131072 } },
    { key: { kind: 'scalar', value: '10.0.0.1' } },
  ]);
});

test('keeps what it does not know', () => {
  const objects = parseNftJson(listing);
  expect(objects.at(-1)).toEqual({ kind: 'unknown', type: 'ct timeout', json: { name: 'later' } });
  expect(findNftSet(objects, 'odd')?.elements[0]?.key).toEqual({ kind: 'unknown', json: { jhash: { mod: 2 } } });
  expect(parseNftJson('{"nftables": [null, 3, {}, {"table": 1}]}').map((object) => object.kind)).toEqual([
    'unknown',
    'unknown',
    'unknown',
    'unknown',
  ]);
});

test('finds no set of a name that is not there', () => {
  expect(findNftSet(parseNftJson(listing), 'forward')).toBeNull();
});

test.each(['', 'Error: no', '[]', '{"nftables": {}}'])('throws a platform error for `%s`', (text) => {
  expect(() => parseNftJson(text)).toThrow(expect.objectContaining({ name: 'PlatformError', code: 'nft/json' }));
});
