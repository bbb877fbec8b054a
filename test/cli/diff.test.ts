/** `diff` as a reviewer calls it: revisions and folders, what opens in words, and what cannot be compared. */
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Ajv } from 'ajv';
import { afterEach, expect, test, vi } from 'vitest';
import { readPlantAt } from '../../src/platform/git-plant.ts';
import type { DiffReport } from '../../src/report/diff-json.ts';
import { type CliResult, runCli } from '../support/run-cli.ts';
import { smallPlant } from '../support/temporary-plant.ts';

const folders: string[] = [];

afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

/** A repository with a plant at its top, or in a folder of it. */
function repository(files: Readonly<Record<string, string>> = { 'plant.yaml': smallPlant }): string {
  const folder = mkdtempSync(path.join(tmpdir(), 'zonewright-diff-'));
  folders.push(folder);
  git(folder, 'init', '-q', '-b', 'main');
  commit(folder, files);
  return folder;
}

function write(folder: string, files: Readonly<Record<string, string>>): void {
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true });
    writeFileSync(path.join(folder, name), text);
  }
}

function commit(folder: string, files: Readonly<Record<string, string>>): void {
  write(folder, files);
  git(folder, 'add', '-A');
  git(folder, '-c', 'user.name=tester', '-c', 'user.email=tester@example.org', 'commit', '-q', '-m', 'a change');
}

function git(folder: string, ...args: readonly string[]): void {
  const run = spawnSync('git', args, { cwd: folder, encoding: 'utf8' });
  if (run.status !== 0) throw new Error(run.stderr);
}

const changed = (from: string, to: string): string => {
  expect(smallPlant).toContain(from);
  return smallPlant.replace(from, to);
};

async function diff(folder: string, ...args: readonly string[]): Promise<CliResult> {
  return runCli(['diff', ...args], { cwd: folder });
}

async function report(folder: string, ...args: readonly string[]): Promise<DiffReport> {
  const { stdout } = await diff(folder, ...args, '--format', 'json');
  return JSON.parse(stdout) as DiffReport;
}

test('says in words who may do what, with an example, the lines and the severity', async () => {
  const folder = repository();
  write(folder, { 'plant.yaml': changed('range: 100-119', 'range: 100-139') });
  const { stdout, exitCode } = await diff(folder, 'HEAD');
  expect(stdout).toContain('scada may now write holding 120-139 of unit 1 of plc');
  expect(stdout).toContain('modbus on tcp/502');
  expect(stdout).toContain('medium: may change what a device does');
  expect(stdout).toContain(
    'for example 10.20.0.10 -> 10.20.1.11 modbus write write_single_register unit 1 holding 120',
  );
  expect(stdout).toMatch(/grant down\/set changed: plant\.yaml:\d+:7, before plant\.yaml:\d+:7/);
  expect(stdout).toContain('to the working tree: 1 opened (1 medium), 0 closed, 0 moved');
  expect(exitCode).toBe(0);
  expect((await diff(folder, 'HEAD', '--fail-on', 'medium')).exitCode).toBe(1);
});

test('tells what a widened window opens, and when', async () => {
  const folder = repository();
  write(folder, { 'plant.yaml': changed('to: "10:00"', 'to: "12:00"') });
  const { opened, closed } = await report(folder, 'HEAD');
  expect(closed).toEqual([]);
  expect(opened).toMatchObject([
    {
      from: 'control',
      to: 'cell',
      owner: 'line',
      entries: [{ time: 'Sun 10:00-12:00 in Europe/Berlin', severity: 'high', causes: [{ what: 'window sunday' }] }],
    },
  ]);
});

test.each([
  [
    'other names for assets',
    (text: string) =>
      text
        .replaceAll('scada', 'scada-9')
        .replaceAll('plc}', 'plc9}')
        .replaceAll('plc]', 'plc9]')
        .replace('  plc:', '  plc9:')
        .replace('class: scada-9_server', 'class: scada_server')
        .replaceAll('class: plc9,', 'class: plc,'),
  ],
  [
    'another name for a zone',
    (text: string) => text.replaceAll('cell', 'cell-9').replace('kind: cell-9', 'kind: cell'),
  ],
  [
    'another order and layout',
    (text: string) =>
      text.replace('{zone: cell, class: plc, ip: 10.20.1.11}', '\n    ip: 10.20.1.11\n    class: plc\n    zone: cell'),
  ],
  ['another name for a grant', (text: string) => text.replace('poll:', 'overview:')],
])('%s opens and closes nothing', async (_, change) => {
  const folder = repository();
  const text = change(smallPlant);
  expect(text).not.toBe(smallPlant);
  write(folder, { 'plant.yaml': text });
  const { stdout, stderr } = await diff(folder, 'HEAD');
  expect(stderr).toBe('');
  expect(stdout).toContain('nothing is opened and nothing is closed');
});

test('moving between files opens and closes nothing', async () => {
  const folder = repository();
  const [before = '', after = ''] = smallPlant.split('windows:\n');
  const [windows = '', conduits = ''] = after.split('conduits:\n');
  write(folder, { 'plant.yaml': `${before}windows:\n${windows}`, 'conduits/all.yaml': `conduits:\n${conduits}` });
  expect((await diff(folder, 'HEAD')).stdout).toContain('nothing is opened and nothing is closed');
});

test('tells a new address as a move, and a new zone as what it is', async () => {
  const folder = repository();
  write(folder, { 'plant.yaml': changed('ip: 10.20.1.11', 'ip: 10.20.1.12') });
  const { stdout } = await diff(folder, 'HEAD');
  expect(stdout).toContain('plc: 10.20.1.11 -> 10.20.1.12; 3 grants go with it');
  expect(stdout).toContain('0 opened, 0 closed, 1 moved');
});

test('is the same for revisions and for folders, whichever way round', async () => {
  const folder = repository();
  commit(folder, { 'plant.yaml': changed('operations: [read]', 'operations: [read, write]') });
  const other = repository();
  const there = await report(folder, 'HEAD~1', 'HEAD');
  const back = await report(folder, 'HEAD', 'HEAD~1');
  const folders = await report(folder, other, folder);
  expect(there.summary).toMatchObject({ opened: 1, closed: 0 });
  expect((await diff(folder, 'HEAD~1')).stdout).toContain('scada may now write');
  expect(back.summary).toMatchObject({ opened: 0, closed: 1 });
  expect(folders.opened).toEqual(there.opened);
  const schema = JSON.parse(readFileSync(new URL('../../schemas/diff.schema.json', import.meta.url), 'utf8')) as object;
  const validate = new Ajv({ strict: false }).compile(schema);
  for (const each of [there, back, folders]) expect([validate(each), validate.errors]).toEqual([true, null]);
});

test('lists recorded conversations that are judged otherwise, the most frequent first', async () => {
  const folder = repository();
  write(folder, {
    'plant.yaml': changed('operations: [read], reason: overview', 'operations: [diagnostic], reason: overview'),
  });
  const conn =
    '{"_path":"modbus_detailed","ts":1789022000.5,"uid":"C1","id.orig_h":"10.20.0.10","id.orig_p":50000,"id.resp_h":"10.20.1.11","id.resp_p":502,"is_orig":true,"tid":1,"unit":1,"func":"READ_HOLDING_REGISTERS","request_response":"REQUEST","address":0,"quantity":10}';
  writeFileSync(path.join(folder, 'modbus_detailed.log'), `${conn}\n${conn}\n`);
  const { changedConversations } = await report(folder, 'HEAD', '--flows', 'modbus_detailed.log');
  expect(changedConversations).toMatchObject([{ before: 'allowed', count: 2, verdict: { kind: 'denied' } }]);
  const { stdout } = await diff(folder, 'HEAD', '--flows', 'modbus_detailed.log');
  expect(stdout).toContain('2 recorded requests would be denied');
});

test('names a revision that is not there, and why it may be missing', async () => {
  const folder = repository();
  const unknown = await diff(folder, 'v9');
  expect(unknown.exitCode).toBe(2);
  expect(unknown.stderr).toContain(
    'there is no folder and no revision v9 here; `git log --oneline --all` lists what there is',
  );
  commit(folder, { 'more.txt': 'x' });
  const shallow = mkdtempSync(path.join(tmpdir(), 'zonewright-diff-'));
  folders.push(shallow);
  git(shallow, 'clone', '-q', '--depth', '1', `file://${folder}`, 'clone');
  const { stderr, exitCode } = await diff(path.join(shallow, 'clone'), 'HEAD~1');
  expect(exitCode).toBe(2);
  expect(stderr).toContain('this clone is shallow');
  expect(stderr).toContain('git fetch --unshallow');
});

test('a repository of another user is told as that, with what to do when it is trusted', async () => {
  const folder = repository();
  // How git's own tests stand for another owner.
  vi.stubEnv('GIT_TEST_ASSUME_DIFFERENT_OWNER', '1');
  const { stderr, exitCode } = await diff(folder, 'HEAD').finally(() => vi.unstubAllEnvs());
  expect(exitCode).toBe(2);
  expect(stderr).toContain(`the repository ${folder} belongs to another user`);
  expect(stderr).toContain(`git config --global --add safe.directory '${folder}'`);
});

test('finds a plant that was in another folder, and says how to name it', async () => {
  const folder = repository({ 'old/plant.yaml': smallPlant });
  renameSync(path.join(folder, 'old'), path.join(folder, 'new'));
  const plant = path.join(folder, 'new');
  const { stderr, exitCode } = await diff(plant, 'HEAD');
  expect(exitCode).toBe(2);
  expect(stderr).toContain('HEAD has no plant.yaml in new; it has one in old: write HEAD:old');
  expect((await diff(plant, 'HEAD:old')).stdout).toContain('nothing is opened and nothing is closed');
});

test('shows the findings of a head that is no policy, and that nothing was compared', async () => {
  const folder = repository();
  write(folder, {
    'plant.yaml': changed(
      'to: [plc], protocol: modbus, operations: [read]',
      'to: [plx], protocol: modbus, operations: [read]',
    ),
  });
  const { stderr, stdout, exitCode } = await diff(folder, 'HEAD');
  expect([stdout, exitCode]).toEqual(['', 2]);
  expect(stderr).toContain('there is no asset or zone `plx`');
  expect(stderr).toContain('nothing was compared, as there is no policy in the working tree');
});

test('a merge conflict that was left over is shown where it stands', async () => {
  const folder = repository();
  write(folder, {
    'plant.yaml': smallPlant.replace(
      'timezone: Europe/Berlin\n',
      '<<<<<<< HEAD\ntimezone: Europe/Berlin\n=======\ntimezone: UTC\n>>>>>>> other\n',
    ),
  });
  const { stderr, exitCode } = await diff(folder, 'HEAD');
  expect(exitCode).toBe(2);
  expect(stderr).toMatch(/plant\.yaml:2:1/);
});

test('follows no link of a revision, and takes no revision for an option', async () => {
  const folder = repository();
  writeFileSync(path.join(folder, 'elsewhere.yaml'), 'zones: {}\n');
  mkdirSync(path.join(folder, 'zones'));
  symlinkSync('../../../../../../etc/passwd', path.join(folder, 'zones', 'stolen.yaml'));
  commit(folder, {});
  expect((await report(folder, 'HEAD~1', 'HEAD')).summary).toMatchObject({ opened: 0, closed: 0 });
  await expect(readPlantAt('--output=/tmp/x', folder)).rejects.toThrow(/there is no folder and no revision/);
});

test('compares the configurations of boundaries, and what they can enforce', async () => {
  const folder = repository();
  const wide = '      poll: {from: [scada], to: [plc], protocol: modbus, reason: overview}';
  write(folder, {
    'plant.yaml': changed(
      '      poll: {from: [scada], to: [plc], protocol: modbus, operations: [read], reason: overview}',
      wide,
    ),
  });
  const { boundaries } = await report(folder, 'HEAD', '--boundary', 'fw');
  expect(boundaries).toMatchObject([{ id: 'fw', presence: 'kept' }]);
  // The port was open before, for reading; now that is all that the grant says.
  expect(boundaries?.[0]?.enforcement).toMatchObject([
    { grant: 'down/poll', base: ['wider'], head: ['exact'], losses: [] },
    { grant: 'down/set', base: ['wider'], head: ['exact'], losses: [] },
  ]);
  expect((await diff(folder, 'HEAD', '--boundary', 'fw')).stdout).toContain(
    'down/poll  plant.yaml:18:7: wider before, exact now',
  );
  expect((await report(folder, 'HEAD')).boundaries).toBeNull();
});

test('a configuration that stays as it is, one that is new, and one that nobody has', async () => {
  const folder = repository();
  write(folder, {
    'plant.yaml': changed('timezone: Europe/Berlin\nzones', 'description: other words\ntimezone: Europe/Berlin\nzones'),
  });
  expect((await diff(folder, 'HEAD', '--boundary', 'fw')).stdout).toContain(
    '== boundary fw\n  its configuration stays as it is\n',
  );
  write(folder, { 'plant.yaml': smallPlant.replace('  fw: {', '  fw-2: {') });
  const { boundaries } = await report(folder, 'HEAD', '--boundary', 'fw', '--boundary', 'fw-2');
  expect(boundaries?.map(({ presence }) => presence)).toEqual(['gone', 'new']);
  const { stderr, exitCode } = await diff(folder, 'HEAD', '--boundary', 'fx');
  expect(stderr).toContain('neither version has a boundary fx; did you mean fw?');
  // It is said before traffic is read, which may take long: this file would be told as unreadable.
  write(folder, { 'no.pcap': 'no capture' });
  const withFlows = await diff(folder, 'HEAD', '--boundary', 'fx', '--flows', 'no.pcap');
  expect(withFlows.stderr).toBe(stderr);
  expect(exitCode).toBe(2);
});

/** A plant whose reading may be held to its functions, as nobody else may use the port from there. */
const readOnly = changed(/^ {6}set: .*\n/m.exec(smallPlant)?.[0] ?? '', '');
const enforced = readOnly.replace('operations: [read], reason', 'operations: [read], enforce: functions, reason');
const writing = '      more: {from: [scada], to: [plc], protocol: modbus, operations: [read], reason: more}\n';
const alsoOpen = enforced.replace('boundaries:\n', `${writing}boundaries:\n`);

test('shows that boundaries hold a grant to its functions, or no longer, although the policy allows the same', async () => {
  const folder = repository({ 'plant.yaml': readOnly });
  write(folder, { 'plant.yaml': enforced });
  const narrowed = await report(folder, 'main');
  expect(narrowed).toMatchObject({ opened: [], closed: [], summary: { widened: 0, narrowed: 1 } });
  expect(narrowed.held).toMatchObject([
    { grant: 'down/poll', change: 'narrowed', base: null, head: { file: 'plant.yaml', line: 18 }, opened: [] },
  ]);
  expect((await diff(folder, 'main', '--fail-on', 'low')).exitCode).toBe(0);
  commit(folder, { 'plant.yaml': enforced });
  write(folder, { 'plant.yaml': `# a line more\n${readOnly}` });
  const widened = await report(folder, 'main');
  expect(widened).toMatchObject({ opened: [], closed: [], summary: { widened: 1, narrowed: 0 } });
  expect(widened.held).toMatchObject([
    { grant: 'down/poll', change: 'widened', severity: 'medium', base: { line: 18 }, head: null, at: { line: 19 } },
  ]);
  const { stdout, exitCode } = await diff(folder, 'main', '--fail-on', 'medium');
  expect(exitCode).toBe(1);
  expect(stdout).toContain('widened: down/poll  plant.yaml:19:7, before plant.yaml:18:');
  expect(stdout).toContain('`enforce: functions` is gone; whatever is spoken on its ports passes at a boundary');
  expect(stdout).toContain('nothing is opened and nothing is closed; boundaries hold 1 grant less');
});

test('shows that another grant opens a port that boundaries looked into, and where it stands', async () => {
  const folder = repository({ 'plant.yaml': enforced });
  write(folder, { 'plant.yaml': alsoOpen });
  const widened = await report(folder, 'main');
  expect(widened).toMatchObject({ opened: [], closed: [] });
  expect(widened.held).toMatchObject([
    { grant: 'down/poll', change: 'widened', head: { line: 18 }, opened: [{ id: 'down/more', at: { line: 20 } }] },
  ]);
  for (const [format, shown] of [
    ['text', /stays; whatever is spoken .* opened by down\/more plant\.yaml:20:7/],
    ['markdown', /#### Held at boundaries\n\n- \*\*medium\*\* \*\*widened\*\* `down\/poll`/],
    ['html', /Held at boundaries<\/h3><ul><li><strong class="severity medium">medium<\/strong> <strong>widened/],
    ['github', /::warning file=plant\.yaml,line=18.*widened at boundaries/],
    ['gitlab', /diff\/held/],
    ['sarif', /diff\/held/],
    ['junit', /down\/poll/],
  ] as const)
    expect((await diff(folder, 'main', '--format', format)).stdout).toMatch(shown);
  commit(folder, { 'plant.yaml': alsoOpen });
  write(folder, { 'plant.yaml': enforced });
  expect((await report(folder, 'main')).held).toMatchObject([
    { grant: 'down/poll', change: 'narrowed', opened: [{ id: 'down/more' }] },
  ]);
});

test('says of `enforce` on a port that others open anyway that it changes nothing', async () => {
  const folder = repository({ 'plant.yaml': alsoOpen.replace('enforce: functions, ', '') });
  write(folder, { 'plant.yaml': alsoOpen });
  expect((await report(folder, 'main')).held).toMatchObject([
    { grant: 'down/poll', change: 'same', opened: [{ id: 'down/more' }] },
  ]);
  expect((await diff(folder, 'main')).stdout).toContain(
    'is new, which changes nothing at a boundary: its ports are open by down/more plant.yaml:20:7',
  );
});

test('says nothing of boundaries where a grant with `enforce` is new, gone, or elsewhere in the files', async () => {
  const folder = repository({ 'plant.yaml': readOnly.replace(/^ {6}poll: .*\n/m, '') });
  write(folder, { 'plant.yaml': enforced });
  expect(await report(folder, 'main')).toMatchObject({ held: [], summary: { opened: 1 } });
  commit(folder, { 'plant.yaml': enforced });
  write(folder, { 'plant.yaml': enforced.replace('poll:', 'ask:').replace('plant: small', '\nplant: small') });
  expect(await report(folder, 'main')).toMatchObject({ held: [], summary: { opened: 0, closed: 0 } });
});
