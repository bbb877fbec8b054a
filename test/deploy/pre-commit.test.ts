/** The hook of .pre-commit-hooks.yaml, run by pre-commit itself where it is installed. */
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { parse } from 'yaml';
import { smallPlant } from '../support/temporary-plant.ts';

const root = path.join(import.meta.dirname, '../..');
const hooksFile = path.join(root, '.pre-commit-hooks.yaml');
const isInstalled = spawnSync('pre-commit', ['--version']).status === 0;
let work = '';

function run(program: string, args: readonly string[], cwd: string) {
  const { status, stdout, stderr } = spawnSync(program, args, {
    cwd,
    encoding: 'utf8',
    env: {
      ...process.env,
      PATH: `${path.join(work, 'bin')}:${process.env['PATH'] ?? ''}`,
      HOME: work,
      XDG_CACHE_HOME: work,
    },
  });
  return { status, output: stdout + stderr };
}

const git = (folder: string, ...args: readonly string[]) =>
  run('git', ['-c', 'user.name=tester', '-c', 'user.email=tester@example.org', ...args], path.join(work, folder));

beforeAll(() => {
  work = mkdtempSync(path.join(tmpdir(), 'zonewright-pre-commit-'));
  for (const folder of ['bin', 'hooks', 'plant/plants/small']) mkdirSync(path.join(work, folder), { recursive: true });
  const program = path.join(work, 'bin/zonewright');
  writeFileSync(program, `#!/bin/sh\nexec ${process.execPath} ${path.join(root, 'src/cli/main.ts')} "$@"\n`);
  chmodSync(program, 0o755);
  // The repository of the hooks, as a team names it: what it has beside the hook does not matter.
  writeFileSync(path.join(work, 'hooks/.pre-commit-hooks.yaml'), readFileSync(hooksFile));
  for (const folder of ['hooks', 'plant']) git(folder, 'init', '-q');
  git('hooks', 'add', '-A');
  git('hooks', 'commit', '-q', '-m', 'the hook');
  const revision = git('hooks', 'rev-parse', 'HEAD').output.trim();
  const hook = `[{ id: zonewright-check, args: [--plant, plants/small] }]`;
  const config = `repos: [{ repo: ${path.join(work, 'hooks')}, rev: ${revision}, hooks: ${hook} }]\n`;
  writeFileSync(path.join(work, 'plant/.pre-commit-config.yaml'), config);
});

afterAll(() => rmSync(work, { recursive: true, force: true }));

function commit(plant: string) {
  writeFileSync(path.join(work, 'plant/plants/small/plant.yaml'), plant);
  git('plant', 'add', '-A');
  return git('plant', 'commit', '-m', 'a change');
}

test.skipIf(!isInstalled)('a plant that is none is not committed, and the finding says where', () => {
  expect(run('pre-commit', ['install'], path.join(work, 'plant'))).toMatchObject({ status: 0 });
  const refused = commit(smallPlant.replace('range: 100-119', 'range: 100-hundred'));
  expect(refused.output).toContain('100-hundred');
  expect(refused.output).toMatch(/plant\.yaml:\d+:\d+/);
  expect(refused.status).toBe(1);
  expect(git('plant', 'log').status).not.toBe(0);
  const taken = commit(smallPlant);
  expect(taken.output).toMatch(/zonewright check\.+Passed/);
  expect(taken.status).toBe(0);
});

test('it looks at what a plant is made of and needs nothing but the installed program', () => {
  const [hook, ...more] = parse(readFileSync(hooksFile, 'utf8')) as Readonly<Record<string, unknown>>[];
  expect(more).toEqual([]);
  expect(hook).toMatchObject({ language: 'system', entry: 'zonewright check', pass_filenames: false });
  const files = new RegExp(String(hook?.['files']));
  const looked = ['plant.yaml', 'zones/a.yml', 'policies/a.rego', 'README.md', 'a.yaml.orig'].filter((name) =>
    files.test(name),
  );
  expect(looked).toEqual(['plant.yaml', 'zones/a.yml', 'policies/a.rego']);
});
