/** Listings that nft 1.0.6 and 1.1.3 printed, compared with the plant: the same findings, whatever the words of a version. */
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Finding } from '../../../../src/diagnostics/finding.ts';
import { type Drift, findDrift } from '../../../../src/exporters/nftables/drift/find-drift.ts';
import { exportBoundary } from '../../../../src/exporters/registry.ts';
import type { BoundaryState } from '../../../../src/model/boundary-state.ts';
import type { BoundaryCase } from '../../../support/arbitrary-boundary.ts';
import { driftFindings, driftTime, stateOf } from '../../../support/drift-case.ts';
import { exportText, requestOf } from '../../../support/export-request.ts';
import { goldenBoundaries } from '../../../support/golden-boundaries.ts';

const versions = ['1.0.6', '1.1.3'] as const;

function file(name: string): string {
  return readFileSync(new URL(`../listings/${name}`, import.meta.url), 'utf8');
}

function boundary(name: string): BoundaryCase {
  const each = goldenBoundaries[name];
  if (each === undefined) throw new Error(`no boundary ${name}`);
  return each;
}

function driftOf(name: string, listing: string, change: Partial<BoundaryState> = {}, now: number = driftTime): Drift {
  const each = boundary(name);
  return findDrift(requestOf(each), { ...stateOf(each, listing), ...change }, now);
}

const codes = (findings: readonly Finding[]): readonly string[] => findings.map(({ code }) => code);

test.each([
  ['overlaps', 'overlaps.json'],
  ['windows', 'windows.json'],
  ['windows', 'windows-1.1.3.json'],
])('no listing of `%s` as it was loaded raises an alarm: %s', (name, listing) => {
  expect(driftFindings(driftOf(name, file(listing)))).toEqual([]);
});

test('the same changes are the same findings in the words of either version', () => {
  const [old, recent] = versions.map((version) => {
    const words = file(`changed-${version}.txt`);
    return driftFindings(driftOf('overlaps', file(`changed-${version}.json`), { words }));
  });
  expect(codes(old ?? [])).toEqual(['drift/open', 'drift/may-open', 'drift/may-open', 'drift/closed', 'drift/bypass']);
  const message = (finding: Finding): string => finding.message.replaceAll(/rule ".*?" of/g, 'a rule of');
  expect(recent?.map(message)).toEqual(old?.map(message));
});

test('rules are named by their handles where their words are not known', () => {
  const [, rule] = driftFindings(driftOf('overlaps', file('changed-1.0.6.json')));
  expect(rule?.message).toMatch(/^a rule of chain forward, handle \d+ on boundary/);
});

test('what was different only in the past is no drift', () => {
  const each = boundary('windows');
  const until = (at: string): Drift => {
    const grants = each.plan.grants.filter((grant) => grant.id !== 'conduit/span');
    const request = requestOf({ ...each, plan: { ...each.plan, grants } });
    return findDrift(request, stateOf(each, file('windows.json')), Date.parse(at) / 1000);
  };
  expect(codes(driftFindings(until('2027-03-31T12:00:00Z')))).toEqual(['drift/open', 'drift/older-policy']);
  expect(driftFindings(until('2027-04-01T12:00:00Z'))).toEqual([]);
});

test('an open vendor session is no drift, and a grant that no longer waits for one is', () => {
  const each = boundary('sessions');
  const drift = (text: string) => driftFindings(findDrift(requestOf(each), stateOf(each, text), driftTime));
  const listing = file('sessions.json');
  expect(listing).toContain('"CHG-4471"');
  expect(drift(listing)).toEqual([]);
  const rule =
    /\{ "match": \{ "op": "==", "left": \{ "meta": \{ "key": "mark" \} \}, "right": "@sessions" \} \},(?=\s*\{ "goto": \{ "target": "open_6")/;
  expect(listing).toMatch(rule);
  const [found] = drift(listing.replace(rule, ''));
  expect(found?.code).toBe('drift/open');
  expect(found?.message).toContain('10.2.0.1 behind eth1, tcp 3389');
  expect(found?.message).toContain('with no session open');
});

test('tells which policy runs, and that it is another than that of the plant', () => {
  const each = boundary('overlaps');
  const grants = each.plan.grants.filter((grant) => grant.id !== 'conduit/out');
  const request = requestOf({ ...each, plan: { ...each.plan, grants } }, { revision: 'beef' });
  const drift = findDrift(request, stateOf(each, file('changed-1.0.6.json')), driftTime);
  if (drift.kind === 'unreadable') throw new Error(drift.refusal.found);
  expect(drift.facts.running).toMatchObject({
    state: 'enforcing',
    revision: '4f1c2d7',
    isOfPlant: false,
    nft: '1.0.6',
  });
  const older = driftFindings(drift).find(({ code }) => code === 'drift/older-policy');
  expect(older?.message).toContain('runs the policy of revision 4f1c2d7, and the plant is at revision beef');
});

test('rules of the older packet filter are told of by what they do, and none by its empty tables', () => {
  const listing = file('overlaps.json');
  const legacy = (rules: string | null, tables: readonly string[] = ['filter']) =>
    codes(driftFindings(driftOf('overlaps', listing, { legacy: [{ program: 'iptables-legacy', tables, rules }] })));
  const empty = '*filter\n:INPUT ACCEPT [0:0]\n:FORWARD ACCEPT [0:0]\n:OUTPUT ACCEPT [0:0]\nCOMMIT\n';
  expect(legacy(empty)).toEqual([]);
  expect(legacy(empty.replace('FORWARD ACCEPT', 'FORWARD DROP'))).toEqual(['drift/foreign-closes']);
  expect(legacy(empty.replace('COMMIT', '-A FORWARD -s 10.0.0.1/32 -j DROP\nCOMMIT'))).toEqual([
    'drift/foreign-closes',
  ]);
  expect(legacy(null)).toEqual(['drift/foreign-closes']);
  expect(legacy('*nat\n-A POSTROUTING -o eth0 -j MASQUERADE\nCOMMIT\n', ['nat'])).toEqual(['drift/rewritten']);
  expect(legacy('*mangle\n-A PREROUTING -j CONNMARK --set-mark 1\nCOMMIT\n', ['mangle'])).toEqual(['drift/bypass']);
});

test('two interfaces in one bridge pass frames by, and a missing one passes nothing', () => {
  const interfaces = ['eth0', 'eth1', 'eth2'].map((name, index) => ({
    name,
    present: index < 2,
    isBridge: false,
    bridge: index < 2 ? 'br0' : null,
  }));
  const findings = driftFindings(driftOf('overlaps', file('overlaps.json'), { interfaces }));
  expect(findings.map(({ message }) => message)).toEqual([
    'boundary `fw-overlaps` has no interface `eth2`, behind which 1 zone should lie: `world`',
    'bridge br0 beside boundary `fw-overlaps` passes frames between eth0 and eth1 as one network, which the boundary does not judge',
  ]);
});

test('says when the next boot loads another policy than the one that is confirmed', () => {
  const listing = file('changed-1.0.6.json');
  const bootOf = (text: string) => {
    const boot = { file: '/var/lib/zonewright/fw/fw.nft', text };
    return driftFindings(driftOf('overlaps', listing, { boot })).filter(({ code }) => code === 'drift/boot');
  };
  const text = exportText(exportBoundary(requestOf(boundary('overlaps'), { revision: '4f1c2d7' })));
  expect(bootOf(text)).toEqual([]);
  const [other] = bootOf(text.replaceAll(/model=\w{16} revision=\w+/g, 'model=0123456789abcdef revision=beef'));
  expect(other?.message).toBe(
    'the next boot of boundary `fw-overlaps` loads the policy of revision beef from `/var/lib/zonewright/fw/fw.nft`, and the policy of revision 4f1c2d7 is confirmed now',
  );
  expect(bootOf('')[0]?.message).toContain('loads a policy without a name');
});

test('no text makes the comparison throw', () => {
  const whole = file('changed-1.0.6.json');
  const cut = fc.nat(whole.length).map((end) => whole.slice(0, end));
  const spoilt = fc
    .tuple(fc.nat(whole.length), fc.nat(40), fc.constantFrom('null', '"x"', '{}', '[]', '-1', '"jump"'))
    .map(([start, length, text]) => whole.slice(0, start) + text + whole.slice(start + length));
  fc.assert(
    fc.property(fc.oneof(cut, spoilt, fc.string(), fc.json()), (text) => {
      const drift = driftOf('overlaps', text);
      if (drift.kind === 'unreadable') expect(drift.refusal.found).not.toBe('');
    }),
    { numRuns: 150 },
  );
});
