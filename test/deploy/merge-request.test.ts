/**
 * The job of deploy/review/gitlab-ci.yml, run line by line as GitLab's runner does, against a service on loopback that answers
 * as GitLab's API does.
 */
import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { parse } from 'yaml';
import { smallPlant } from '../support/temporary-plant.ts';

const root = path.join(import.meta.dirname, '../..');
const token = 'glpat-marked-secret';
const me = 7;

interface Note {
  readonly id: number;
  readonly author: { readonly id: number };
  body: string;
}

interface Job {
  readonly variables: Readonly<Record<string, string | number>>;
  readonly script: readonly string[];
  readonly artifacts: { readonly paths: readonly string[]; readonly reports: Readonly<Record<string, string>> };
}

let work = '';
let service: Server;
let notes: Note[] = [];
let approvers: readonly string[] = [];
const job = (parse(readFileSync(path.join(root, 'deploy/review/gitlab-ci.yml'), 'utf8')) as { zonewright: Job })
  .zonewright;

/** The parts of GitLab's REST API that are asked, as its documentation describes them. */
function startService(): Server {
  return createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '', 'http://localhost');
    const of = '/api/v4/projects/5/merge_requests/3';
    const answer = (status: number, value: unknown): void => {
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(value));
    };
    if (request.headers['private-token'] !== token) return answer(401, { message: '401 Unauthorized' });
    if (pathname === '/api/v4/user') return answer(200, { id: me });
    if (pathname === `${of}/approvals`)
      return answer(200, { approved_by: approvers.map((username) => ({ user: { username } })) });
    if (request.method === 'GET') {
      const [page, size] = [Number(searchParams.get('page')), Number(searchParams.get('per_page'))];
      return answer(200, notes.slice((page - 1) * size, page * size));
    }
    void text(request).then((form) => {
      const body = new URLSearchParams(form).get('body') ?? '';
      const known = notes.find(({ id }) => pathname === `${of}/notes/${id}`);
      if (request.method === 'PUT' && known !== undefined) known.body = body;
      else if (request.method === 'POST' && pathname === `${of}/notes`)
        notes.push({ id: 100 + notes.length, author: { id: me }, body });
      else return answer(404, {});
      answer(201, {});
    });
  });
}

function git(...args: readonly string[]): string {
  const { status, stdout, stderr } = spawnSync('git', args, { cwd: path.join(work, 'plants'), encoding: 'utf8' });
  if (status !== 0) throw new Error(stderr);
  return stdout.trim();
}

function commit(plant: string): string {
  writeFileSync(path.join(work, 'plants/plant.yaml'), plant);
  git('add', '-A');
  git('-c', 'user.name=tester', '-c', 'user.email=tester@example.org', 'commit', '-q', '-m', 'a change');
  return git('rev-parse', 'HEAD');
}

beforeAll(async () => {
  work = mkdtempSync(path.join(tmpdir(), 'zonewright-gitlab-'));
  mkdirSync(path.join(work, 'plants'));
  mkdirSync(path.join(work, 'bin'));
  git('init', '-q');
  // Stands for npm and the registry: what would be installed is this checkout.
  const npm = ['#!/bin/bash', 'echo "$*" >> "$0.calls"', 'mkdir -p "$4/node_modules/.bin"'];
  npm.push(`ln -s ${root} "$4/node_modules/zonewright"`);
  npm.push(
    `printf '#!/bin/sh\\nexec %s %s "$@"\\n' ${process.execPath} ${root}/src/cli/main.ts > "$4/node_modules/.bin/zonewright"`,
  );
  npm.push('chmod +x "$4/node_modules/.bin/zonewright"');
  writeFileSync(path.join(work, 'bin/npm'), `${npm.join('\n')}\n`);
  chmodSync(path.join(work, 'bin/npm'), 0o755);
  service = startService();
  await new Promise<void>((resolve) => service.listen(0, '127.0.0.1', resolve));
});

afterAll(() => {
  service.close();
  rmSync(work, { recursive: true, force: true });
});

beforeEach(() => {
  notes = [];
  approvers = [];
});

const before = smallPlant.replace('owner: line,', 'owner: "@line-1",');
const after = before.replace('range: 100-119', 'range: 100-139');

/** Runs the lines of the job as one script, which is what a runner makes of them. */
async function runJob(settings: Readonly<Record<string, string>> = {}) {
  const port = (service.address() as AddressInfo).port;
  const variables = Object.entries(job.variables).map(([name, value]) => [name, String(value)] as const);
  const started = spawn('bash', ['-eo', 'pipefail', '-c', job.script.join('\n')], {
    cwd: path.join(work, 'plants'),
    env: {
      PATH: `${path.join(work, 'bin')}:${path.dirname(process.execPath)}:${process.env['PATH'] ?? ''}`,
      HOME: work,
      ...Object.fromEntries(variables),
      ZONEWRIGHT_HOME: path.join(work, 'home'),
      CI_API_V4_URL: `http://127.0.0.1:${port}/api/v4`,
      CI_PROJECT_ID: '5',
      CI_MERGE_REQUEST_IID: '3',
      CI_MERGE_REQUEST_DIFF_BASE_SHA: commit(before),
      CI_COMMIT_SHA: commit(after),
      ...settings,
    },
  });
  const [stdout, stderr, status] = await Promise.all([
    text(started.stdout),
    text(started.stderr),
    new Promise<number | null>((resolve) => started.on('close', resolve)),
  ]);
  expect(stdout + stderr).not.toContain(token);
  return { status, stdout, stderr };
}

test('installs the version that is named once, and leaves what the job promises to keep', async () => {
  const { status, stdout } = await runJob();
  await runJob();
  expect(status).toBe(0);
  expect(stdout).toContain('@line-1, for what opens into cell (medium)');
  expect(readFileSync(path.join(work, 'bin/npm.calls'), 'utf8')).toBe(
    `install --silent --prefix ${path.join(work, 'home')} zonewright@0.1.0\n`,
  );
  for (const kept of [...job.artifacts.paths, ...Object.values(job.artifacts.reports)])
    expect(existsSync(path.join(work, 'plants', kept))).toBe(true);
  expect(notes).toEqual([]);
});

test('what is copied as one file runs what the package has', () => {
  const { files } = JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')) as { files: readonly string[] };
  expect(files).toContain('deploy/review');
});

test('keeps one comment, and takes nobody else’s for it', async () => {
  await runJob({ ZONEWRIGHT_TOKEN: token });
  const [written, ...more] = notes;
  expect(more).toEqual([]);
  expect(written?.body).toMatch(/^<!-- zonewright diff [\w.-]+ -->\n/);
  expect(written?.body).toContain('may now **write**');
  const marker = written?.body.split('\n')[0] ?? '';
  const filler = Array.from({ length: 150 }, (_, id) => ({ id, author: { id: 1 }, body: `${marker}\nnothing opens` }));
  notes = [...filler, { id: 999, author: { id: me }, body: `${marker}\nolder` }];
  await runJob({ ZONEWRIGHT_TOKEN: token });
  expect(notes.length).toBe(151);
  expect(notes.at(-1)?.body).toContain('may now **write**');
  expect(notes[0]?.body).toBe(`${marker}\nnothing opens`);
});

test('with APPROVALS it is red until the owner has approved', async () => {
  approvers = ['somebody'];
  const missing = await runJob({ ZONEWRIGHT_TOKEN: token, APPROVALS: 'true' });
  expect(missing.stdout).toContain('@line-1, for what opens into cell (medium): missing');
  expect(missing.status).toBe(1);
  approvers = ['somebody', 'Line-1'];
  const given = await runJob({ ZONEWRIGHT_TOKEN: token, APPROVALS: 'true' });
  expect(given.stdout).toContain('@line-1, for what opens into cell (medium): given');
  expect(given.status).toBe(0);
});

test('a token that may do nothing writes nothing and approves nothing', async () => {
  approvers = ['line-1'];
  const { status, stdout } = await runJob({ ZONEWRIGHT_TOKEN: 'glpat-wrong', APPROVALS: 'true' });
  expect(stdout).toContain('the approvals cannot be read with ZONEWRIGHT_TOKEN, so there is none');
  expect(stdout).toContain('the comments cannot be read with ZONEWRIGHT_TOKEN, so none was written');
  expect(stdout).toContain('(medium): missing');
  expect(status).toBe(1);
});

test('a plant that is not there leaves nothing to show, and says so', async () => {
  const { status, stderr } = await runJob({ PLANT: 'plants/none', ZONEWRIGHT_TOKEN: token });
  expect(stderr).toContain('plants/none');
  expect(status).toBe(2);
  expect(notes).toEqual([]);
});
