/** `zonewright import`: what is written, what is said, and what is refused. */
import { existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { expectValid } from '../support/expect-valid.ts';
import { runCli } from '../support/run-cli.ts';
import { type TemporaryPlant, temporaryPlant } from '../support/temporary-plant.ts';

const sources = new URL('../compiler/import/sources/', import.meta.url);
const waterworks = readFileSync(new URL('waterworks.yaml', sources), 'utf8');
const bakery = readFileSync(new URL('bakery.yaml', sources), 'utf8');

/** A source of which everything is taken over. */
const plain = `project: { name: plain, compliance_standards: [] }
zones:
  - { id: up, name: Up there, type: area, security_level_target: 2, assets: [{ id: a, name: Server A, type: scada, ip_address: 10.0.0.1 }] }
  - { id: down, name: Down there, type: cell, security_level_target: 2, assets: [{ id: b, name: B, type: rtu, ip_address: 10.1.0.1 }] }
conduits:
  - { id: c, name: time, from_zone: up, to_zone: down, flows: [{ protocol: ntp, direction: inbound }] }
`;

let folder: TemporaryPlant;

beforeEach(() => {
  folder = temporaryPlant({ 'plain.yaml': plain, 'waterworks.yaml': waterworks, 'bakery.yaml': bakery });
});

afterEach(() => folder.remove());

const run = async (...args: string[]) => {
  const result = await runCli(['import', ...args], { cwd: folder.folder });
  expect(result.stdout + result.stderr).not.toMatch(/internal error|^\s+at .*:\d+:\d+\)?$/m);
  return result;
};

const listed = (): readonly string[] =>
  readdirSync(path.join(folder.folder, 'out'), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(path.join(folder.folder, 'out'), path.join(entry.parentPath, entry.name)))
    .sort();

describe('import', () => {
  test('writes a plant with the schemas for editors, and says so', async () => {
    const { stdout, stderr, exitCode } = await run('plain.yaml', '--out', 'out');
    expect(exitCode).toBe(0);
    expect(stderr).toBe('');
    expect(listed()).toEqual([
      '.gitignore',
      '.zonewright/plant.schema.json',
      '.zonewright/tests.schema.json',
      'conduits/down-and-up.yaml',
      'plant.yaml',
      'zones/down.yaml',
      'zones/up.yaml',
    ]);
    for (const file of listed()) expect(stdout).toContain(`${path.join('out', file)}\n`);
    expect(stdout).toContain(
      'plain: 2 zones, 2 assets, 1 conduit, 1 grant from induform; not taken over as it is: no findings',
    );
    expect(stdout).toMatch(/Next: cd out && zonewright check\n$/);
  });

  test.each([
    ['waterworks.yaml', 1],
    ['bakery.yaml', 1],
    ['plain.yaml', 0],
  ])('%s becomes a plant that compiles, with the findings of check that were foretold', async (source, code) => {
    const { stdout, exitCode } = await run(source, '--out', 'out', '--format', 'json');
    expect(exitCode).toBe(code);
    const report = JSON.parse(stdout) as {
      findings: { severity: string; at: object | null }[];
      imported: { remaining: { code: string; count: number }[]; files: { path: string; text: string }[] };
    };
    expectValid('import', report);
    expect(report.findings.every(({ at }) => at !== null)).toBe(true);
    for (const file of report.imported.files)
      expect(readFileSync(path.join(folder.folder, 'out', file.path), 'utf8')).toBe(file.text);
    const inside = { cwd: path.join(folder.folder, 'out') };
    const checked = await runCli(['check', '--format', 'json'], inside);
    const { findings } = JSON.parse(checked.stdout) as { findings: { code: string; rule?: string }[] };
    const counts = Object.entries(Object.groupBy(findings, (each) => each.rule ?? each.code));
    expect(report.imported.remaining.map((each) => [each.code, each.count]).sort()).toEqual(
      counts.map(([name, alike]) => [name, alike?.length]).sort(),
    );
    const compiled = await runCli(['compile', '-o', 'bundle.tar.gz'], inside);
    expect(compiled.exitCode, compiled.stderr).toBe(0);
  });

  test('shows what it would write with --dry-run, and writes nothing', async () => {
    const { stdout, exitCode } = await run('plain.yaml', '--dry-run');
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(
      /^==> conduits\/down-and-up.yaml <==\n[\s\S]*==> plant.yaml <==\n[\s\S]*==> zones\/up.yaml <==\n/,
    );
    expect(stdout).toMatch(/Nothing was written; --out DIR writes it\n$/);
    expect(existsSync(path.join(folder.folder, 'out'))).toBe(false);
    await run('plain.yaml', '--dry-run', '--out', 'out');
    expect(existsSync(path.join(folder.folder, 'out'))).toBe(false);
  });

  test('says the same and writes the same every time', async () => {
    const first = await run('waterworks.yaml', '--dry-run', '--format', 'json');
    const second = await run('waterworks.yaml', '--dry-run', '--format', 'json');
    expect(second.stdout).toBe(first.stdout);
    expectValid('import', JSON.parse(first.stdout));
  });

  test('tells programs which ids are others now', async () => {
    const { stdout } = await run('bakery.yaml', '--dry-run', '--format', 'json');
    const { imported } = JSON.parse(stdout) as { imported: { renamed: readonly unknown[] } };
    expect(imported.renamed).toEqual([
      { kind: 'zone', id: 'LINE 4', name: 'LINE-4', at: expect.objectContaining({ file: 'bakery.yaml', line: 14 }) },
    ]);
  });

  test('takes several files as parts of one plant, each in its own format', async () => {
    const { stdout } = await run('plain.yaml', 'bakery.yaml', '--out', 'out');
    expect(stdout).toContain('plain: 5 zones, 12 assets,');
    expect(stdout).toContain('from induform and zc-as-code;');
    expect(stdout).toMatch(/bakery\.yaml:\d+:\d+/);
  });

  test('fails by what it lists as --fail-on says', async () => {
    expect((await run('bakery.yaml', '--dry-run', '--fail-on', 'high')).exitCode).toBe(0);
    expect((await run('bakery.yaml', '--dry-run', '--fail-on', 'never')).exitCode).toBe(0);
    expect((await run('bakery.yaml', '--dry-run')).exitCode).toBe(1);
  });

  test('writes into an empty repository', async () => {
    mkdirSync(path.join(folder.folder, 'out', '.git'), { recursive: true });
    expect((await run('plain.yaml', '-o', 'out')).exitCode).toBe(0);
    expect(existsSync(path.join(folder.folder, 'out', 'plant.yaml'))).toBe(true);
  });
});

describe('import refuses', () => {
  test('a folder that holds something, and touches nothing in it', async () => {
    folder.write('out/notes.txt', 'mine');
    for (const more of [[], ['--dry-run']]) {
      const { stderr, exitCode } = await run('plain.yaml', '--out', 'out', ...more);
      expect(exitCode).toBe(2);
      expect(stderr).toContain('out is not empty (it holds notes.txt), and nothing in it is overwritten');
    }
    expect(listed()).toEqual(['notes.txt']);
  });

  test.each([
    ['no folder', ['plain.yaml'], /name a new folder for the plant with --out, or look first with --dry-run/],
    ['a file for a folder', ['plain.yaml', '--out', 'bakery.yaml'], /bakery\.yaml is no folder/],
    ['a folder for a file', ['.', '--dry-run'], /cannot read \.: it is a folder; name the file in it/],
    ['a file that is not there', ['nope.yaml', '--dry-run'], /cannot read nope\.yaml: there is no such file/],
    ['a file named twice', ['plain.yaml', './plain.yaml', '--dry-run'], /\.\/plain\.yaml is named twice/],
    ['no file', ['--dry-run'], /FILE/],
    ['an unknown format', ['plain.yaml', '--dry-run', '--from', 'visio'], /induform\|zc-as-code/],
    ['the format of files as that of the report', ['plain.yaml', '--dry-run', '--format', 'induform'], /--from/],
  ])('%s, and says what to do', async (_, args, message) => {
    const { stdout, stderr, exitCode } = await run(...args);
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(message);
    expect(stdout).toBe('');
  });

  test.each([
    ['an empty file', '', /import\/unknown-format {2}x\.yaml:1:1\n.*there is nothing in it/],
    [
      'another file',
      'services: {web: {image: nginx}}\n',
      /x\.yaml:1:1\n.*its keys are services[\s\S]*fix: name a file in the format `induform` or `zc-as-code`/,
    ],
    ['a plant', 'plant: p\nzones: {}\n', /x\.yaml:1:1\n.*files of Zonewright do, and those need no import/],
    ['torn YAML', 'project: {name: p\nzones: [\n', /yaml\/syntax {2}x\.yaml:2:1/],
    ['several documents', `${plain}---\n${plain}`, /import\/several-documents {2}x\.yaml:\d+:1/],
    ['bytes', '\u0000\u0001\u0002', /x\.yaml:1:\d+/],
  ])('%s with its place, and writes nothing', async (_, text, message) => {
    folder.write('x.yaml', text);
    const { stdout, stderr, exitCode } = await run('x.yaml', '--out', 'out');
    expect(exitCode).toBe(2);
    expect(stderr).toMatch(message);
    expect(stderr).toMatch(/nothing was imported: \d+ high\n$/);
    expect(stdout).toBe('');
    expect(existsSync(path.join(folder.folder, 'out'))).toBe(false);
    const json = await run('x.yaml', '--out', 'out', '--format', 'json');
    expectValid('import', JSON.parse(json.stdout));
    expect(json.exitCode).toBe(2);
  });

  test('all files when one of them cannot be read', async () => {
    folder.write('x.yaml', 'hello\n');
    const { exitCode, stderr } = await run('plain.yaml', 'x.yaml', '--out', 'out');
    expect(exitCode).toBe(2);
    expect(stderr).toContain('x.yaml:1:1');
    expect(existsSync(path.join(folder.folder, 'out'))).toBe(false);
  });
});
