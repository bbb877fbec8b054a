/** Rulesets of a few lines whose meaning can be read off, in ways in which exports are not written. */
import { expect, test } from 'vitest';
import { parseNftText } from '../../../../src/exporters/nft/read/parse-text.ts';
import { linkRuleset } from '../../../../src/exporters/nft/trace/link-ruleset.ts';
import { createTracer } from '../../../../src/exporters/nft/trace/trace-hook.ts';
import { mentionedIn } from '../../../../src/exporters/nftables/trace/mentioned.ts';
import { createPacketModel } from '../../../../src/exporters/nftables/trace/packet-fields.ts';
import { addressesIn, createWireSpace, interfacesIn } from '../../../../src/exporters/proof/wire-space.ts';
import { parseNumber } from '../../../support/nft-interpreter.ts';

const declarations = [
  'set pairs { type ipv4_addr . ifname; flags interval; elements = { 10.0.0.0/8 . "a", 10.1.0.0-10.1.0.9 . "b" } }',
  'set hosts { type ipv4_addr; elements = { 10.0.0.1, 10.1.0.1 } }',
  'map first { type inet_service : verdict; elements = { 22 : drop, 80 : accept } }',
  'map second { type inet_proto . inet_service : verdict; flags interval; elements = { tcp . 0-100 : goto yes } }',
  'map marks { type ipv4_addr : mark; elements = { 10.0.0.1 : 0x1, 10.1.0.1 : 0x2 } }',
  'map verdicts { type mark . inet_service : verdict; elements = { 0x5 . 80 : accept, 0x6 . 81 : accept, 0x4 . 82 : accept } }',
];

/** `10.0.0.1 a 80` for each packet that passes, of some sources, interfaces and TCP ports. */
function passing(rules: readonly string[], chains: Readonly<Record<string, readonly string[]>> = {}) {
  const chain = (name: string, body: readonly string[]): string => `chain ${name} {\n${body.join('\n')}\n}`;
  const text = [
    'add table inet x',
    'delete table inet x',
    'table inet x {',
    ...declarations,
    ...Object.entries(chains).map(([name, body]) => chain(name, body)),
    chain('yes', ['accept']),
    chain('forward', ['type filter hook forward priority 0; policy drop;', ...rules]),
    '}',
  ].join('\n');
  const { value, refusal } = parseNftText(text);
  const linked = value === null ? null : linkRuleset(value);
  if (value === null || linked?.value === null || linked === null) return refusal ?? linked?.refusal;
  const space = createWireSpace(4, mentionedIn(value).addresses, ['a', 'b']);
  const traced = createTracer(
    linked.value,
    createPacketModel(space),
  )({ state: 'new', direction: 'original', connectionMark: 0 });
  if (traced.refusal !== null) return traced.refusal;
  const packets = space.diagrams.union(traced.accepted.values());
  const result: string[] = [];
  for (const source of ['10.0.0.1', '10.0.0.2', '10.1.0.1', '10.1.0.10'])
    for (const name of ['a', 'b'])
      for (const port of [22, 80, 81, 82, 100, 101]) {
        const value_ = parseNumber(source);
        const address = addressesIn(space, [{ family: 4, from: value_, to: value_ }])[0]?.from ?? 0;
        const entry = interfacesIn(space, [name])[0]?.from ?? 0;
        if (
          space.diagrams.has(packets, [0, address, entry, 0, 6, port, 40_000, 0, 0, 0, 0, 0, 0, 0, 0, 1_785_758_400, 0])
        )
          result.push(`${source} ${name} ${port}`);
      }
  return result;
}

test('two ways into a chain stay apart', () => {
  const rules = ['ip saddr . iifname @pairs goto inner', 'ip saddr @hosts goto inner'];
  const all = passing(rules, { inner: ['th dport 80 meta l4proto tcp goto yes'] });
  expect(all).toMatchObject({ found: expect.stringContaining('a port of ICMP') as unknown });
  expect(passing(rules, { inner: ['tcp dport 80 goto yes'] })).toEqual([
    '10.0.0.1 a 80',
    '10.0.0.1 b 80',
    '10.0.0.2 a 80',
    '10.1.0.1 a 80',
    '10.1.0.1 b 80',
    '10.1.0.10 a 80',
  ]);
});

test('two chains that lead to a third stay apart as well', () => {
  const chains = {
    inner: ['tcp dport 80 accept'],
    one: ['ip saddr . iifname @pairs goto inner'],
    two: ['ip saddr @hosts goto inner'],
  };
  expect(passing(['iifname "a" goto one', 'iifname "b" goto two'], chains)).toEqual([
    '10.0.0.1 a 80',
    '10.0.0.1 b 80',
    '10.0.0.2 a 80',
    '10.1.0.1 a 80',
    '10.1.0.1 b 80',
    '10.1.0.10 a 80',
  ]);
  expect(passing(['iifname "b" goto one', 'iifname "a" goto two'], chains)).toEqual([
    '10.0.0.1 a 80',
    '10.1.0.1 a 80',
    '10.1.0.1 b 80',
  ]);
});

test('what an earlier map has decided is out of reach of a later one', () => {
  const rules = ['tcp dport vmap @first', 'meta l4proto . th dport vmap @second'];
  expect(passing(['ip saddr != @hosts drop', 'iifname "b" drop', ...rules])).toEqual([
    '10.0.0.1 a 80',
    '10.0.0.1 a 81',
    '10.0.0.1 a 82',
    '10.0.0.1 a 100',
    '10.1.0.1 a 80',
    '10.1.0.1 a 81',
    '10.1.0.1 a 82',
    '10.1.0.1 a 100',
  ]);
});

test('marks from a map, with more bits, find their elements', () => {
  const rules = ['meta mark set 0x0', 'meta mark set ip saddr map @marks', 'meta mark set meta mark | 0x4'];
  expect(passing([...rules, 'meta l4proto tcp meta mark . tcp dport vmap @verdicts'])).toEqual([
    '10.0.0.1 a 80',
    '10.0.0.1 b 80',
    '10.0.0.2 a 82',
    '10.0.0.2 b 82',
    '10.1.0.1 a 81',
    '10.1.0.1 b 81',
    '10.1.0.10 a 82',
    '10.1.0.10 b 82',
  ]);
});

test('bits that some marks have already make different marks the same', () => {
  const rules = ['meta mark set 0x0', 'meta mark set ip saddr map @marks', 'meta mark set meta mark | 0x5'];
  expect(passing([...rules, 'meta l4proto tcp meta mark . tcp dport vmap @verdicts'])).toEqual([
    '10.0.0.1 a 80',
    '10.0.0.1 b 80',
    '10.0.0.2 a 80',
    '10.0.0.2 b 80',
    '10.1.0.10 a 80',
    '10.1.0.10 b 80',
  ]);
});

test('a rule that lacks a field ends, whatever it asks', () => {
  expect(passing(['ip6 saddr != ::1 accept'])).toEqual([]);
  expect(passing(['udp dport != 80 accept'])).toEqual([]);
  expect(passing(['iifname "a" tcp dport != { 22, 80-82 } ip saddr 10.0.0.1 accept'])).toEqual([
    '10.0.0.1 a 100',
    '10.0.0.1 a 101',
  ]);
});

test.each([
  ['bits of a mark that was never set', ['meta mark set meta mark | 0x1']],
  ['a mark that was never set', ['meta mark . tcp dport vmap @verdicts']],
  ['a comparison of the mark with numbers', ['meta mark set 0x0', 'meta mark 0x0 accept']],
  ['a connection mark that is not a number', ['ct mark set ip saddr map @marks']],
  ['statements behind a verdict', ['accept counter']],
])('refuses %s', (_, rules) => {
  expect(passing(rules)).toMatchObject({ at: expect.stringMatching(/^line \d+, column \d+$/) as unknown });
});
