/** The page on imports: its example prints what it shows, and the rules that it names find what InduForm's find. */
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { documentBlocks, documentCommands, shownPattern } from '../support/document-sessions.ts';
import { runCli } from '../support/run-cli.ts';

const root = path.join(import.meta.dirname, '../..');
const page = readFileSync(path.join(root, 'docs/import.md'), 'utf8');
const folder = mkdtempSync(path.join(tmpdir(), 'zonewright-import-'));

afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('prints what the page shows', async () => {
  writeFileSync(path.join(folder, 'line.yaml'), documentBlocks('yaml', page)[0] ?? '');
  for (const { args, output } of documentCommands(page)) {
    const { stdout, stderr, exitCode } = await runCli(args, { cwd: folder });
    expect(`${stdout}${stderr}`.replaceAll(/\s+$/gm, '')).toMatch(shownPattern(output.replaceAll(/\s+$/gm, '')));
    expect(exitCode).toBe(1);
  }
});

/** The rules of InduForm 0.2: policies, and codes of its validator. */
const names = [
  ...[
    'POL-001',
    'POL-002',
    'POL-003',
    'POL-004',
    'POL-005',
    'POL-006',
    'POL-007',
    'PURDUE-002',
    'NIST-001',
    'NIST-002',
  ],
  ...[
    'CIP-001',
    'CIP-002',
    'CIP-003',
    'ZONE_CIRCULAR_REF',
    'CONDUIT_SL_INSUFFICIENT',
    'CONDUIT_INSPECTION_RECOMMENDED',
  ],
  ...['PURDUE_NON_ADJACENT', 'DMZ_BYPASS', 'DMZ_MISSING', 'CELL_ISOLATION_VIOLATION', 'PROTOCOL_NOT_IN_ALLOWLIST'],
  ...['CRITICAL_ASSET_LOW_SL', 'ZONE_NO_CONDUITS', 'CONDUIT_NO_FLOWS', 'SAFETY_ZONE_NON_SAFETY_ASSET'],
  ...['NIST_ASSET_INVENTORY_GAP', 'CIP_ESP_MISSING', 'NIST_ACCESS_CONTROL', 'NIST_DETECTION_GAP', 'NIST_RECOVERY_PLAN'],
  ...['CIP_ACCESS_POINT', 'CIP_BES_CLASSIFICATION', 'CIP_CHANGE_MGMT', 'PURDUE_SAFETY_DIRECT'],
];

/** The row of the table that names a rule of InduForm. */
function rowOf(name: string): string {
  const rows = page
    .split('\n')
    .filter((line) => line.startsWith('|') && new RegExp(`(?<![\\w-])${name}(?![\\w-])`).test(line));
  expect(rows, name).toHaveLength(1);
  return rows[0] ?? '';
}

test.each(names)('%s stands once in the table, with rules and findings that there are', (name) => {
  for (const [, rule] of rowOf(name).matchAll(/(ZC-[A-Z]\d{3})/g))
    expect(existsSync(path.join(root, 'docs/rules', `${rule}.md`)), rule).toBe(true);
});

interface Zone {
  readonly type: string;
  readonly level?: number;
  readonly assets?: string;
}

/** A project with two zones and a conduit from the first to the second, which goes against one rule. */
function project(a: Zone, b: Zone, flows: string): string {
  const zone = (id: string, { type, level = 2, assets }: Zone): string =>
    `  - { id: ${id}, name: ${id}, type: ${type}, security_level_target: ${level}, assets: [${assets ?? `{ id: ${id}-1, name: x, type: server, ip_address: 10.0.${id === 'a' ? 0 : 1}.1 }`}] }\n`;
  return `project: { name: p, compliance_standards: [IEC62443, PURDUE, NERC_CIP] }
zones:
${zone('a', a)}${zone('b', b)}conduits:
  - { id: c, from_zone: a, to_zone: b, flows: [${flows}] }
`;
}

/** Three zones in a row, from the office to a cell, and no DMZ. */
const chain = `project: { name: p, compliance_standards: [NERC_CIP] }
zones:
  - { id: a, name: a, type: enterprise, security_level_target: 3, assets: [{ id: a-1, name: x, type: server }] }
  - { id: b, name: b, type: site, security_level_target: 3, assets: [{ id: b-1, name: x, type: server }] }
  - { id: c, name: c, type: cell, security_level_target: 3, assets: [{ id: c-1, name: x, type: plc }] }
conduits:
  - { id: ab, from_zone: a, to_zone: b, flows: [{ protocol: ssh, direction: outbound }] }
  - { id: bc, from_zone: b, to_zone: c, flows: [{ protocol: ssh, direction: outbound }] }
`;

const ssh = '{ protocol: ssh, direction: outbound }';

/** What goes against a rule of InduForm, and by which name it is found here. */
const violations: readonly (readonly [string, string, string])[] = [
  ['POL-001', 'conduit/empty', project({ type: 'site' }, { type: 'area' }, '')],
  ['POL-002', 'ZC-F013', project({ type: 'site', level: 1 }, { type: 'area', level: 3 }, ssh)],
  ['POL-005', 'ZC-F010', project({ type: 'enterprise' }, { type: 'cell' }, ssh)],
  ['DMZ_MISSING', 'ZC-L010', chain],
  ['POL-006', 'ZC-L006', project({ type: 'cell', level: 3 }, { type: 'safety', level: 1 }, ssh)],
  ['POL-006', 'ZC-F012', project({ type: 'cell' }, { type: 'safety', level: 3 }, ssh)],
  ['POL-007', 'ZC-F009', project({ type: 'site' }, { type: 'cell' }, ssh)],
  ['PURDUE-002', 'ZC-F009', project({ type: 'enterprise' }, { type: 'area' }, ssh)],
  ['PURDUE_SAFETY_DIRECT', 'ZC-F009', project({ type: 'site' }, { type: 'safety', level: 3 }, ssh)],
  ['SAFETY_ZONE_NON_SAFETY_ASSET', 'ZC-L006', project({ type: 'cell' }, { type: 'safety', level: 3 }, ssh)],
  ['CIP-001', 'ZC-L010', chain],
  ['CIP_ESP_MISSING', 'ZC-F010', chain],
  ['NIST-001', 'selector/empty', project({ type: 'site' }, { type: 'area', assets: '' }, ssh)],
  ['NIST_ACCESS_CONTROL', 'conduit/unenforced', project({ type: 'site', level: 3 }, { type: 'area', level: 3 }, ssh)],
  ['CIP_CHANGE_MGMT', 'grant/no-reason', project({ type: 'site' }, { type: 'area' }, ssh)],
  ['CIP_CHANGE_MGMT', 'ZC-F002', project({ type: 'site' }, { type: 'area' }, ssh)],
];

describe('what goes against a rule of InduForm', () => {
  test.each(violations)('%s is found as %s', async (name, code, text) => {
    expect(rowOf(name)).toContain(code);
    writeFileSync(path.join(folder, 'source.yaml'), text);
    const { stdout } = await runCli(['import', 'source.yaml', '--dry-run', '--format', 'json'], { cwd: folder });
    const report = JSON.parse(stdout) as { imported: { remaining: readonly { code: string }[] } };
    expect(report.imported.remaining.map((each) => each.code)).toContain(code);
  });

  test('POL-004 is found by the rule on the page', async () => {
    const text = project({ type: 'cell' }, { type: 'cell' }, ssh);
    writeFileSync(path.join(folder, 'cells.yaml'), text);
    await runCli(['import', 'cells.yaml', '--out', 'cells'], { cwd: folder });
    const rules = path.join(folder, 'cells/policies/rules');
    mkdirSync(rules, { recursive: true });
    writeFileSync(path.join(rules, 'cell_isolation.rego'), documentBlocks('rego', page)[0] ?? '');
    const { stdout } = await runCli(['check'], { cwd: path.join(folder, 'cells') });
    expect(stdout).toMatch(/SITE-001[\s\S]*grant c\/ssh leads from a to b/);
  });
});
