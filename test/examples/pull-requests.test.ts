/**
 * The example repository's history, checked as its pull requests would be: by the steps of the action, change by change.
 * The comments in examples/pull-requests/comments have been read by people; `--update=all` writes them anew.
 */
import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { exampleChanges, makeExampleHistory } from '../../tools/example-history.ts';

const root = path.join(import.meta.dirname, '../..');
const comments = path.join(root, 'examples/pull-requests/comments');
let work = '';

beforeAll(() => {
  work = mkdtempSync(path.join(tmpdir(), 'zonewright-history-'));
  makeExampleHistory(path.join(work, 'repository'));
});

afterAll(() => rmSync(work, { recursive: true, force: true }));

interface Action {
  readonly runs: {
    readonly steps: readonly [{ readonly run: string; readonly env: Readonly<Record<string, string>> }];
  };
}

/** Runs the action's step as GitHub does, with what a pull request of this change would set. */
function runAction(change: number, settings: Readonly<Record<string, string>> = {}) {
  const [step] = (parse(readFileSync(path.join(root, 'action.yml'), 'utf8')) as Action).runs.steps;
  const own = path.join(work, String(change));
  mkdirSync(own, { recursive: true });
  const given = {
    BASE: change === 1 ? 'change-01~1' : tagOf(change - 1),
    HEAD: tagOf(change),
    PLANT: 'plants/dairy-line',
    FAIL_ON: 'high',
    FLOWS: '',
    OUT: path.join(own, 'review'),
    PULL_REQUEST: '7',
    COMMENT: 'false',
    APPROVALS: 'false',
    GH_TOKEN: '',
    ZONEWRIGHT: `${process.execPath} ${path.join(root, 'src/cli/main.ts')}`,
    ...settings,
  };
  expect(
    Object.keys(given).filter((name) => !(name in step.env) && name !== 'GITHUB_REPOSITORY' && name !== 'PATH'),
  ).toEqual([]);
  const { status, stdout, stderr } = spawnSync('bash', ['-c', step.run], {
    cwd: path.join(work, 'repository'),
    encoding: 'utf8',
    env: {
      PATH: process.env['PATH'],
      // What one change has been compiled to serves the next.
      HOME: work,
      ZONEWRIGHT_NOW: '2026-09-20T10:00:00Z',
      GITHUB_ACTIONS: 'true',
      GITHUB_ACTION_PATH: root,
      GITHUB_STEP_SUMMARY: path.join(own, 'summary.md'),
      GITHUB_OUTPUT: path.join(own, 'output'),
      ...given,
    },
  });
  const read = (name: string): string => readFileSync(path.join(own, name), 'utf8');
  return { status, stdout, stderr, read };
}

function tagOf(change: number): string {
  return `change-${String(change).padStart(2, '0')}`;
}

/** The hash of a commit changes with whatever the example plant has. */
function withoutHashes(text: string): string {
  return text.replaceAll(/\(([0-9a-f]{12})\)/g, '(commit)');
}

describe('each change of the example', () => {
  /** What people expect of a check: red where somebody must look, green elsewhere. */
  const red = new Set([2, 4, 7, 9, 12, 13]);

  test.each(exampleChanges.map((name, index) => [name, index + 1] as const))('%s', async (name, change) => {
    const { status, stdout, stderr, read } = runAction(change);
    expect(stderr).not.toContain('    at ');
    expect(status).toBe(red.has(change) ? 1 : 0);
    const comment = read('review/comment.md');
    await expect(withoutHashes(comment)).toMatchFileSnapshot(path.join(comments, `${name}.md`));
    expect(read('summary.md')).toBe(comment);
    expect(read('output')).toBe(`folder=${path.join(work, String(change), 'review')}\n`);
    expect(stdout.split('\n').filter((line) => line.startsWith('::'))).toEqual(
      read('review/annotations.txt')
        .split('\n')
        .filter((line) => line !== ''),
    );
  });

  test('one of the comments is what the README shows', () => {
    const [, ...lines] = readFileSync(path.join(comments, '09-reset-guards-from-the-control-room.md'), 'utf8')
      .trimEnd()
      .split('\n');
    const quoted = lines.map((line) => `> ${line}`.trimEnd()).join('\n');
    expect(readFileSync(path.join(root, 'README.md'), 'utf8')).toContain(quoted);
  });

  test('there are at least twelve of them', () => {
    expect(exampleChanges.length).toBeGreaterThanOrEqual(12);
  });
});

/** Stands for GitHub's program: answers what is asked for and notes how it was called. */
function fakeGh(answer: string, code = 0): string {
  const bin = mkdtempSync(path.join(work, 'bin-'));
  writeFileSync(
    path.join(bin, 'gh'),
    `#!/bin/sh\nprintf '%s\\n' "$*" >> "${bin}/calls"\nprintf '%s' '${answer}'\nexit ${code}\n`,
  );
  chmodSync(path.join(bin, 'gh'), 0o755);
  return bin;
}

describe('the comment', () => {
  const asPullRequest = (bin: string) => ({
    COMMENT: 'true',
    GH_TOKEN: 'token',
    GITHUB_REPOSITORY: 'acme/plants',
    PATH: `${bin}:${process.env['PATH'] ?? ''}`,
  });

  test('is written once and replaced by the next push', () => {
    const first = fakeGh('');
    runAction(3, asPullRequest(first));
    expect(readFileSync(path.join(first, 'calls'), 'utf8')).toMatch(
      /\napi repos\/acme\/plants\/issues\/7\/comments --silent -F body=@/,
    );
    const next = fakeGh('4711');
    runAction(3, asPullRequest(next));
    expect(readFileSync(path.join(next, 'calls'), 'utf8')).toMatch(
      /\napi --method PATCH repos\/acme\/plants\/issues\/comments\/4711 --silent -F body=@/,
    );
  });

  test("a fork's token that may not write fails nothing", () => {
    const { status, stdout } = runAction(3, asPullRequest(fakeGh('', 1)));
    expect(status).toBe(0);
    expect(stdout).toContain('the comments cannot be read with this token');
  });
});

describe('with `approvals`', () => {
  const withApprovals = (bin: string) => ({
    APPROVALS: 'true',
    GH_TOKEN: 'token',
    GITHUB_REPOSITORY: 'acme/plants',
    PATH: `${bin}:${process.env['PATH'] ?? ''}`,
  });

  test('the last word of each reviewer counts', () => {
    const words = ['APPROVED ops', 'APPROVED line-1', 'CHANGES_REQUESTED line-1', 'APPROVED it-networks'];
    const missing = runAction(1, withApprovals(fakeGh(`${words.join('\n')}\n`)));
    expect(missing.stdout).toMatch(/\bline-1, for what opens into [\w-]+ \(\w+\): missing/);
    expect(missing.status).toBe(1);
    const bin = fakeGh(`${[...words, 'APPROVED line-1'].join('\n')}\n`);
    const given = runAction(1, withApprovals(bin));
    expect(given.stdout).toMatch(/\bline-1, for what opens into [\w-]+ \(\w+\): given/);
    // What is asked for: reviews of this very version that say yes or no.
    expect(readFileSync(path.join(bin, 'calls'), 'utf8')).toMatch(
      /^api repos\/acme\/plants\/pulls\/7\/reviews --paginate --jq .*commit_id == env\.HEAD/,
    );
  });

  test('what cannot be read is no approval', () => {
    const { status, stdout } = runAction(1, withApprovals(fakeGh('APPROVED line-1', 1)));
    expect(stdout).toContain('the approvals cannot be read with this token, so there is none');
    expect(status).toBe(1);
  });
});

test('recorded traffic shows what a change would cut', () => {
  const flows = path.join(root, 'examples/plants/dairy-line/flows/tuesday.pcap');
  const { read } = runAction(11, { FLOWS: flows });
  expect(read('review/comment.md')).toContain('recorded requests would be denied');
});
