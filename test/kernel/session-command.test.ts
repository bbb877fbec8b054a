/** `zonewright session` where it runs: what docs/nftables.md shows, with packets in between, and processes that are killed. */
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Ajv } from 'ajv';
import { afterAll, beforeEach, expect } from 'vitest';
import type { SessionChange, SessionList } from '../../src/model/session-report.ts';
import { acknowledged, acknowledgedBack, answer, connect, packet, pass } from '../support/boundary-traffic.ts';
import { documentBlocks, documentFiles, shownPattern } from '../support/document-sessions.ts';
import { openRouter, packetTest, type Router } from '../support/kernel.ts';
import { sessionElement } from '../support/open-sessions.ts';
import type { PacketSpec } from '../support/packets.ts';
import { enterRouter, type Printed } from '../support/run-in-router.ts';
import { chainOf } from '../support/session-records.ts';
import { hasSshServer, installSsh } from '../support/ssh-programs.ts';

const root = path.join(import.meta.dirname, '../..');
const page = readFileSync(path.join(root, 'docs/nftables.md'), 'utf8');
const section = page.split(/^## /m).find((each) => each.startsWith('A vendor session')) ?? '';
const folders: string[] = [];
let folder = '';

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'zonewright-session-'));
  folders.push(folder);
  for (const file of documentFiles(section)) writeFileSync(path.join(folder, file.path), file.text);
});

afterAll(() => {
  for (const each of folders) rmSync(each, { recursive: true, force: true });
});

const jump = '10.19.0.20';
const historian = '10.19.0.10';
const plc = '10.20.1.11';
const log = (): string => readFileSync(path.join(folder, 'sessions.ndjson'), 'utf8');
const openWords = ['session', 'open', 'acme-support', '--boundary', 'fw-dmz', '--for', '2h', '--ticket', 'CHG-1'];
const closeWords = ['session', 'close', 'acme-support'];

/** A router with the plant's interfaces, without a policy. */
async function atHost(run: (router: Router) => Promise<void>): Promise<void> {
  const router = await openRouter({ eth0: ['10.19.0.0/24'], eth1: ['10.20.1.0/24'] });
  try {
    await run(router);
  } finally {
    router.close();
  }
}

/** The plant of the page does not change, so that it is exported once. */
let exported: string | null = null;

/** A router that runs the plant's policy. */
async function atBoundary(run: (router: Router) => Promise<void>): Promise<void> {
  await atHost(async (router) => {
    exported ??= (await zonewright(router, ['export', '--boundary', 'fw-dmz'])).stdout;
    await router.run(['nft', '-f', '-'], exported);
    await run(router);
  });
}

/** Runs a command in this process. */
async function zonewright(router: Router, args: readonly string[]): Promise<Printed> {
  const entered = await enterRouter(router);
  try {
    return await entered.run(args, folder);
  } finally {
    entered.remove();
  }
}

/** Starts the program in the router, with folders in front of its search path. */
async function started(router: Router, args: readonly string[], programs: readonly string[] = []): Promise<Printed> {
  const main = path.join(root, 'src/cli/main.ts');
  const search = [...programs, process.env['PATH'] ?? ''].join(':');
  // With an input of its own: a process that is killed would leave the harness with one that does not block.
  return router.attempt(['env', '-C', folder, `PATH=${search}`, process.execPath, main, ...args], '');
}

async function listed(router: Router): Promise<SessionList & { readonly code: number }> {
  const { code, stdout } = await zonewright(router, ['session', 'list', '--format', 'json']);
  const list = JSON.parse(stdout) as SessionList;
  expectSchema('sessions', list);
  return { ...list, code };
}

function expectSchema(name: string, value: unknown): void {
  const schema: unknown = JSON.parse(readFileSync(path.join(root, `schemas/${name}.schema.json`), 'utf8'));
  const validate = new Ajv({ strict: false }).compile(schema as object);
  expect(validate(value), JSON.stringify(validate.errors)).toBe(true);
}

/** Events of the log, whose chain must hold. */
function events(): readonly unknown[] {
  const { records, faults } = chainOf(log());
  expect(faults).toEqual([]);
  for (const { body } of records) expectSchema('session-record', withoutPrevious(body));
  return records.map(({ body }) => body['event']);
}

function withoutPrevious({ previous: _, ...body }: Readonly<Record<string, unknown>>): object {
  return body;
}

const isOpen = async (router: Router): Promise<boolean> =>
  (await pass(router, 'eth0', packet(jump, plc, 5900))) === 'eth1';

async function goesOn(router: Router, spec: PacketSpec): Promise<readonly boolean[]> {
  return [
    (await pass(router, 'eth0', { ...spec, ...acknowledged })) === 'eth1',
    (await pass(router, 'eth1', answer(spec, acknowledgedBack))) === 'eth0',
  ];
}

packetTest('does what docs/nftables.md shows, step by step, and so do the packets', async () => {
  const blocks = documentBlocks('console', section).map((block) => block.split(/^\$ /m).slice(1));
  expect(blocks.length).toBe(5);
  const [load = [], open = [], list = [], close = [], judge = []] = blocks;
  await atHost(async (router) => {
    await follow(router, load);
    expect(await isOpen(router)).toBe(false);
    const kept = packet(historian, plc, 502);
    await connect(router, kept);
    await follow(router, open);
    expect(await isOpen(router)).toBe(true);
    const live = packet(jump, plc, 5900);
    await connect(router, live);
    await follow(router, list);
    expect(await goesOn(router, live)).toEqual([true, true]);
    await follow(router, close);
    expect(await goesOn(router, live)).toEqual([false, false]);
    expect(await goesOn(router, kept)).toEqual([true, true]);
    expect(await isOpen(router)).toBe(false);
    await follow(router, judge);
    expect(events()).toEqual(['open', 'close']);
  });
});

async function follow(router: Router, commands: readonly string[]): Promise<void> {
  for (const each of commands) {
    const [command = '', ...shown] = each.trimEnd().split('\n');
    const [program, ...args] = [...command.matchAll(/"([^"]*)"|(\S+)/g)].map((match) => match[1] ?? match[2] ?? '');
    const ran =
      program === 'nft' ? await router.attempt(['env', '-C', folder, 'nft', ...args]) : await started(router, args);
    expect(`${ran.stdout}${ran.stderr}`.replaceAll(/\s+$/gm, '')).toMatch(shownPattern(shown.join('\n')));
  }
}

packetTest(
  'refuses to open twice, at another boundary, and what no grant of the running policy waits for',
  async () => {
    await atHost(async (router) => {
      expect(await zonewright(router, openWords)).toMatchObject({
        code: 2,
        stderr: expect.stringContaining('no policy runs on this host'),
      });
    });
    await atBoundary(async (router) => {
      const opened = await zonewright(router, [...openWords, '--format', 'json']);
      expect(opened.code).toBe(0);
      const change = JSON.parse(opened.stdout) as SessionChange;
      expectSchema('session-change', change);
      expect(change.sessions).toMatchObject([{ window: 'acme-support', boundary: 'fw-dmz', ticket: 'CHG-1' }]);
      expect(await zonewright(router, openWords)).toMatchObject({
        code: 2,
        stderr: expect.stringContaining('is open at fw-dmz until'),
      });
      expect(events()).toEqual(['open']);
      const text = readFileSync(path.join(folder, 'plant.yaml'), 'utf8');
      writeFileSync(
        path.join(folder, 'plant.yaml'),
        text
          .replace('windows:\n', 'windows:\n  other: { session: { longest: 1h } }\n')
          .replace('fw-dmz:', 'fw-2: { dialect: nftables, interfaces: { eth0: [dmz], eth1: [cell] } }\n  fw-dmz:'),
      );
      const other = openWords.map((word) => (word === 'acme-support' ? 'other' : word === '2h' ? '1h' : word));
      expect(await zonewright(router, other)).toMatchObject({
        code: 2,
        stderr: expect.stringContaining('no grant that waits for other'),
      });
      const elsewhere = openWords.map((word) => (word === 'fw-dmz' ? 'fw-2' : word));
      expect(await zonewright(router, elsewhere)).toMatchObject({
        code: 2,
        stderr: expect.stringContaining('the policy of boundary fw-dmz runs on this host, not that of fw-2'),
      });
      expect(events()).toEqual(['open']);
    });
  },
);

packetTest('closes what nobody wrote down, and says so', async () => {
  await atBoundary(async (router) => {
    await router.run([
      'nft',
      'add',
      'element',
      'inet',
      'zonewright',
      'sessions',
      `{ ${sessionElement('acme-support')} }`,
    ]);
    await router.run(['nft', 'add', 'element', 'inet', 'zonewright', 'sessions', '{ 77 timeout 1h }']);
    expect(await listed(router)).toMatchObject({
      code: 1,
      sessions: [
        { window: null, state: 'unlogged' },
        { window: null, state: 'unlogged', left: null },
      ],
    });
    expect(await zonewright(router, openWords)).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('does not know who opened it'),
    });
    expect(await isOpen(router)).toBe(true);
    expect(await zonewright(router, closeWords)).toMatchObject({ code: 0 });
    expect(await isOpen(router)).toBe(false);
    expect(events()).toEqual(['close']);
    expect(await zonewright(router, ['session', 'close', '--all'])).toMatchObject({ code: 0 });
    expect(await listed(router)).toMatchObject({ code: 0, sessions: [] });
  });
});

packetTest('tells an element that somebody has changed, and one that a reload has taken away', async () => {
  await atBoundary(async (router) => {
    await zonewright(router, openWords);
    const key = sessionElement('acme-support');
    const replace = async (timeout: string): Promise<void> => {
      await router.run(['nft', 'delete', 'element', 'inet', 'zonewright', 'sessions', `{ ${key} }`]);
      await router.run(['nft', 'add', 'element', 'inet', 'zonewright', 'sessions', `{ ${key} ${timeout} }`]);
    };
    expect(await listed(router)).toMatchObject({ code: 0, sessions: [{ state: 'open', ticket: 'CHG-1' }] });
    for (const [timeout, state] of [
      ['timeout 9h', 'longer'],
      ['', 'longer'],
      ['timeout 1h', 'shorter'],
    ] as const) {
      await replace(timeout);
      expect(await listed(router)).toMatchObject({ code: 1, sessions: [{ state }] });
    }
    await router.run(['nft', '-f', '-'], exported ?? '');
    expect(await listed(router)).toMatchObject({ code: 1, sessions: [{ state: 'not-there' }] });
    const again = await zonewright(router, openWords);
    expect(again).toMatchObject({ code: 0, stdout: expect.stringContaining('that is closed in the log') });
    expect(events()).toEqual(['open', 'close', 'open']);
  });
});

packetTest('cuts a session off whatever the plant and the log look like', async () => {
  await atBoundary(async (router) => {
    await zonewright(router, openWords);
    const live = packet(jump, plc, 5900);
    await connect(router, live);
    writeFileSync(path.join(folder, 'plant.yaml'), 'windows: [');
    writeFileSync(path.join(folder, 'sessions.ndjson'), `${log()}{"no": "record", "previous": "x"}\n`);
    expect(await zonewright(router, closeWords)).toMatchObject({ code: 0 });
    expect(await goesOn(router, live)).toEqual([false, false]);
    expect(await listed(router)).toMatchObject({ code: 1, log: { faults: [{ kind: 'broken', line: 2 }] } });
    expect(await zonewright(router, [...closeWords, '--sessions', '/proc/none/log'])).toMatchObject({ code: 2 });
  });
});

packetTest('is cut off although nobody can write that down, and says so', async () => {
  await atBoundary(async (router) => {
    await zonewright(router, openWords);
    const elsewhere = ['--sessions', path.join(folder, 'none/sessions.ndjson')];
    const { code, stderr } = await zonewright(router, [...closeWords, ...elsewhere]);
    expect(code).toBe(2);
    expect(stderr).toContain('it is closed, and that is not in the log: cannot write');
    expect(await isOpen(router)).toBe(false);
    expect(await listed(router)).toMatchObject({ code: 1, sessions: [{ state: 'not-there' }] });
    expect(await zonewright(router, closeWords)).toMatchObject({ code: 0 });
    expect(await listed(router)).toMatchObject({ code: 0, sessions: [] });
  });
});

packetTest('does not end a session in the log that may be open on another host', async () => {
  await atBoundary(async (router) => {
    await zonewright(router, openWords);
  });
  await atHost(async (router) => {
    expect(await zonewright(router, closeWords)).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('close it there, or name the boundary with --boundary'),
    });
    expect(events()).toEqual(['open']);
    expect(await zonewright(router, [...closeWords, '--boundary', 'fw-dmz'])).toMatchObject({ code: 0 });
    expect(events()).toEqual(['open', 'close']);
  });
});

/** An `nft` that kills whoever calls it, in front of or behind its call number `call`. */
function deadlyNft(call: number, when: 'before' | 'after'): string {
  const bin = path.join(folder, `bin-${call}-${when}`);
  mkdirSync(bin);
  const file = path.join(bin, 'nft');
  const count = path.join(bin, 'count');
  writeFileSync(
    file,
    `#!/bin/sh
echo >> ${count}
n=$(wc -l < ${count})
input=$(mktemp); case "$*" in *"-f -"*) cat > "$input";; esac
[ "$n" = ${call} ] && [ ${when} = before ] && kill -9 $PPID && exit 1
PATH="\${PATH#*:}" nft "$@" < "$input"; code=$?
[ "$n" = ${call} ] && kill -9 $PPID
exit $code
`,
  );
  chmodSync(file, 0o755);
  return bin;
}

for (const [call, when, states] of [
  [1, 'before', []],
  [1, 'after', []],
  [2, 'before', ['not-there']],
  [2, 'after', ['open']],
  [3, 'after', ['open']],
] as const) {
  packetTest(`opening that is killed ${when} call ${call} of nft is told, and mended by closing`, async () => {
    await atBoundary(async (router) => {
      const { code } = await started(router, openWords, [deadlyNft(call, when)]);
      expect(code).not.toBe(0);
      const list = await listed(router);
      expect(list.sessions.map(({ state }) => state)).toEqual(states);
      expect(list.code).toBe(states.some((state) => state === 'not-there') ? 1 : 0);
      expect(await isOpen(router)).toBe(states.some((state) => state === 'open'));
      expect(await zonewright(router, closeWords)).toMatchObject({ code: 0 });
      expect(await listed(router)).toMatchObject({ code: 0, sessions: [] });
      expect(await isOpen(router)).toBe(false);
      expect(events()).toEqual(states.length === 0 ? [] : ['open', 'close']);
      expect(await zonewright(router, openWords)).toMatchObject({ code: 0 });
      expect(await isOpen(router)).toBe(true);
    });
  });
}

for (const [call, when, isCut] of [
  [1, 'before', false],
  [1, 'after', true],
  [2, 'after', true],
  [3, 'after', true],
] as const) {
  packetTest(`closing that is killed ${when} call ${call} of nft is told, and mended by closing again`, async () => {
    await atBoundary(async (router) => {
      await zonewright(router, openWords);
      const live = packet(jump, plc, 5900);
      await connect(router, live);
      const { code } = await started(router, closeWords, [deadlyNft(call, when)]);
      expect(code).not.toBe(0);
      expect(await goesOn(router, live)).toEqual([!isCut, !isCut]);
      expect(await listed(router)).toMatchObject({
        code: isCut ? 1 : 0,
        sessions: [{ state: isCut ? 'not-there' : 'open' }],
      });
      expect(events()).toEqual(['open']);
      expect(await zonewright(router, closeWords)).toMatchObject({ code: 0 });
      expect(await goesOn(router, live)).toEqual([false, false]);
      expect(await listed(router)).toMatchObject({ code: 0, sessions: [] });
      expect(events()).toEqual(['open', 'close']);
    });
  });
}

packetTest('opens, lists and closes a session on a host that is reached by SSH', async () => {
  const { folder: ssh, remove } = installSsh(hasSshServer ? 'server' : 'shell');
  const there = ['--host', 'root@fw-dmz.example'];
  try {
    await atBoundary(async (router) => {
      expect(await started(router, [...openWords, ...there], [ssh])).toMatchObject({ code: 0 });
      expect(await isOpen(router)).toBe(true);
      const list = await started(router, ['session', 'list', ...there], [ssh]);
      expect(list).toMatchObject({
        code: 0,
        stdout: expect.stringContaining('open  acme-support at fw-dmz') as string,
      });
      expect(await started(router, [...closeWords, ...there], [ssh])).toMatchObject({ code: 0 });
      expect(await isOpen(router)).toBe(false);
      expect(events()).toEqual(['open', 'close']);
    });
  } finally {
    remove();
  }
});

packetTest('a record that was torn by a full disk opens nothing, and the next command goes on behind it', async () => {
  await atBoundary(async (router) => {
    writeFileSync(
      path.join(folder, 'sessions.ndjson'),
      '{"schema":"zonewright/session-record/v1","event":"open","at":"2026',
    );
    expect(await listed(router)).toMatchObject({ code: 0, sessions: [], log: { faults: [{ kind: 'torn', line: 1 }] } });
    expect(await zonewright(router, openWords)).toMatchObject({ code: 0 });
    expect(await isOpen(router)).toBe(true);
    expect(await listed(router)).toMatchObject({ sessions: [{ state: 'open' }] });
  });
});
