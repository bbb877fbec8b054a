/** The units of deploy/systemd: what they may do, how exposed they are by systemd's own measure, and what they start. */
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';

const folder = path.join(import.meta.dirname, '../../deploy/systemd');
const files = readdirSync(folder);
const services = files.filter((name) => name.endsWith('.service'));
/** systemd calls up to 1.9 OK, and 10 is worst. */
const mostExposure = 1.8;

const analyze = (...args: readonly string[]) =>
  spawnSync('systemd-analyze', [...args, '--no-pager'], { encoding: 'utf8', cwd: folder });
const noAnalyzer = analyze('--version').status !== 0;
if (noAnalyzer) process.stderr.write('units are not analyzed: systemd-analyze is not installed\n');
const analyzed = noAnalyzer ? test.skip : test;

/** Settings of a unit by their names; later lines are added. */
function settingsOf(name: string): ReadonlyMap<string, readonly string[]> {
  const lines = readFileSync(path.join(folder, name), 'utf8').split('\n');
  const pairs = lines.flatMap((line) => {
    const found = /^(\w+)=(.*)$/.exec(line);
    return found === null ? [] : [[found[1] ?? '', found[2] ?? ''] as const];
  });
  return new Map([...Map.groupBy(pairs, ([key]) => key)].map(([key, all]) => [key, all.map(([, value]) => value)]));
}

test('there are the boundary, forwarding, drift and its timer, and the log', () => {
  const names = ['boundary', 'denied', 'drift', 'forwarding'].map((name) => `zonewright-${name}@.service`);
  expect([...files].sort()).toEqual([...names.slice(0, 3), 'zonewright-drift@.timer', ...names.slice(3)]);
});

test.each(services)('%s has one capability at most and gains no other', (name) => {
  const settings = settingsOf(name);
  expect(settings.get('CapabilityBoundingSet')).toEqual(['CAP_NET_ADMIN']);
  expect(settings.get('NoNewPrivileges')).toEqual(['yes']);
  expect(settings.get('ProtectSystem')).toEqual(['strict']);
  expect(settings.get('ExecStart')?.every((line) => /^\/usr\/s?bin\/[a-z]+ /.test(line))).toBe(true);
  expect([...settings.values()].flat().join('\n')).not.toMatch(/\/sh\b|bash/);
});

test('the kernel forwards only once the confirmed policy is loaded', () => {
  const boundary = settingsOf('zonewright-boundary@.service');
  const forwarding = settingsOf('zonewright-forwarding@.service');
  expect(boundary.get('AssertPathExists')).toEqual(['/var/lib/zonewright/%i/%i.nft']);
  expect(boundary.has('ConditionPathExists')).toBe(false);
  expect(boundary.get('ExecStart')).toEqual(['/usr/sbin/nft -f /var/lib/zonewright/%i/%i.nft']);
  expect(boundary.has('ExecStop')).toBe(false);
  expect(boundary.get('Before')?.[0]).toContain('network-pre.target');
  expect(forwarding.get('Requires')).toEqual(['zonewright-boundary@%i.service']);
  expect(forwarding.get('After')?.[0]).toContain('zonewright-boundary@%i.service');
  expect(forwarding.get('ExecStart')?.[0]).toContain('net.ipv4.ip_forward=1 net.ipv6.conf.all.forwarding=1');
});

analyzed.each(services)('%s is little exposed', (name) => {
  const { stdout, stderr } = analyze('security', '--offline=true', `./${name}`);
  const level = Number(/Overall exposure level for \S+ (\d+\.\d+)/.exec(stdout)?.[1] ?? Number.NaN);
  process.stderr.write(`${name}: exposure ${level}\n`);
  expect({ level, stderr }).toMatchObject({ level: expect.any(Number) as number });
  expect(level).toBeLessThanOrEqual(mostExposure);
});

analyzed.each(files)('systemd understands every line of %s', (name) => {
  const { stderr } = analyze('verify', '--man=no', `./${name}`);
  const complaints = stderr.split('\n').filter((line) => line !== '' && !line.endsWith('No such file or directory'));
  expect(complaints).toEqual([]);
});
