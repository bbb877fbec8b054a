/** `zonewright apply`, `confirm` and `rollback` as programs: what they print, their exit codes, and being killed. */
import { execFile } from 'node:child_process';
import { chmodSync, cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { Ajv } from 'ajv';
import { expect } from 'vitest';
import { atProgram, otherPlant, type ProgramScene } from '../support/boundary-program.ts';
import { rulesetTest } from '../support/kernel.ts';
import { runCli } from '../support/run-cli.ts';
import type { Printed } from '../support/run-in-router.ts';
import { runningAt, tableAt } from '../support/running-table.ts';
import { hasSshServer, installSsh } from '../support/ssh-programs.ts';

const schemas = path.join(import.meta.dirname, '../../schemas');

function expectDocument({ stdout }: Printed, name: string): object {
  const schema = JSON.parse(readFileSync(path.join(schemas, `${name}.schema.json`), 'utf8')) as object;
  const validate = new Ajv({ strict: false }).compile(schema);
  const document = JSON.parse(stdout) as object;
  validate(document);
  expect(validate.errors ?? []).toEqual([]);
  return document;
}

/** With the plant's policy confirmed. */
async function atConfirmed(run: (scene: ProgramScene) => Promise<void>): Promise<void> {
  await atProgram(async (scene) => {
    expect(await scene.at('apply')).toMatchObject({ code: 0 });
    expect(await scene.at('confirm')).toMatchObject({ code: 0 });
    await run(scene);
  });
}

rulesetTest('prints documents that their schemas describe, and exits with 0, 1 and 2', async () => {
  await atProgram(async ({ at, start, plant, folder }) => {
    const json = ['--format', 'json'];
    expect(expectDocument(await at('apply', '--dry-run', ...json), 'apply')).toMatchObject({ outcome: 'rehearsed' });
    expect(existsSync(path.join(folder, 'state'))).toBe(false);
    expect(expectDocument(await start('apply', ...json), 'apply')).toMatchObject({
      outcome: 'on-trial',
      trial: { confirm: `zonewright confirm --boundary fw --state ${folder}/state` },
    });
    expect(expectDocument(await start('confirm', ...json), 'confirm')).toMatchObject({ outcome: 'confirmed' });
    expect(expectDocument(await at('apply', ...json), 'apply')).toMatchObject({ outcome: 'unchanged' });
    plant.write('plant.yaml', otherPlant);
    const refused = await start('apply', '--fail-on', 'info', ...json);
    expect(refused.code).toBe(1);
    expect(expectDocument(refused, 'apply')).toMatchObject({
      outcome: 'refused',
      change: { opened: { count: 1, first: [{ grant: 'down/poll', at: { line: 18 } }] } },
    });
    expect(expectDocument(await at('apply', ...json), 'apply')).toMatchObject({ outcome: 'on-trial' });
    expect(expectDocument(await at('rollback', ...json), 'rollback')).toMatchObject({ outcome: 'rolled-back' });
    expect(expectDocument(await at('rollback', ...json), 'rollback')).toMatchObject({ outcome: 'nothing' });
    const late = await start('confirm');
    expect(late).toMatchObject({ code: 2, stdout: '' });
    expect(late.stderr).toMatch(/^zonewright: nothing is on trial at fw on this host, so nothing was confirmed/);
    const log = readFileSync(path.join(folder, 'state/apply.ndjson'), 'utf8').trim().split('\n');
    for (const record of log) expectDocument({ code: 0, stdout: record, stderr: '' }, 'apply-log');
    expect(log).toHaveLength(6);
  });
});

rulesetTest('refuses flags that make no sense', async () => {
  await atProgram(async ({ plant: { folder } }) => {
    const refusals: readonly (readonly [readonly string[], RegExp])[] = [
      [['apply', '-b', 'fw', '--confirm-within', '0s'], /must be longer than nothing/],
      [['apply', '-b', 'fw', '--confirm-within', 'soon'], /is no span such as/],
      [['apply', '-b', 'fwx'], /there is no boundary fwx; did you mean fw\?/],
      [['confirm', '-b', '../../etc'], /is no id of a boundary/],
      [['rollback', '-b', 'fw', '--host', '-oProxyCommand=x'], /is no host/],
      [['confirm', '-b', 'fw', '--host', 'fw', '--state', 'here'], /must be an absolute path/],
    ];
    for (const [args, why] of refusals) {
      const { exitCode, stderr } = await runCli(args, { cwd: folder });
      expect({ args, exitCode, stderr }).toMatchObject({ exitCode: 2, stderr: expect.stringMatching(why) as string });
    }
  });
});

rulesetTest('needs nothing but CAP_NET_ADMIN, nft and flock: no shell, and no root', async () => {
  await atProgram(async ({ router, folder, plant, run }) => {
    await router.run(['chmod', '-R', 'a+rX', plant.folder]);
    await router.run(['sh', '-c', `mkdir ${folder}/state && chown 65534 ${folder}/state && chmod 755 ${folder}`]);
    // As in a container without them; they are gone in the router's own view of the file system only.
    for (const program of ['unshare', 'id', 'bash', 'sh'])
      await router.run(['sh', '-c', `mount --bind /dev/null "$(readlink -f "$(command -v ${program})")"`]);
    await expect(router.attempt(['sh', '-c', 'true'])).rejects.toThrow('Permission denied');
    const args = ['-b', 'fw', '--state', path.join(folder, 'state')];
    const as = (capabilities: string): readonly string[] => [
      ...['setpriv', '--reuid', '65534', '--regid', '65534', '--clear-groups', '--no-new-privs'],
      ...['--bounding-set', `-all${capabilities}`, '--inh-caps', `-all${capabilities}`],
      ...(capabilities === '' ? [] : ['--ambient-caps', capabilities.slice(1)]),
    ];
    const nobody = await run(['apply', ...args, '--first-listen', '0s'], {}, as(''));
    expect(nobody).toMatchObject({ code: 2, stdout: '' });
    expect(nobody.stderr).toContain('`nft` on this host needs root or CAP_NET_ADMIN');
    const admin = await run(['apply', ...args, '--first-listen', '0s'], {}, as(',+net_admin'));
    expect(admin).toMatchObject({ code: 0, stdout: expect.stringMatching(/on trial for \d+ s/) as string });
    expect(admin.stdout).toContain('not rehearsed in a throw-away namespace');
    expect(await run(['confirm', ...args], {}, as(',+net_admin'))).toMatchObject({ code: 0 });
    expect(await tableAt(router)).toMatchObject({ confirmed: { judge: 'enforce_a' }, trial: null });
  });
});

/** A boundary that can be brought back to a moment: its ruleset as text, and its files. */
async function rememberMoment(
  { router, folder, plant }: ProgramScene,
  plantText: string,
): Promise<() => Promise<void>> {
  const ruleset = await router.run(['nft', 'list', 'ruleset'], '', { TZ: 'UTC' });
  const state = path.join(folder, 'state');
  const kept = `${state}-${ruleset.length}`;
  cpSync(state, kept, { recursive: true });
  return async () => {
    await router.run(['nft', '-f', '-'], `flush ruleset\n${ruleset}`, { TZ: 'UTC' });
    rmSync(state, { recursive: true });
    cpSync(kept, state, { recursive: true });
    plant.write('plant.yaml', plantText);
  };
}

/** Runs a test once for each call of `nft` by a command, in which the program is killed right after it. */
async function killAtEachCall(
  scene: ProgramScene,
  command: string,
  restore: () => Promise<void>,
  check: (killed: string) => Promise<void>,
): Promise<number> {
  for (let call = 1; ; call++) {
    await restore();
    const programs = await deadlyNft(scene, call);
    const { code } = await scene.run([command, '-b', 'fw', '--state', path.join(scene.folder, 'state')], {
      PATH: `${programs}:${process.env['PATH'] ?? ''}:/usr/sbin`,
    });
    if (code === 0) return call - 1;
    expect(code).toBe(-9);
    await check(`${command} killed after its call ${call} of nft`);
  }
}

/** A folder with an `nft` that does its work, and kills the program that called it after some calls. */
async function deadlyNft({ router, folder }: ProgramScene, call: number): Promise<string> {
  const programs = path.join(folder, 'bin');
  mkdirSync(programs, { recursive: true });
  const real = (await router.run(['sh', '-c', 'PATH="$PATH:/usr/sbin" command -v nft'])).trim();
  const count = path.join(folder, 'count');
  writeFileSync(count, '');
  const lines = [
    '#!/bin/sh',
    `${real} "$@"; code=$?`,
    // In a rehearsal the caller may be a shell.
    'case "$(tr "\\0" " " < /proc/$PPID/cmdline)" in *src/cli/main.ts*) ;; *) exit $code;; esac',
    `printf . >> ${count}`,
    `if [ "$(wc -c < ${count})" -eq ${call} ]; then kill -9 $PPID; fi`,
    'exit $code',
    '',
  ];
  writeFileSync(path.join(programs, 'nft'), lines.join('\n'));
  chmodSync(path.join(programs, 'nft'), 0o755);
  return programs;
}

rulesetTest(
  'killed in earnest at each of its steps, goes on where it was when it is run again',
  { timeout: 900_000 },
  async () => {
    await atConfirmed(async (scene) => {
      const { at, router, folder, plant } = scene;
      const boot = (): string => readFileSync(path.join(folder, 'state/fw.nft'), 'utf8');
      const restoreConfirmed = await rememberMoment(scene, otherPlant);
      plant.write('plant.yaml', otherPlant);
      expect(await at('apply', '--confirm-within', '24h')).toMatchObject({ code: 0 });
      const restoreTrial = await rememberMoment(scene, otherPlant);
      const applied = await killAtEachCall(scene, 'apply', restoreConfirmed, async (killed) => {
        expect(await tableAt(router)).toMatchObject({ confirmed: { judge: 'enforce_a' } });
        expect({ killed, ...(await at('apply')) }).toMatchObject({ killed, code: 0 });
        expect({ killed, ...(await at('confirm')) }).toMatchObject({ killed, code: 0 });
        expect(await tableAt(router)).toMatchObject({ confirmed: { judge: 'enforce_b' }, trial: null });
      });
      const confirmed = await killAtEachCall(scene, 'confirm', restoreTrial, async (killed) => {
        expect({ killed, ...(await at('confirm')) }).toMatchObject({ killed, code: 0 });
        expect(await tableAt(router)).toMatchObject({ confirmed: { judge: 'enforce_b' }, trial: null });
        expect(boot()).toContain('tcp . 1502');
      });
      const ended = await killAtEachCall(scene, 'rollback', restoreTrial, async (killed) => {
        expect({ killed, ...(await at('rollback')) }).toMatchObject({ killed, code: 0 });
        expect(await tableAt(router)).toMatchObject({ confirmed: { judge: 'enforce_a' }, trial: null });
        expect(boot()).not.toContain('tcp . 1502');
      });
      process.stderr.write(
        `killed after each call of nft: ${applied} of apply, ${confirmed} of confirm, ${ended} of rollback\n`,
      );
      expect([applied, confirmed, ended].every((calls) => calls > 3)).toBe(true);
    });
  },
);

rulesetTest('waits for another command at the same boundary, and gives up with a word', async () => {
  await atConfirmed(async ({ router, at, folder }) => {
    const holder = await router.start(['flock', '-x', path.join(folder, 'state/lock'), 'cat']);
    await holder.tell('held');
    expect(await holder.hear()).toBe('held\n');
    const refused = await at('confirm');
    expect(refused.code).toBe(2);
    expect(refused.stderr).toContain('another command is changing fw on this host; wait until it is done');
    await holder.tell(null);
    expect(await at('confirm')).toMatchObject({ code: 0 });
  });
});

rulesetTest('on a disk that is full, changes nothing that is confirmed, and goes on when there is room', async () => {
  // The small disk is there in the router's view of the file system only.
  await atConfirmed(async ({ router, start: at, folder, plant }) => {
    const state = path.join(folder, 'state');
    await router.run(['cp', '-a', state, `${state}-kept`]);
    await router.run(['mount', '-t', 'tmpfs', '-o', 'size=40k', 'none', state]);
    await router.run(['sh', '-c', `cp -a ${state}-kept/. ${state}/`]);
    plant.write('plant.yaml', otherPlant);
    const fill = (): Promise<unknown> => router.attempt(['sh', '-c', `cat /dev/zero > ${state}/ballast`]);
    await fill();
    const full = await at('apply');
    expect(full.code).toBe(2);
    expect(full.stderr).toContain('the disk is full');
    expect(await tableAt(router)).toMatchObject({ confirmed: { judge: 'enforce_a' }, trial: null });
    await router.run(['rm', `${state}/ballast`]);
    expect(await at('apply')).toMatchObject({ code: 0 });
    // The record of a confirmation fits into what is left of the log's last block, or not: either way the policy holds.
    await fill();
    const confirmed = await at('confirm');
    if (confirmed.code !== 0)
      expect(confirmed).toMatchObject({ code: 2, stderr: expect.stringContaining('disk is full') as string });
    expect(await tableAt(router)).toMatchObject({ confirmed: { judge: 'enforce_b' } });
    expect(await router.run(['cat', `${state}/fw.nft`])).toContain('tcp . 1502');
    await router.run(['rm', `${state}/ballast`]);
    expect(await at('confirm')).toMatchObject({ code: 0 });
    expect(await router.run(['tail', '-n', '1', `${state}/apply.ndjson`])).toContain('"event":"confirm"');
  });
});

rulesetTest('changes a boundary on another host by ssh as it does here', { timeout: 300_000 }, async () => {
  await atProgram(async (scene) => {
    // The program stands outside of the firewall's namespace, and its ssh leads into it.
    const pid = (await scene.router.run(['sh', '-c', 'echo $PPID'])).trim();
    const enter = ['nsenter', '-t', pid, '--net', '--mount', ...(process.getuid?.() === 0 ? [] : ['--user'])];
    const { folder: programs, remove } = installSsh(hasSshServer ? 'server' : 'shell', enter, 'shared');
    const at = async (command: string, ...more: readonly string[]): Promise<Printed> =>
      runOutside(scene, programs, [command, '-b', 'fw', '--host', 'root@fw', '--state', '/run/zw-state', ...more]);
    try {
      await scene.router.run(['mount', '-t', 'tmpfs', 'none', '/run']);
      await scene.router.run(['mkdir', '/run/sshd']);
      expect(await at('apply', '--dry-run')).toMatchObject({ code: 0 });
      expect(await runningAt(scene.router)).toEqual({ kind: 'absent' });
      const applied = await at('apply', '--first-listen', '0s');
      expect(applied).toMatchObject({ code: 0 });
      expect(applied.stdout).toContain('fw on root@fw: model ');
      expect(applied.stdout).toContain('zonewright confirm --boundary fw --host root@fw --state /run/zw-state');
      expect(await at('confirm')).toMatchObject({ code: 0 });
      scene.plant.write('plant.yaml', otherPlant);
      expect((await at('apply')).stdout).toContain('+ down/poll');
      expect(await at('rollback')).toMatchObject({ code: 0 });
      expect(await at('apply')).toMatchObject({ code: 0 });
      expect(await at('confirm')).toMatchObject({ code: 0 });
      expect(await tableAt(scene.router)).toMatchObject({ confirmed: { judge: 'enforce_b' }, trial: null });
      expect(await scene.router.run(['cat', '/run/zw-state/fw.nft'])).toContain('tcp . 1502');
      const log = await scene.router.run(['cat', '/run/zw-state/apply.ndjson']);
      expect(log.match(/"event":"\w+"/g)).toHaveLength(9);
    } finally {
      remove();
    }
  });
});

function runOutside({ plant }: ProgramScene, programs: string, args: readonly string[]): Promise<Printed> {
  const main = path.join(import.meta.dirname, '../../src/cli/main.ts');
  const env = { ...process.env, PATH: `${programs}:${process.env['PATH'] ?? ''}` };
  return new Promise((resolve) => {
    execFile(process.execPath, [main, ...args], { cwd: plant.folder, env }, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr });
    });
  });
}
