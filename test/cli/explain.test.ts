/** `zonewright explain` as people meet it: frames of recordings, patches that git applies, and mistakes that are told. */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readQuestion } from '../../src/cli/question.ts';
import { readPlaces } from '../../src/cli/read-places.ts';
import type { ExplainReport } from '../../src/model/explain.ts';
import { testContext } from '../support/read-conversations.ts';
import { runCli } from '../support/run-cli.ts';
import { commonRow, connFields, zeekTsv } from '../support/zeek.ts';

const example = path.join(import.meta.dirname, '../../examples/plants/dairy-line');
const folder = mkdtempSync(path.join(tmpdir(), 'zonewright-explain-'));

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('in a repository', () => {
  const plant = path.join(folder, 'site', 'line 1');
  const git = (...args: string[]) => spawnSync('git', args, { cwd: folder, encoding: 'utf8' });

  beforeAll(() => {
    cpSync(example, plant, { recursive: true });
    git('init', '-q');
  });

  test('an answer explains its request, and the patch that it shows is the one that git applies', async () => {
    const recording = path.join(plant, 'flows/tuesday.pcap');
    const shown = await runCli(['explain', 'flows/tuesday.pcap:881'], { cwd: plant });
    expect(shown.exitCode).toBe(1);
    expect(shown.stdout).toContain('frame 881 of flows/tuesday.pcap answers this request');
    expect(shown.stdout).toContain('modbus write write_multiple_registers unit 1 holding 118-121 on tcp/502');
    expect(shown.stdout).toContain('because object out of range');
    expect(shown.stdout).toContain('+        objects: [{ unit: 1, table: holding, range: 100-121 }]');

    // From the top of the repository, where its paths begin.
    const args = ['explain', '--plant', plant, `${recording}:880`, '--format', 'patch'];
    const { stdout, exitCode } = await runCli(args, { cwd: folder });
    expect(exitCode).toBe(0);
    writeFileSync(path.join(folder, 'x.diff'), stdout);
    expect(git('apply', 'x.diff')).toMatchObject({ status: 0, stderr: '' });
    expect(readFileSync(path.join(plant, 'conduits/scada-and-cells.yaml'), 'utf8')).toContain('range: 100-121');

    const again = await runCli(['explain', 'flows/tuesday.pcap:880', '--format', 'json'], { cwd: plant });
    expect(again.exitCode).toBe(0);
    const report = JSON.parse(again.stdout) as ExplainReport;
    expect(report.places).toMatchObject([{ position: 880, unit: 'frame', role: 'request', answers: [0] }]);
    expect(report.answers).toMatchObject([
      { verdict: { kind: 'allowed' }, grants: [{ id: 'scada-to-filling/setpoints' }] },
    ]);
    expect(report.changes).toEqual([]);
  });

  test('from inside the plant, git applies it too', async () => {
    const { stdout } = await runCli(['explain', 'flows/tuesday.pcap:2851', '--format', 'patch'], { cwd: plant });
    expect(stdout).toContain('+++ b/conduits/dmz-and-scada.yaml\n');
    const result = spawnSync('git', ['apply', '--check', '-'], { cwd: plant, input: stdout, encoding: 'utf8' });
    expect(result).toMatchObject({ status: 0, stderr: '' });
  });

  test('what must not be is not proposed, and an acknowledgement stands for its connection', async () => {
    const { stdout, exitCode } = await runCli(['explain', 'flows/tuesday.pcap:2610,2606'], { cwd: plant });
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(
      /frame 2606 of flows\/tuesday\.pcap: TCP .*\n {2}it asks for nothing itself; its connection holds/,
    );
    expect(stdout).toContain('no change is proposed: the invariant safety-is-read-only says that this must not be');
    expect(stdout).toContain('plant.yaml:39:3');
    expect(stdout).not.toContain('@@');
  });
});

describe('mistakes', () => {
  test('are told by the command with exit code 2 and the next step', async () => {
    const { stderr, stdout, exitCode } = await runCli(['explain', 'flows/tuesday.pcap:99999'], { cwd: example });
    expect(stderr).toContain('there is no frame 99999 in flows/tuesday.pcap, which has 2,989 frames');
    expect(stdout).toBe('');
    expect(exitCode).toBe(2);
  });

  const log = zeekTsv('conn', connFields, [{ ...commonRow, proto: 'tcp' }]);

  test.each<[string, string, string, readonly number[], RegExp]>([
    [
      'a file that is no recording',
      'notes.txt',
      'hello\n',
      [1],
      /notes\.txt is no capture and no log: unknown format: plain text; accepted are pcap/,
    ],
    ['an empty file', 'empty.pcap', '', [1], /there is no frame 1 in empty\.pcap, which has nothing in it/],
    ['a line behind the end', 'conn.log', log, [8, 100], /there is no line 100 in conn\.log, which has 9 lines/],
  ])('%s', async (_, name, content, positions, message) => {
    writeFileSync(path.join(folder, name), content);
    await expect(readPlaces({ file: name, positions }, folder, testContext)).rejects.toThrow(message);
  });

  test('a file that is not there, and a folder', async () => {
    const read = (file: string) => readPlaces({ file, positions: [1] }, folder, testContext);
    await expect(read('nowhere.pcap')).rejects.toThrow('cannot read nowhere.pcap: there is no such file');
    await expect(read('.')).rejects.toThrow('is not one file; name the file that the frame or line is in');
  });
});

describe('a question', () => {
  const none = (): boolean => false;

  test('is a conversation in words, or any number of frames and lines', () => {
    expect(readQuestion(['a', '->', 'b', 'ssh'], none)).toEqual({ kind: 'written', text: 'a -> b ssh' });
    expect(readQuestion(['fd20::1 -> b:80 ssh'], none)).toMatchObject({ kind: 'written' });
    expect(readQuestion(['x.pcap:12,7', 'C:\\y.log:3', 'x.pcap:7', '-:1'], none)).toEqual({
      kind: 'places',
      files: [
        { file: 'x.pcap', positions: [7, 12] },
        { file: 'C:\\y.log', positions: [3] },
        { file: '-', positions: [1] },
      ],
    });
  });

  test('without a frame asks for one, from 1 on, and not for a whole recording', () => {
    expect(() => readQuestion(['x.pcap'], () => true)).toThrow('Write `zonewright explain x.pcap:1`');
    expect(() => readQuestion(['x.pcap:0'], none)).toThrow('are counted from 1');
    const many = Array.from({ length: 51 }, (_, index) => index + 1).join(',');
    expect(() => readQuestion([`x.pcap:${many}`], none)).toThrow('`zonewright audit` reports on whole files');
  });
});
