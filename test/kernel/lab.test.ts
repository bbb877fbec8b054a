/** The lab itself: it says what is wrong, and nothing of it is left behind, whatever ends the command. */
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect } from 'vitest';
import type { ProbeRun } from '../../src/exporters/probes/run-probes.ts';
import { openLab } from '../../src/platform/lab/open-lab.ts';
import { openTunNamespace } from '../../src/platform/lab/tun-namespace.ts';
import { expectValid } from '../support/expect-valid.ts';
import { requestOf } from '../support/export-request.ts';
import { packetTest } from '../support/kernel.ts';
import { findingsOf, prepareTrial, tryOut } from '../support/lab.ts';
import { linePlant } from '../support/line-plant.ts';
import { runCli } from '../support/run-cli.ts';
import { smallPlant, temporaryPlant } from '../support/temporary-plant.ts';
import { until } from '../support/until.ts';

const root = path.join(import.meta.dirname, '../..');
const empty = { routes: [], detours: [] };

packetTest('a command inside sees the interfaces and not those of this host', async () => {
  const namespace = await openTunNamespace(['eth0', 'lan.10']);
  try {
    const { stdout } = await namespace.run(['ip', '-brief', 'link']);
    expect(
      stdout
        .split('\n')
        .flatMap((line) => line.split(/\s+/)[0] ?? [])
        .filter((name) => name !== ''),
    ).toEqual(['lo', 'eth0', 'lan.10']);
    expect(await namespace.run(['nft', 'nonsense'])).toMatchObject({ code: 1 });
  } finally {
    await namespace.close();
  }
});

// A run of a million conversations sends more pieces that never come in full than the kernel keeps for half a minute.
packetTest('keeps pieces of packets for a second only', async () => {
  const namespace = await openTunNamespace(['eth0']);
  try {
    expect((await namespace.run(['cat', '/proc/sys/net/ipv4/ipfrag_time'])).stdout).toBe('1\n');
    expect((await namespace.run(['cat', '/proc/sys/net/ipv6/ip6frag_time'])).stdout).toBe('1\n');
  } finally {
    await namespace.close();
  }
});

packetTest('names what cannot be an interface, and ends', async () => {
  await expect(openLab({ ...empty, interfaces: ['lo'] })).rejects.toMatchObject({
    code: 'lab/unavailable',
    message: expect.stringContaining('cannot make an interface that is called lo') as string,
  });
});

packetTest('says what the kernel has against a ruleset', async () => {
  const lab = await openLab({ ...empty, interfaces: ['eth0'] });
  try {
    expect(await lab.load('table inet x { chain c { nonsense; }\n }')).toMatch(/^line 1: /);
    expect(await lab.load('table inet x { chain c { accept; }\n }')).toBeNull();
    expect(await lab.describe()).toMatch(/^nft \d+\.\d+\.\d+, Linux \d/);
  } finally {
    await lab.close();
  }
});

packetTest('a ruleset that is refused is the only finding of its run', async () => {
  const trial = prepareTrial(requestOf(linePlant()), 50);
  const run = await tryOut(trial, trial.text.replace('policy drop;', 'policy perhaps;'));
  expect(findingsOf(run)).toMatchObject({
    refused: expect.stringContaining('line ') as string,
    mismatches: [],
    lost: 0,
  });
});

packetTest(
  'a port that should be open and is not, and the reverse, are told with their packets and by the counters',
  async () => {
    const trial = prepareTrial(requestOf(linePlant()), 2_000);
    const element = /^.*tcp \. 4840 comment.*\n/m.exec(trial.text)?.[0] ?? '';
    const closed = await tryOut(trial, trial.text.replace(element, ''));
    const opened = await tryOut(trial, trial.text.replace(element, `${element.replace('4840', '4841')}${element}`));
    const first = ({ mismatches }: ProbeRun) => mismatches.filter(({ phase }) => phase === 'first packets');
    expect(first(closed).length).toBeGreaterThan(0);
    for (const { packet, kernel, grants } of first(closed)) {
      expect({ packet, kernel }).toEqual({
        packet: expect.stringContaining(':4840, tcp') as string,
        kernel: 'dropped',
      });
      expect(grants).toMatchObject([{ id: 'conduit/whole', at: { file: 'conduits/line.yaml', line: 15 } }]);
    }
    expect(closed.miscounted.map(({ grants }) => grants)).toEqual(['conduit/whole conduits/line.yaml:15']);
    expect(first(opened).length).toBeGreaterThan(0);
    for (const { packet, kernel, grants } of first(opened)) {
      expect(packet).toContain(':4841, tcp');
      expect({ kernel, grants }).toEqual({ kernel: 'came out of eth1', grants: [] });
    }
    expect(opened.miscounted.map(({ grants }) => grants)).toEqual(['conduit/whole conduits/line.yaml:15']);
  },
);

packetTest('an element that counts for another grant is told by the counters alone', async () => {
  const trial = prepareTrial(requestOf(linePlant()), 1_000);
  const run = await tryOut(trial, trial.text.replace('"conduit/poll conduits/line.yaml:12"', '"nobody"'));
  expect(run.mismatches).toEqual([]);
  expect(run.miscounted.map(({ grants }) => grants)).toContain('nobody');
});

packetTest('`zonewright prove` finds nothing wrong with a small plant, as text and as JSON', async () => {
  const plant = temporaryPlant();
  try {
    const args = ['prove', '-b', 'fw', '--probes', '500', '--seed', '3'];
    const text = await runCli(args, { cwd: plant.folder });
    expect(text).toMatchObject({ exitCode: 0, stderr: expect.stringContaining('read back, and equal') as string });
    expect(text.stdout).toMatch(/^fw of small: nft .*, seed 3, .*\n\nphase +sent +passed/);
    expect(text.stdout).toMatch(
      /\nfw: [\d,]+ packets of 500 conversations, no mismatch; 3 grants, \d+ counters right; /,
    );
    const json = await runCli([...args, '--format', 'json'], { cwd: plant.folder });
    expect(JSON.parse(json.stdout)).toMatchObject({ schema: 'zonewright/prove/v1', seed: 3, mismatches: [] });
    expectValid('prove', JSON.parse(json.stdout));
  } finally {
    plant.remove();
  }
});

packetTest('nothing is left when the command is killed in the middle', async () => {
  const plant = temporaryPlant({ 'plant.yaml': smallPlant });
  const main = path.join(root, 'src/cli/main.ts');
  const args = [main, 'prove', '-b', 'fw', '--probes', '300000', '--plant', plant.folder];
  const child = spawn(process.execPath, args, { stdio: 'ignore', cwd: root });
  try {
    const pumps = (): readonly string[] => childrenOf(child.pid ?? 0);
    await until(async () => pumps().length > 0);
    const [pump = ''] = pumps();
    child.kill('SIGKILL');
    await until(
      async () => !existsSync(`/proc/${pump}`) || /^State:\s+Z/m.test(readFileSync(`/proc/${pump}/status`, 'utf8')),
    );
    expect(existsSync(`/proc/${pump}/ns/net`) && spawnSync('readlink', [`/proc/${pump}/ns/net`]).status === 0).toBe(
      false,
    );
  } finally {
    child.kill('SIGKILL');
    plant.remove();
  }
});

/** Processes that a process has started and that open TUNs. */
function childrenOf(parent: number): readonly string[] {
  return readdirSync('/proc').filter((pid) => {
    if (!/^\d+$/.test(pid)) return false;
    try {
      const status = readFileSync(`/proc/${pid}/status`, 'utf8');
      const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8');
      return (
        new RegExp(`^PPid:\\s+${parent}$`, 'm').test(status) &&
        command.includes('tun-pump.pl') &&
        command.startsWith('perl')
      );
    } catch {
      return false;
    }
  });
}
