/** Rules on bytes of the payload, and the packets that they hold for. */
import { expect, test } from 'vitest';
import { parseNftJson } from '../../../../src/exporters/nft/read/parse-json.ts';
import { parseNftText } from '../../../../src/exporters/nft/read/parse-text.ts';
import type { NftTable } from '../../../../src/exporters/nft/read/ruleset.ts';
import { linkRuleset } from '../../../../src/exporters/nft/trace/link-ruleset.ts';
import { createTracer } from '../../../../src/exporters/nft/trace/trace-hook.ts';
import { createPacketModel } from '../../../../src/exporters/nftables/trace/packet-fields.ts';
import { createWireSpace, packetsWith, wireAxes } from '../../../../src/exporters/proof/wire-space.ts';
import { withoutPlaces } from '../../../support/arbitrary-table.ts';

const { urgent, payload, identifier, length, code, count } = wireAxes;

function textOf(rules: readonly string[]): string {
  const chain = `chain forward {\ntype filter hook forward priority 0; policy drop;\n${rules.join('\n')}\n}`;
  return `add table inet x\ndelete table inet x\ntable inet x {\n${chain}\n}\n`;
}

/** The packets that rules accept, and a way to write down others. */
function accepted(rules: readonly string[]) {
  const { value, refusal } = parseNftText(textOf(rules));
  const linked = value === null ? null : linkRuleset(value).value;
  if (linked === null) throw new Error(JSON.stringify(refusal));
  const space = createWireSpace(4, [], []);
  const traced = createTracer(
    linked,
    createPacketModel(space),
  )({
    state: 'new',
    direction: 'original',
    connectionMark: 0,
  });
  const { diagrams } = space;
  return {
    refusal: traced.refusal?.found,
    packets: diagrams.union(traced.accepted.values()),
    on: (axis: number, from: number, to: number = from) => packetsWith(space, axis, [{ from, to }]),
    all: diagrams.intersect,
    any: (...sets: readonly number[]) => diagrams.union(sets),
  };
}

test('a comparison that every byte passes asks whether the byte is there', () => {
  const { packets, on } = accepted(['@ih,88,8 >= 0x0 accept']);
  expect(packets).toBe(on(payload, 12, 65_535));
});

test('a rule on bytes that a packet has not does not hold, whatever it asks', () => {
  const { packets, on, all } = accepted(['@ih,16,16 != 0x0 accept']);
  expect(packets).toBe(all(on(payload, 4, 65_535), on(identifier, 1, 65_535)));
});

test('words and codes are told apart where there are bytes for them', () => {
  const { packets, on, all, any } = accepted(['@ih,32,16 0x6 @ih,56,8 { 0x1, 0x3-0x4 } accept']);
  const codes = any(on(code, 1), on(code, 3, 4));
  expect(packets).toBe(all(all(on(payload, 8, 65_535), on(length, 6)), codes));
});

test('what is longer than a byte and begins at the last one that the kernel finds is there as a whole', () => {
  const { packets, on } = accepted(['@ih,2040,40 >= 0x0 accept']);
  expect(packets).toBe(on(payload, 260, 65_535));
});

test('the 13th byte counts where it is compared, and is only there where it is not', () => {
  const counted = accepted(['@ih,96,8 0x2 accept']);
  expect(counted.packets).toBe(counted.all(counted.on(payload, 13, 65_535), counted.on(count, 2)));
  const there = accepted(['@ih,96,8 >= 0x0 accept']);
  expect(there.packets).toBe(there.on(payload, 13, 65_535));
});

test('a bit among the flags tells urgent data', () => {
  const { packets, on } = accepted(['@th,104,8 & 0x20 != 0x0 accept']);
  expect(packets).toBe(on(urgent, 1));
});

test.each([
  '@ih,88,8 0x7 accept',
  '@ih,88,8 >= 0x1 accept',
  '@ih,16,8 0x1 accept',
  '@ih,2040,16 <= 0xff accept',
  '@th,104,8 & 0x10 == 0x10 accept',
  '@th,104,8 0x2 accept',
])('refuses %s, which tells apart more than can be proven', (rule) => {
  expect(accepted([rule]).refusal).toContain('tell apart more than can be proven');
});

test.each([
  ['@th,106,1 != 0x0', '@th,104,8 & 0x20 != 0x0', { base: 'th', offset: 106, len: 1 }, '!=', 0],
  ['@th,106,1 0x1', '@th,104,8 & 0x20 == 0x20', { base: 'th', offset: 106, len: 1 }, '==', 1],
  ['@th,106,2 0x2', '@th,104,8 & 0x30 == 0x20', { base: 'th', offset: 106, len: 2 }, '==', 2],
] as const)('bits by a place of their own, %s, are those of their byte, %s', (bits, masked, payload, op, right) => {
  const expr = [{ match: { op, left: { payload }, right } }, { accept: null }];
  const own = { family: 'inet', table: 'x' };
  const hook = { type: 'filter', hook: 'forward', prio: 0, policy: 'drop' };
  const nftables = [
    { table: { family: 'inet', name: 'x' } },
    { chain: { ...own, name: 'forward', ...hook } },
    { rule: { ...own, chain: 'forward', expr } },
  ];
  const rulesOf = (table: NftTable | null) => withoutPlaces(table?.chains[0]?.rules);
  const wanted = rulesOf(parseNftText(textOf([`${masked} accept`])).value);
  expect(wanted).toHaveLength(1);
  expect(rulesOf(parseNftText(textOf([`${bits} accept`])).value)).toEqual(wanted);
  expect(rulesOf(parseNftJson(JSON.stringify({ nftables }), 'x').value)).toEqual(wanted);
});

test.each([
  '@th,103,2 0x1 accept',
  '@th,106,x 0x1 accept',
  '@th,106,0 0x1 accept',
  '@th,106,1 < 0x1 accept',
  '@th,106,1 vmap @x',
])('does not read bits as in %s', (rule) => {
  expect(parseNftText(textOf([rule])).refusal).not.toBeNull();
});

test.each([
  '@ih,2048,8 0x1 accept',
  '@ih,121,8 0x1 accept',
  '@ih,64,16 0x1 accept',
  '@ih,32,16 & 0xff == 0x6 accept',
  '@ih,32,16 < 0x6 accept',
])('does not read %s', (rule) => {
  expect(parseNftText(textOf([rule])).refusal).not.toBeNull();
});
