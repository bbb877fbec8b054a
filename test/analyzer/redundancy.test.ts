/** Grants that the others cover, and grants that share a part, in the words of a plant. */
import { describe, expect, test } from 'vitest';
import { wordingOf } from '../../src/diagnostics/catalogue.ts';
import type { PlanGrant } from '../../src/model/plan.ts';
import { analysisOf, findingLines, planWith } from '../support/analysis-of.ts';
import { spanAt } from '../support/plan-builder.ts';

/** A conduit from the SCADA zone to the cell; grants are written from line 7 on. */
const conduit = (grants: string): string => `conduits:
  c:
    from: scada
    to: filling
    owner: ops
    allow:
${grants}`;

const found = (grants: string): readonly string[] =>
  findingLines(conduit(grants)).filter((line) => /^grant\/(covered|overlapping) /.test(line));

describe('a covered grant', () => {
  test('lies within a wider one: fewer assets, fewer operations, fewer objects, an earlier last day', () => {
    expect(
      found(`      wide: {from: scada-1, to: "class:plc", protocol: modbus, operations: [read, write], reason: r}
      one-asset: {from: scada-1, to: plc-1, protocol: modbus, operations: [read, write], reason: r}
      one-operation: {from: scada-1, to: "class:plc", protocol: modbus, operations: [read_coils], reason: r}
      some-objects: {from: scada-1, to: plc-2, protocol: modbus, operations: [write], objects: [{unit: 1, table: holding, range: 5-9}], reason: r}
      some-time: {from: scada-1, to: plc-2, protocol: modbus, operations: [read], expires: 2027-03-31, reason: r}`),
    ).toEqual(
      [8, 9, 10, 11].map((line, index) => {
        const name = ['one-asset', 'one-operation', 'some-objects', 'some-time'][index] ?? '';
        return `grant/covered ${line}: grant \`c/${name}\` lies wholly within \`c/wide\``;
      }),
    );
  });

  test('needs several others together, and is told the fewest', () => {
    expect(
      found(`      all: {from: scada-1, to: plc-1, protocol: modbus, operations: [write], objects: [{unit: 1, table: holding, range: 10-29}], reason: r}
      low: {from: scada-1, to: plc-1, protocol: modbus, operations: [write], objects: [{unit: 1, table: holding, range: 0-19}], reason: r}
      middle: {from: scada-1, to: plc-1, protocol: modbus, operations: [write], objects: [{unit: 1, table: holding, range: 15-22}], reason: r}
      high: {from: scada-1, to: plc-1, protocol: modbus, operations: [write], objects: [{unit: 1, table: holding, range: 20-40}], reason: r}`),
    ).toEqual([
      'grant/covered 7: grant `c/all` is covered by `c/high` and `c/low` together',
      'grant/covered 9: grant `c/middle` is covered by `c/high` and `c/low` together',
    ]);
  });

  test('is covered by windows that touch, and by a last day that is later', () => {
    const windows = `windows:
  morning: {timezone: Europe/Berlin, weekly: {days: [mon], from: "06:00", to: "12:00"}}
  noon: {timezone: Europe/Berlin, weekly: {days: [mon], from: "12:00", to: "14:00"}}
  day: {timezone: Europe/Berlin, weekly: {days: [mon], from: "08:00", to: "13:00"}}
`;
    const grant = (id: string, more: string): string =>
      `      ${id}: {from: scada-1, to: plc-1, protocol: modbus, operations: [read], ${more}, reason: r}`;
    const timed = conduit(
      ['morning', 'noon', 'day'].map((id) => grant(id, `during: ${id}, expires: 2027-06-30`)).join('\n'),
    );
    expect(findingLines(windows + timed)).toContain(
      'grant/covered 13: grant `c/day` is covered by `c/morning` and `c/noon` together',
    );
    expect(found([grant('march', 'expires: 2027-03-31'), grant('june', 'expires: 2027-06-30')].join('\n'))).toEqual([
      'grant/covered 7: grant `c/march` lies wholly within `c/june`',
    ]);
  });

  test('is not covered when one minute, one register or one asset is left', () => {
    expect(
      found(`      all: {from: scada-1, to: plc-1, protocol: modbus, operations: [write], objects: [{unit: 1, table: holding, range: 0-40}], reason: r}
      low: {from: scada-1, to: plc-1, protocol: modbus, operations: [write], objects: [{unit: 1, table: holding, range: 0-19}], reason: r}
      high: {from: scada-1, to: plc-1, protocol: modbus, operations: [write], objects: [{unit: 1, table: holding, range: 21-40}], reason: r}`),
    ).toEqual([
      'grant/covered 8: grant `c/low` lies wholly within `c/all`',
      'grant/covered 9: grant `c/high` lies wholly within `c/all`',
    ]);
  });

  test('is the same as another: said once, of the later name, and only one is to be removed', () => {
    const diagnostics = analysisOf(
      planWith(
        conduit(`      a: {from: scada-1, to: plc-1, protocol: modbus, operations: [read], reason: r}
      b: {from: scada-1, to: plc-1, protocol: modbus, operations: [read], reason: r}
      c: {from: scada-1, to: plc-1, protocol: modbus, operations: [read], reason: r}`),
      ),
    );
    expect(diagnostics.map((each) => [each.at?.line, wordingOf(each).what, wordingOf(each).fix])).toEqual([
      [8, 'grant `c/b` is the same as `c/a`', 'keep one of the two'],
      [9, 'grant `c/c` is the same as `c/a`', 'keep one of the two'],
    ]);
    expect(diagnostics[0]?.related?.map(({ at }) => at.line)).toEqual([7]);
  });

  test('of a circle may go, but not all of them', () => {
    const write = (id: string, ranges: string): string =>
      `      ${id}: {from: scada-1, to: plc-1, protocol: modbus, operations: [write], objects: [${ranges
        .split(' ')
        .map((range) => `{unit: 1, table: holding, range: ${range}}`)
        .join(', ')}], reason: r}`;
    const lines = analysisOf(
      planWith(conduit([write('a', '0-9 10-19'), write('b', '10-19 20-29'), write('c', '0-9 20-29')].join('\n'))),
    ).filter((each) => each.code === 'grant/covered');
    expect(lines.map((each) => [wordingOf(each).what, wordingOf(each).fix.split(',')[0]])).toEqual([
      ['grant `c/a` is covered by `c/b` and `c/c` together', 'remove it'],
      ['grant `c/b` is covered by `c/a` and `c/c` together', 'remove it'],
      ['grant `c/c` is covered by `c/a` and `c/b` together', 'remove it'],
    ]);
    const instead = lines.map((each) => (each.code === 'grant/covered' ? each.args.instead : []));
    expect(instead).toEqual([['c/c'], ['c/c'], []]);
  });

  test('is covered by free traffic inside its zone', () => {
    const text = `zones:
  west: {scope: north, kind: cell, level: 1, networks: [10.20.7.0/24], internal: free}
assets:
  w1: {zone: west, class: plc, ip: 10.20.7.1}
  w2: {zone: west, class: plc, ip: 10.20.7.2}
conduits:
  c:
    from: west
    to: west
    owner: ops
    allow: {x: {from: w1, to: w2, protocol: modbus, operations: [read], reason: r}}`;
    expect(findingLines(text)).toEqual([
      'grant/covered 11: grant `c/x` lies wholly within the free traffic inside zone `west`',
    ]);
  });

  test('is looked at as it was written: covered in one of its zones is not covered', () => {
    const text = (to: string): string => `zones:
  west: {scope: north, kind: cell, level: 1, networks: [10.20.7.0/24]}
assets:
  w1: {zone: west, class: plc, ip: 10.20.7.1}
boundaries:
  fw-west: {dialect: nftables, interfaces: {eth0: scada, eth1: west}}
conduits:
  both: {from: scada, to: "kind:cell", owner: o, allow: {x: {from: scada-1, to: "class:plc", protocol: modbus, operations: [read], reason: r}}}
  one: {from: scada, to: ${to}, owner: o, allow: {x: {from: any, to: any, protocol: modbus, operations: [read], reason: r}}}`;
    expect(findingLines(text('west')).filter((line) => line.startsWith('grant/covered'))).toEqual([]);
    expect(findingLines(text('"kind:cell"')).filter((line) => line.startsWith('grant/covered'))).toEqual([
      'grant/covered 8: grant `both/x` lies wholly within `one/x`',
    ]);
  });

  test('of an alias is one grant, with all protocols that the alias stands for', () => {
    expect(
      found(`      a: {from: scada-1, to: plc-1, protocol: network-housekeeping, reason: r}
      b: {from: scada-1, to: plc-1, protocol: network-housekeeping, reason: r}`),
    ).toEqual(['grant/covered 8: grant `c/b` is the same as `c/a`']);
  });

  test('that is over is a matter of its own', () => {
    const text = conduit(`      a: {from: scada-1, to: plc-1, protocol: modbus, operations: [read], reason: r}
      b: {from: scada-1, to: plc-1, protocol: modbus, operations: [read], expires: 2026-01-31, reason: r}`);
    expect(findingLines(text)).toEqual(['grant/expired 8: grant `c/b` expired on `2026-01-31`']);
  });

  test('may come from Rego, and is then shown at its rule', () => {
    const plan = planWith(
      conduit('      poll: {from: scada-1, to: "class:plc", protocol: modbus, operations: [read], reason: r}'),
    );
    const [poll] = plan.grants;
    const rule: PlanGrant = {
      ...(poll as PlanGrant),
      id: 'plant.allow.hist/read-one[scada>filling](1)',
      destinations: ['filling/plc-2'],
      at: spanAt(4, 'policies/hist.rego'),
    };
    const found = analysisOf({ ...plan, lowered: { grants: [rule], guards: [] } });
    expect(found.map((each) => [each.at?.file, wordingOf(each).what])).toEqual([
      ['policies/hist.rego', 'grant `plant.allow.hist/read-one` lies wholly within `c/poll`'],
    ]);
  });
});

describe('an overlap', () => {
  test('is said once for two grants, with a conversation that both allow', () => {
    expect(
      found(`      a: {from: scada-1, to: plc-1, protocol: modbus, operations: [write], objects: [{unit: 1, table: holding, range: 0-19}], reason: r}
      b: {from: scada-1, to: plc-1, protocol: modbus, operations: [write], objects: [{unit: 1, table: holding, range: 19-40}], reason: r}`),
    ).toEqual([
      'grant/overlapping 8: grant `c/b` shares a part with `c/a`; both allow `scada-1` asking `plc-1` for modbus write write_single_register unit 1 holding 19 on tcp/502',
    ]);
  });

  test('is none where grants share no more than the handshakes of their service', () => {
    expect(
      found(`      a: {from: scada-1, to: plc-1, protocol: modbus, operations: [read], reason: r}
      b: {from: scada-1, to: plc-1, protocol: modbus, operations: [write], reason: r}`),
    ).toEqual([]);
  });

  test('names each pair once, however many overlap', () => {
    const ids = Array.from({ length: 40 }, (_, index) => `g${String(index).padStart(2, '0')}`);
    const grants = ids.map(
      (id, index) =>
        `      ${id}: {from: scada-1, to: plc-1, protocol: modbus, operations: [write], objects: [{unit: 1, table: holding, range: ${index}-${index + 50}}], reason: r}`,
    );
    const overlaps = analysisOf(planWith(conduit(grants.join('\n')))).filter(
      (each) => each.code === 'grant/overlapping' || each.code === 'grant/covered',
    );
    // All between the first and the last are covered by these two.
    expect(overlaps.map((each) => each.code)).toEqual([
      ...Array.from({ length: 38 }, () => 'grant/covered'),
      'grant/overlapping',
    ]);
  });
});
