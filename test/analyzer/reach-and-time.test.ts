/** What leads past the DMZ, what is over or ends soon, what no boundary enforces, and what was not used. */
import { describe, expect, test } from 'vitest';
import type { Usage, UsedConversation } from '../../src/analyzer/usage.ts';
import { wordingOf } from '../../src/diagnostics/catalogue.ts';
import { analysisOf, findingLines, planWith } from '../support/analysis-of.ts';
import { findingsOf, soundPlant, testDay } from '../support/expect-findings.ts';
import { spanAt } from '../support/plan-builder.ts';

const office = `zones:
  office: {scope: north, kind: enterprise, level: 4, networks: [10.30.0.0/24], members: declared}
  sis: {scope: north, kind: safety, level: 4, safety: true, networks: [10.40.0.0/24]}
assets:
  pc: {zone: office, class: office_pc, ip: 10.30.0.5}
  sis-1: {zone: sis, class: safety_controller, ip: 10.40.0.5}
boundaries:
  fw-office: {dialect: nftables, interfaces: {eth0: office, eth1: [dmz, filling], eth2: sis}}
`;
const from = (zone: string, to: string, fields: string): string =>
  `conduits: {c: {from: ${zone}, to: ${to}, owner: o, allow: {g: {${fields}, reason: r}}}}`;

describe('reach', () => {
  test('from the office into a cell is critical when it can change something', () => {
    expect(
      findingLines(
        office + from('office', 'filling', 'from: pc, to: plc-1, protocol: modbus, operations: [read, write]'),
      ),
    ).toEqual([
      'reach/control-from-above 9: grant `c/g` leads from zone `office` on level 4 past the DMZ to zone `filling` on level 1: read and write',
    ]);
    expect(
      findingLines(office + from('office', 'filling', 'from: pc, to: plc-1, protocol: modbus, operations: [read]')),
    ).toEqual([
      'reach/from-above 9: grant `c/g` leads from zone `office` on level 4 past the DMZ to zone `filling` on level 1: read',
    ]);
  });

  test('on a bare transport may be anything', () => {
    expect(findingLines(office + from('office', 'filling', 'from: pc, to: plc-1, protocol: tcp, ports: [22]'))).toEqual(
      [
        'reach/control-from-above 9: grant `c/g` leads from zone `office` on level 4 past the DMZ to zone `filling` on level 1: any operation of any protocol',
      ],
    );
  });

  test('of a safety zone counts on any level', () => {
    const lines = findingLines(
      office + from('office', 'sis', 'from: pc, to: sis-1, protocol: modbus, operations: [read]'),
    );
    expect(lines).toEqual([
      'reach/from-above 9: grant `c/g` leads from zone `office` on level 4 past the DMZ to the safety zone `sis`: read',
    ]);
  });

  test.each([
    ['kind: enterprise, level: 3', 1],
    ['kind: external, level: 3', 1],
    ['kind: site, level: 4', 1],
    ['kind: site, level: 3', 0],
  ])('from a zone with {%s} is found %i times', (zone, times) => {
    const text = office.replace('kind: enterprise, level: 4', zone);
    const lines = findingLines(
      text + from('office', 'filling', 'from: pc, to: plc-1, protocol: modbus, operations: [read]'),
    );
    expect(lines.filter((line) => line.startsWith('reach/'))).toHaveLength(times);
  });

  test('into the DMZ, or from the DMZ down, is none', () => {
    expect(findingLines(office + from('office', 'dmz', 'from: pc, to: hist-1, protocol: https'))).toEqual([]);
    expect(
      findingLines(office + from('dmz', 'filling', 'from: hist-1, to: plc-1, protocol: modbus, operations: [read]')),
    ).toEqual([]);
  });
});

describe('activity', () => {
  const timed = (fields: string): string =>
    `windows:
  visit: {timezone: Europe/Berlin, once: {from: "2026-12-01T06:00", to: "2026-12-01T08:00"}}
  past: {timezone: Europe/Berlin, once: {from: "2026-01-01T06:00", to: "2026-01-01T08:00"}}
${from('scada', 'filling', `from: scada-1, to: plc-1, protocol: modbus, operations: [read], ${fields}`)}`;

  test('is over in the words and at the place of check', () => {
    const text = timed('expires: 2026-11-22');
    const [own] = analysisOf(planWith(text));
    const checked = findingsOf({ 'base.yaml': soundPlant, 'plant.yaml': text });
    expect(own).toEqual(checked.find((each) => each.code === 'grant/expired'));
    expect(own).toBeDefined();
  });

  test('includes the last day, and ends with it', () => {
    expect(findingLines(timed(`expires: ${testDay}`))).toEqual([
      `grant/expiring 4: grant \`c/g\` ends on \`${testDay}\`, in 1 day`,
    ]);
    expect(findingLines(timed('expires: 2027-03-31'))).toEqual([]);
  });

  test('of a window in the past is over', () => {
    expect(findingLines(timed('during: past'))).toEqual([
      'grant/never-active 4: the windows of grant `c/g`, `past`, were last active together on `2026-01-01T07:00Z`',
    ]);
  });

  test('is never where a window opens after the last day, or on another weekday', () => {
    expect(findingLines(timed('during: visit, expires: 2026-11-30'))).toEqual([
      'grant/never-active 4: the windows of grant `c/g` are never active together: `until:2026-11-30` and `visit`',
    ]);
    const plan = planWith(timed('during: visit'));
    const windows = ['sunday', 'visit'];
    const sunday = { ...plan, grants: plan.grants.map((each) => ({ ...each, windows })) };
    expect(analysisOf(sunday).map((each) => each.code)).toEqual(['grant/never-active']);
  });

  test('is over by its window on its last day', () => {
    expect(findingLines(timed(`during: past, expires: ${testDay}`))[0]).toMatch(/^grant\/never-active /);
  });

  test('without an end has none, whatever ends beside it', () => {
    const other = 'x: {from: scada-1, to: plc-2, protocol: modbus, operations: [read], expires: 2026-12-01, reason: r}';
    const both = timed('ticket: T').replace('allow: {', `allow: {${other}, `);
    expect(findingLines(both)).toEqual(['grant/expiring 4: grant `c/x` ends on `2026-12-01`, in 9 days']);
  });

  test('in the future is neither over nor ending', () => {
    expect(findingLines(timed('during: visit'))).toEqual([
      'grant/expiring 4: grant `c/g` ends on `2026-12-01`, in 8 days',
    ]);
    expect(findingLines(timed('starts: 2027-01-01'))).toEqual([]);
  });
});

describe('enforcement', () => {
  const west = `zones:
  west: {scope: north, kind: cell, level: 1, networks: [10.20.7.0/24]}
assets:
  w1: {zone: west, class: plc, ip: 10.20.7.1}
`;
  const text = west + from('scada', 'west', 'from: scada-1, to: w1, protocol: modbus, operations: [read]');

  test('is missing where no boundary has the two zones on different interfaces', () => {
    const expected = 'conduit/unenforced 5: no boundary stands between zone `scada` and zone `west` of conduit `c`';
    expect(findingLines(text)).toEqual([expected]);
    const behindOne = `${text}\nboundaries: {b: {dialect: nftables, interfaces: {eth0: [scada, west]}}}`;
    expect(findingLines(behindOne)).toEqual([expected]);
    const between = `${text}\nboundaries: {b: {dialect: nftables, interfaces: {eth0: scada, eth1: west}}}`;
    expect(findingLines(between)).toEqual([]);
  });

  test('is asked of pairs that something opens, guards among them', () => {
    const plan = planWith(text);
    const silent = { ...plan, grants: [] };
    expect(analysisOf(silent)).toEqual([]);
    const guard = {
      name: 'plant.allow.x',
      allowlist: 'x',
      pairs: [{ from: 'scada', to: 'west' }],
      at: spanAt(3),
      reason: 'r',
    };
    const guarded = { ...silent, lowered: { grants: [], guards: [guard] } };
    expect(analysisOf(guarded).map((each) => each.code)).toEqual(['conduit/unenforced']);
  });
});

describe('use', () => {
  const text = `conduits:
  c:
    from: scada
    to: filling
    owner: o
    allow:
      poll: {from: "class:scada_server", to: "class:plc", protocol: modbus, operations: [read, write], reason: r}
      load: {from: ews-1, to: plc-1, protocol: modbus, operations: [program], during: sunday, reason: r}
      inspect: {from: ews-1, to: plc-1, protocol: modbus, operations: [discovery], reason: r}`;
  const read: UsedConversation = {
    source: 'scada/scada-1',
    destination: 'filling/plc-2',
    operation: { class: 'read', code: '3', name: 'read_holding_registers' },
    allowed: 'all',
    grants: ['c/poll'],
  };
  const seconds = (time: string): number => Date.parse(time) / 1000;
  const usage = (used: readonly UsedConversation[], last: string = '2026-11-24T09:00:00Z'): Usage => ({
    first: seconds('2026-11-24T08:00:00Z'),
    last: seconds(last),
    conversations: 7,
    used,
  });
  const span = 'in 7 conversations from `2026-11-24T08:00Z` to `2026-11-24T09:00Z`';

  test('is missing, or partial, with what would suffice', () => {
    expect(findingLines(text, usage([read]))).toEqual([
      `grant/partly-used 7: parts of grant \`c/poll\` were not used ${span}: \`to\` plc-1 and operations of class \`write\``,
      `grant/unused 9: no conversation used grant \`c/inspect\` ${span}`,
    ]);
    const [partly] = analysisOf(planWith(text), usage([read]));
    expect(partly === undefined ? '' : wordingOf(partly).fix).toBe(
      'what was seen needs no more than `to: [plc-2], operations: [read]`',
    );
  });

  test('is asked of a windowed grant when the recording reaches its window', () => {
    const lines = findingLines(text, usage([read], '2026-11-30T09:00:00Z'));
    expect(lines.filter((line) => line.includes('c/load'))).toHaveLength(1);
  });

  test('that is only possible is no proof of use, and no proof that the rest is unused', () => {
    const perhaps: UsedConversation = { ...read, operation: null, allowed: 'some', grants: ['c/poll', 'c/inspect'] };
    const both = { ...read, destination: 'filling/plc-1' };
    expect(findingLines(text, usage([both, perhaps]))).toEqual([]);
  });

  test('of some object that was not shown proves no class of operation unused', () => {
    const both = { ...read, destination: 'filling/plc-1', grants: ['c/inspect', 'c/poll'] };
    expect(findingLines(text, usage([read, { ...both, allowed: 'some' }]))).toEqual([]);
    expect(findingLines(text, usage([read, both]))).toHaveLength(1);
  });

  test('by address resolution is chance, and no advice', () => {
    const arp = `conduits: {c: {from: scada, to: scada, owner: o, allow: {h: {from: "zone:scada", to: "zone:scada", protocol: network-housekeeping, reason: r}}}}`;
    const asked = { ...read, destination: 'scada/ews-1', operation: null, grants: ['c/h'] };
    expect(findingLines(arp, usage([asked]))).toEqual([]);
  });

  test('by an undeclared address leaves no list to write', () => {
    const plan = planWith(text);
    const grants = plan.grants.map((each) => ({ ...each, sources: [...each.sources, 'scada/*'] }));
    const whole = { ...read, grants: plan.grants.map((each) => each.id) };
    const found = analysisOf({ ...plan, grants }, usage([{ ...whole, source: 'scada/*' }]));
    expect(found.some((each) => each.code === 'grant/partly-used' && each.args.suffices.includes('from'))).toBe(false);
  });
});
