/** What is read of a boundary, and what is said when it cannot be. */
import { expect, test } from 'vitest';
import type { BoundaryHost, HostRun } from '../../../src/platform/boundary-host/boundary-host.ts';
import { readBoundaryState } from '../../../src/platform/boundary-host/boundary-state.ts';
import { openLocalHost } from '../../../src/platform/boundary-host/local-host.ts';
import { PlatformError } from '../../../src/platform/platform-error.ts';

const links = [
  { ifname: 'eth0', linkinfo: { info_slave_kind: 'bridge' }, master: 'br0' },
  { ifname: 'br0', linkinfo: { info_kind: 'bridge' } },
];
const files = [
  '/proc/sys/net/ipv4/ip_forward:0',
  '/proc/sys/net/ipv6/conf/all/forwarding:1',
  '/proc/net/ip_tables_names:nat',
  '/proc/net/ip_tables_names:filter',
  '/proc/sys/net/ipv4/conf/eth0/forwarding:1',
];

/** Answers by the first words of a command; no other program is installed. */
function host(answers: Readonly<Record<string, string | HostRun>>, boot: string | null = null): BoundaryHost {
  return {
    ...openLocalHost(),
    name: 'fw',
    read: async () => (boot === null ? null : Buffer.from(boot)),
    run: async (words) => {
      const line = words.join(' ');
      const found = Object.entries(answers).find(([start]) => line.startsWith(start))?.[1];
      if (found === undefined) throw new PlatformError('host/no-program', `\`${words[0]}\` is not installed on fw`);
      return typeof found === 'string' ? { exitCode: 0, stdout: found, stderr: '' } : found;
    },
  };
}

const whole = { 'nft --json': '{}', nft: 'words', grep: files.join('\n'), ip: JSON.stringify(links) };

test('reads rules, forwarding, the older packet filter, interfaces and the boot file', async () => {
  const at = host({ 'iptables-legacy-save': '*nat', ...whole }, 'add table');
  expect(await readBoundaryState(at, ['eth0', 'br0', 'eth9'], '/boot.nft')).toEqual({
    listing: '{}',
    words: 'words',
    forwarding: { ipv4: true, ipv6: true },
    legacy: [{ program: 'iptables-legacy', tables: ['nat', 'filter'], rules: '*nat' }],
    interfaces: [
      { name: 'eth0', present: true, isBridge: false, bridge: 'br0' },
      { name: 'br0', present: true, isBridge: true, bridge: null },
      { name: 'eth9', present: false, isBridge: false, bridge: null },
    ],
    boot: { file: '/boot.nft', text: 'add table' },
  });
});

test('says nothing of what it has no program for', async () => {
  const { ip: _, ...rest } = whole;
  const state = await readBoundaryState(host(rest), ['eth0'], '/boot.nft');
  expect(state.legacy).toEqual([{ program: 'iptables-legacy', tables: ['nat', 'filter'], rules: null }]);
  expect(state.interfaces).toEqual([{ name: 'eth0', present: true, isBridge: false, bridge: null }]);
  expect(state.boot).toBeNull();
});

test('says what is missing: nft, privileges, a kernel', async () => {
  const read = (at: BoundaryHost) => readBoundaryState(at, [], '/boot.nft');
  await expect(read(host({}))).rejects.toThrow('`nft` is not installed on fw');
  const refused = { exitCode: 1, stdout: '', stderr: 'Operation not permitted (you must be root)' };
  await expect(read(host({ nft: refused }))).rejects.toThrow(/needs root or CAP_NET_ADMIN; run this as root/);
  await expect(read(host({ ...whole, grep: '' }))).rejects.toThrow('/proc/sys/net/ipv4/ip_forward is missing');
});
