/** `review` as a pull request's check calls it: every file, approvals, and a change that is no policy. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Log } from 'sarif';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { DiffReport } from '../../src/report/diff-json.ts';
import { type CliResult, runCli } from '../support/run-cli.ts';
import { smallPlant } from '../support/temporary-plant.ts';

let root = '';

beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), 'zonewright-review-'));
  write(smallPlant);
  git('init', '-q', '-b', 'main');
  git('add', '-A');
  git('-c', 'user.name=tester', '-c', 'user.email=tester@example.org', 'commit', '-q', '-m', 'the plant');
});

afterEach(() => rmSync(root, { recursive: true, force: true }));

function write(text: string): void {
  writeFileSync(path.join(root, 'plant.yaml'), text);
}

function git(...args: readonly string[]): void {
  const run = spawnSync('git', args, { cwd: root, encoding: 'utf8' });
  if (run.status !== 0) throw new Error(run.stderr);
}

const review = (...args: readonly string[]): Promise<CliResult> => runCli(['review', 'main', ...args], { cwd: root });
const written = (name: string): string => readFileSync(path.join(root, 'zonewright-review', name), 'utf8');
const wider = smallPlant.replace('range: 100-119', 'range: 100-139');

test('writes every form of a change, and says which', async () => {
  write(wider);
  const { stdout, exitCode } = await review();
  const names = ['annotations.txt', 'change.html', 'change.json', 'code-quality.json', 'comment.md', 'findings.sarif'];
  expect(readdirSync(path.join(root, 'zonewright-review')).sort()).toEqual([...names, 'junit.xml']);
  expect(stdout).toContain('7 files in zonewright-review: comment.md');
  expect(written('comment.md')).toMatch(/^<!-- zonewright diff [\w.-]+ -->\n/);
  expect(written('comment.md')).toContain('may now **write**');
  expect((JSON.parse(written('change.json')) as DiffReport).summary.opened).toBe(1);
  expect(exitCode).toBe(0);
});

test('asks for the owners of what is opened into, and counts who agreed', async () => {
  write(wider.replace('owner: line,', 'owner: "@Line-1",'));
  expect((await review()).stdout).toContain('@Line-1, for what opens into cell (medium)\n');
  const missing = await review('--approved-by', 'somebody');
  expect(missing.stdout).toContain('@Line-1, for what opens into cell (medium): missing');
  expect(missing.exitCode).toBe(1);
  const given = await review('--approved-by', 'somebody', '--approved-by', 'line-1', '--approved-by', 'line');
  expect(given.stdout).toContain('@Line-1, for what opens into cell (medium): given');
  expect(written('comment.md')).toContain('- `@Line-1`, for what opens into `cell` (medium), given');
  expect(given.exitCode).toBe(0);
});

test('a change that gives a zone to another owner needs the one who has it as well', async () => {
  write(wider.replace('owner: line,', 'owner: mine,'));
  const mine = await review('--approved-by', 'mine');
  expect(mine.stdout).toContain('line, for what opens into cell (medium): missing');
  expect(mine.exitCode).toBe(1);
});

test('anyone who agrees for an owner does, as the version before the change says', async () => {
  const owners = (line: string): string => `owners: { line: ${line} }\n`;
  write(`${owners('[carol, "@Dave"]')}${smallPlant}`);
  git('-c', 'user.name=tester', '-c', 'user.email=tester@example.org', 'commit', '-qam', 'who agrees for whom');
  write(`${owners('[carol, "@Dave", mallory]')}${wider}`);
  const missing = await review('--approved-by', 'mallory');
  expect(missing.stdout).toContain('line (one of carol and @Dave), for what opens into cell (medium): missing');
  expect(missing.exitCode).toBe(1);
  const given = await review('--approved-by', 'dave');
  expect(given.stdout).toContain('line (one of carol and @Dave), for what opens into cell (medium): given');
  expect(written('comment.md')).toContain(
    '- `line` (one of `carol` and `@Dave`), for what opens into `cell` (medium), given',
  );
  expect(given.exitCode).toBe(0);
});

test('an empty name agrees to nothing', async () => {
  write(`owners: { line: ["", "@"] }\n${smallPlant}`);
  git('-c', 'user.name=tester', '-c', 'user.email=tester@example.org', 'commit', '-qam', 'nobody');
  write(wider);
  expect((await review('--approved-by', '')).exitCode).toBe(1);
  write(wider.replace('owner: line,', 'owner: "",'));
  expect((await review('--approved-by', '')).exitCode).toBe(1);
});

test('nobody agrees for an owner only because the change says so', async () => {
  write(`owners: { line: mallory }\n${wider}`);
  expect((await review('--approved-by', 'mallory')).stdout).toContain(
    'line, for what opens into cell (medium): missing',
  );
  write(`owners: { new-line: erin }\n${wider.replace('owner: line,', 'owner: new-line,')}`);
  const { stdout } = await review('--approved-by', 'erin');
  expect(stdout).toContain('new-line (erin), for what opens into cell (medium): given');
  expect(stdout).toContain('line, for what opens into cell (medium): missing');
});

test('a zone without an owner is one that nobody can agree for', async () => {
  write(wider.replace('owner: line, ', ''));
  const { stdout, exitCode } = await review('--approved-by', 'somebody');
  expect(stdout).toContain('nobody: cell has no `owner` (medium)');
  expect(exitCode).toBe(1);
});

test('a change that is no policy gives its findings, and says what was not compared', async () => {
  write(smallPlant.replace('range: 100-119', 'range: 100-hundred'));
  const { stdout, stderr, exitCode } = await review();
  expect(exitCode).toBe(1);
  expect(stdout).toContain('there is no policy in the working tree, so nothing could be compared');
  expect(stderr).toContain('100-hundred');
  expect(written('comment.md')).toContain('#### New findings');
  expect((JSON.parse(written('findings.sarif')) as Log).runs[0]?.results?.length).toBeGreaterThan(0);
  expect(existsSync(path.join(root, 'zonewright-review', 'change.html'))).toBe(false);
});

test('what was wrong before the change is no new finding', async () => {
  write(smallPlant.replace(', reason: overview', '').replace(/^ {4}owner: ops\n/m, ''));
  git('-c', 'user.name=tester', '-c', 'user.email=tester@example.org', 'commit', '-qam', 'owners are gone');
  write(`# moved down\n${smallPlant.replace(', reason: overview', '').replace(/^ {4}owner: ops\n/m, '')}`);
  const { stdout, exitCode } = await review('--fail-on', 'info');
  expect(stdout).toContain('new findings: no findings');
  expect(exitCode).toBe(0);
});
