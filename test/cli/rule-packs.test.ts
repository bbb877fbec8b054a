/** Rule packs as a plant meets them: chosen, weighed, waived, and written by itself. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Log } from 'sarif';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { CheckReport } from '../../src/report/check-json.ts';
import { documentFiles } from '../support/document-sessions.ts';
import { expectValid } from '../support/expect-valid.ts';
import { runCli } from '../support/run-cli.ts';
import { smallPlant, type TemporaryPlant, temporaryPlant } from '../support/temporary-plant.ts';

let plant: TemporaryPlant;

beforeEach(() => {
  plant = temporaryPlant();
});

afterEach(() => plant.remove());

/** Somebody in the office may write to the controller, and to nothing else. */
const office = `zones:
  office: {level: 4, kind: enterprise, networks: [10.10.0.0/24], members: declared, owner: it, security-level: 1}
  dmz: {kind: dmz, networks: [10.19.0.0/24], owner: it, security-level: 2}
assets:
  pc: {zone: office, class: office_pc, ip: 10.10.0.5}
conduits:
  past:
    from: office
    to: cell
    owner: it
    reason: recipes
    allow:
      recipes: {from: pc, to: plc, protocol: modbus, operations: [read, write]}
`;

async function check(env: Readonly<Record<string, string>> = {}) {
  const { stdout, stderr, exitCode } = await runCli(['check', '--format', 'json'], { cwd: plant.folder, env });
  expect(stderr).toBe('');
  const report = JSON.parse(stdout) as CheckReport;
  expectValid('check', report);
  const ofRules = report.findings.filter(({ code }) => code.startsWith('rule/'));
  return { ofRules, exitCode, told: ofRules.map(({ rule, severity, code }) => `${rule ?? code} ${severity}`) };
}

describe('check', () => {
  test('asks the essential rules of a plant that chooses none, with place, clause and techniques', async () => {
    plant.write('conduits/past.yaml', office);
    plant.write('zones/fw.yaml', 'boundaries: {fw2: {dialect: nftables, interfaces: {eth0: [office], eth1: [cell]}}}');
    const { ofRules, told, exitCode } = await check();
    expect(told).toEqual(['ZC-F010 critical', 'ZC-F006 critical']);
    expect(ofRules[1]).toMatchObject({
      code: 'rule/violated',
      message: 'ZC-F006: grant past/recipes leads from office to cell and allows write',
      at: { file: 'conduits/past.yaml', line: 13, column: 67 },
      references: { iec62443: ['3-2 ZCR 3.2', '3-3 SR 2.1'], attackIcs: ['T0836', 'T0843', 'T0858'] },
    });
    expect(ofRules[1]?.fix).toContain('(docs/rules/ZC-F006.md)');
    expect(exitCode).toBe(1);
  });

  test('asks what the plant names, and nothing when it names nothing', async () => {
    plant.write('conduits/past.yaml', office);
    plant.write('zones/rules.yaml', 'rule-packs: []\n');
    expect((await check()).told).toEqual([]);
    plant.write('zones/rules.yaml', 'rule-packs: [nist-800-82]\n');
    expect((await check()).told).toContain('ZC-F009 high');
  });

  test('weighs rules as the plant does', async () => {
    plant.write('conduits/past.yaml', office);
    plant.write('zones/rules.yaml', 'rules: {ZC-F010: {severity: off}, ZC-F006: {severity: low}}\n');
    const { told } = await check();
    expect(told).toEqual(['ZC-F006 low']);
  });

  test('a waiver holds until its last day, and says whose it was on the day after', async () => {
    plant.write('conduits/past.yaml', office);
    plant.write(
      'zones/rules.yaml',
      `rules:
  ZC-F010: {severity: off}
  ZC-F006:
    waivers:
      past/recipes: {owner: line-1, reason: until the recipe server is there, expires: 2026-09-10}
      past/other: {owner: line-1, reason: a slip, expires: 2026-09-10}
`,
    );
    const { told, ofRules } = await check();
    expect(told.sort()).toEqual(['ZC-F006 info', 'rule/waiver-unused low']);
    expect(ofRules.find((each) => each.code === 'rule/waived')?.message).toBe(
      'ZC-F006 is waived by `line-1` until 2026-09-10 (until the recipe server is there): grant past/recipes leads from office to cell and allows write',
    );
    const later = await check({ ZONEWRIGHT_NOW: '2026-09-11T12:00:00Z' });
    expect(later.ofRules.find((each) => each.rule === 'ZC-F006')).toMatchObject({
      severity: 'critical',
      message: expect.stringContaining('; the waiver of `line-1` ended on 2026-09-10'),
    });
  });

  test('says what nobody knows, with the likeliest spelling', async () => {
    plant.write('zones/rules.yaml', 'rule-packs: [esential]\nrules: {ZC-F01O: {severity: low}}\n');
    const { ofRules, told, exitCode } = await check();
    expect(told).toEqual(['rule/unknown medium', 'rule/unknown medium']);
    expect(ofRules.map(({ fix, at }) => `${at?.line}:${at?.column} ${fix}`)).toEqual([
      '1:14 did you mean `essential`?',
      '2:9 did you mean `ZC-F010`?',
    ]);
    expect(exitCode).toBe(1);
  });

  test.each([
    ['rules: {ZC-F010: {severity: grave}}', 'schema/not-allowed'],
    ['rules: {ZC-F010: {waivers: {a: {owner: x, reason: y}}}}', 'schema/missing-key'],
    ['rules: {ZC-F010: {waivers: {a: {owner: x, reason: y, expires: never}}}}', 'date/invalid'],
    ['rules: {ZC-F010: {}}', 'schema/empty'],
  ])('%s is %s', async (text, code) => {
    plant.write('zones/rules.yaml', text);
    const { stdout } = await runCli(['check', '--format', 'json'], { cwd: plant.folder });
    expect((JSON.parse(stdout) as CheckReport).findings.map((each) => each.code)).toEqual([code]);
  });

  test('is a rule of its own in SARIF, with its clauses and techniques', async () => {
    plant.write('conduits/past.yaml', office);
    const { stdout } = await runCli(['check', '--format', 'sarif'], { cwd: plant.folder });
    const [run] = (JSON.parse(stdout) as Log).runs;
    expect(run?.results?.map((each) => each.ruleId)).toContain('ZC-F010');
    const rule = run?.tool.driver.rules?.find((each) => each.id === 'ZC-F010');
    expect(rule?.properties?.tags).toEqual(
      expect.arrayContaining(['IEC 62443-3-2 ZCR 3.2', 'NERC CIP-005-7 R1.2', 'ATT&CK T0886']),
    );
  });

  test('a plant with findings of rules still compiles', async () => {
    plant.write('conduits/past.yaml', office);
    plant.write('zones/fw.yaml', 'boundaries: {fw2: {dialect: nftables, interfaces: {eth0: [office], eth1: [cell]}}}');
    expect((await runCli(['compile', '-o', 'x.tar.gz'], { cwd: plant.folder })).exitCode).toBe(0);
  });
});

/** A rule of a plant's own, with `body` in place of its conditions. */
const ownRule = (body: string, metadata = ''): string => `# METADATA
# title: own
# custom:
#   id: OWN-1
#   severity: high
#   packs: [own]
#   iec62443: [3-2 ZCR 3.1]
#   attackIcs: [M0930]
#   why: so
#   fix: otherwise
${metadata}package plant.rules.own

${body}
`;

describe('rules of a plant', () => {
  beforeEach(() => plant.write('zones/rules.yaml', 'rule-packs: [own]\n'));

  test('are those of docs/rule-packs.md, and so are their tests', async () => {
    for (const file of documentFiles(readFileSync(path.join(import.meta.dirname, '../../docs/rule-packs.md'), 'utf8')))
      plant.write(file.path, file.text);
    plant.write(
      'zones/rules.yaml',
      'rule-packs: [our-site]\nassets: {lp: {zone: cell, class: printer, ip: 10.20.1.50}}\n',
    );
    const { told, ofRules } = await check();
    expect(told).toEqual(['OWN-001 medium']);
    expect(ofRules[0]).toMatchObject({
      message: 'OWN-001: printer lp stands in cell',
      at: { file: 'zones/rules.yaml', line: 2 },
    });
    const { stdout, exitCode } = await runCli(['test'], { cwd: plant.folder });
    expect(stdout).toContain('  ok       plant.rules.own_printers_test.test_finds\n');
    expect(stdout).toContain('2 tests: 2 passed; 0 of 3 grants used, 1 of 1 Rego rule reached');
    expect(exitCode).toBe(0);
  });

  test.each([
    ['package plant.rules.own\n\nfinding contains 1 if true\n', 'rule/metadata', 'it has no METADATA with a `title`'],
    [ownRule('finding contains 1 if true', '').replace('#   severity: high\n', ''), 'rule/metadata', 'no `severity`'],
    [ownRule('finding contains 1 if true').replace('#   packs: [own]\n', ''), 'rule/metadata', 'no `packs`'],
    [ownRule('finding contains 1 if true').replace('OWN-1', 'ZC-F010'), 'rule/metadata', 'is that of zonewright.rules'],
    [ownRule('nothing := 1'), 'rule/metadata', 'it has no rule `finding`'],
    [
      'package zonewright.rules.zc_f010\n\nfinding contains 1 if false\n',
      'rule/metadata',
      'has a package `plant.rules.<name>`',
    ],
    [ownRule('finding contains 1 if input.zonse[_].id == "a"'), 'rego/type', 'zonse'],
    [ownRule('finding contains 1 if http.send({"url": "http://192.0.2.1/"})'), 'rego/builtin', '`http.send`'],
    [ownRule('finding contains 1 if {'), 'rego/parse', ''],
    [ownRule('finding contains 1 if true'), 'rule/failed', 'a finding is'],
    [ownRule('finding := 1 if input.plant\n\nfinding := 2 if input.today'), 'rule/failed', 'conflict'],
  ])('that are none are findings: %#', async (text, code, message) => {
    plant.write('policies/rules/own.rego', text);
    const { stdout, exitCode } = await runCli(['check', '--format', 'json'], { cwd: plant.folder });
    const found = (JSON.parse(stdout) as CheckReport).findings.filter((each) => each.code === code);
    expect(found, stdout).toHaveLength(1);
    expect(found[0]?.message).toContain(message);
    if (code !== 'rule/failed') expect(found[0]?.at?.file).toBe('policies/rules/own.rego');
    expect(exitCode).toBe(1);
  });

  test('that do not compile silence no others', async () => {
    plant.write('zones/rules.yaml', '');
    plant.write('conduits/past.yaml', office);
    plant.write('policies/rules/own.rego', ownRule('finding contains 1 if {'));
    expect((await check()).told).toContain('ZC-F010 critical');
  });

  test('grant nothing and are no allowlists', async () => {
    plant.write('zones/rules.yaml', '');
    plant.write(
      'policies/rules/own.rego',
      ownRule('finding contains {"subject": {"kind": "plant", "id": input.plant}, "what": "x"}'),
    );
    expect((await runCli(['check'], { cwd: plant.folder })).stdout).toContain('no findings');
  });

  test('may name anything; what is not there is shown at the plant', async () => {
    plant.write(
      'policies/rules/own.rego',
      ownRule('finding contains {"subject": {"kind": "zone", "id": "gone"}, "what": "a\\u001b[31m\\nb"}'),
    );
    const { ofRules } = await check();
    expect(ofRules).toMatchObject([{ message: 'OWN-1: a\\x1b[31m b', at: { file: 'plant.yaml', line: 1 } }]);
  });
});

test('the starter is held to its packs and has no findings', async () => {
  const { stdout } = await runCli(['check'], { cwd: path.join(import.meta.dirname, '../../examples/plants/starter') });
  expect(stdout).toMatch(/no findings\n$/);
  expect(smallPlant).not.toContain('rule-packs');
});
