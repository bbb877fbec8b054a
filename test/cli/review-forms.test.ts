/** `check` and `diff` in the forms of code reviews, in a repository that has the plant in a folder. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Log } from 'sarif';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runCli } from '../support/run-cli.ts';
import { sarifValidator } from '../support/sarif-schema.ts';
import { smallPlant } from '../support/temporary-plant.ts';

const isSarif = sarifValidator();
let root = '';

beforeAll(() => {
  root = mkdtempSync(path.join(tmpdir(), 'zonewright-review-'));
  mkdirSync(path.join(root, 'plants/small'), { recursive: true });
  write(smallPlant);
  git('init', '-q', '-b', 'main');
  git('add', '-A');
  git('-c', 'user.name=tester', '-c', 'user.email=tester@example.org', 'commit', '-q', '-m', 'the plant');
});

afterAll(() => rmSync(root, { recursive: true, force: true }));

function write(text: string): void {
  writeFileSync(path.join(root, 'plants/small/plant.yaml'), text);
}

function git(...args: readonly string[]): void {
  const run = spawnSync('git', args, { cwd: root, encoding: 'utf8' });
  if (run.status !== 0) throw new Error(run.stderr);
}

/** The text of a file that a region of SARIF means. */
function textOf(log: Log): readonly string[] {
  return (log.runs[0]?.results ?? []).map(({ locations }) => {
    const { artifactLocation, region } = locations?.[0]?.physicalLocation ?? {};
    const lines = readFileSync(path.join(root, artifactLocation?.uri ?? ''), 'utf8').split('\n');
    expect(region?.endLine).toBe(region?.startLine);
    return (lines[(region?.startLine ?? 0) - 1] ?? '').slice(
      (region?.startColumn ?? 0) - 1,
      (region?.endColumn ?? 0) - 1,
    );
  });
}

test.skipIf(isSarif === null)('a finding in SARIF stands on the very words that are wrong', async () => {
  write(smallPlant.replace('range: 100-119', 'range: 100-hundred'));
  const { stdout, exitCode } = await runCli(['check', '--plant', 'plants/small', '--format', 'sarif'], { cwd: root });
  expect(exitCode).toBe(1);
  const log = JSON.parse(stdout) as Log;
  if (isSarif?.(log) === false) expect(isSarif.errors).toEqual([]);
  expect(textOf(log)).toContain('100-hundred');
});

test.skipIf(isSarif === null)('what a change opens is a result in SARIF, at the grant', async () => {
  write(smallPlant.replace('range: 100-119', 'range: 100-139'));
  const { stdout } = await runCli(['diff', 'main', '--plant', 'plants/small', '--format', 'sarif'], { cwd: root });
  const log = JSON.parse(stdout) as Log;
  if (isSarif?.(log) === false) expect(isSarif.errors).toEqual([]);
  expect(log.runs[0]?.results).toMatchObject([
    {
      ruleId: 'diff/opened',
      level: 'warning',
      locations: [{ physicalLocation: { artifactLocation: { uri: 'plants/small/plant.yaml' } } }],
    },
  ]);
});

test('GitLab and JUnit name the file from the top of the repository', async () => {
  write(smallPlant.replace('range: 100-119', 'range: 100-139'));
  const run = async (form: string): Promise<string> =>
    (await runCli(['diff', 'main', '--plant', 'plants/small', '--format', form], { cwd: root })).stdout;
  expect(JSON.parse(await run('gitlab'))).toMatchObject([
    { check_name: 'diff/opened', severity: 'major', location: { path: 'plants/small/plant.yaml' } },
  ]);
  const junit = await run('junit');
  expect(junit).toContain('file="plants/small/plant.yaml"');
  // Medium does not reach the threshold of `diff`.
  expect(junit).toContain('failures="0"');
});
