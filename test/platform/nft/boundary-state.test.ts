/** What is read of a boundary, and what is said when it cannot be. */
import { expect, test } from 'vitest';
import { type RunOnBoundary, readBoundaryState } from '../../../src/platform/nft/boundary-state.ts';

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

/** Answers by the first words of a command; anything else is missing. */
function host(answers: Readonly<Record<string, string>>): RunOnBoundary {
  return (command, args) => {
    const line = [command, ...args].join(' ');
    const found = Object.entries(answers).find(([start]) => line.startsWith(start));
    if (found === undefined)
      return Promise.resolve({ status: 'unavailable', reason: `\`${command}\` is not installed` });
    return Promise.resolve({ exitCode: 0, stdout: found[1], stderr: '' });
  };
}

const whole = { 'nft --json': '{}', nft: 'words', grep: files.join('\n'), ip: JSON.stringify(links) };

test('reads rules, forwarding, the older packet filter and interfaces', async () => {
  const state = await readBoundaryState(['eth0', 'br0', 'eth9'], host({ 'iptables-legacy-save': '*nat', ...whole }));
  expect(state).toEqual({
    listing: '{}',
    words: 'words',
    forwarding: { ipv4: true, ipv6: true },
    legacy: [{ program: 'iptables-legacy', tables: ['nat', 'filter'], rules: '*nat' }],
    interfaces: [
      { name: 'eth0', present: true, isBridge: false, bridge: 'br0' },
      { name: 'br0', present: true, isBridge: true, bridge: null },
      { name: 'eth9', present: false, isBridge: false, bridge: null },
    ],
  });
});

test('says nothing of what it has no program for', async () => {
  const { ip: _, ...rest } = whole;
  const state = await readBoundaryState(['eth0'], host(rest));
  expect(state.legacy).toEqual([{ program: 'iptables-legacy', tables: ['nat', 'filter'], rules: null }]);
  expect(state.interfaces).toEqual([{ name: 'eth0', present: true, isBridge: false, bridge: null }]);
});

test('says what is missing: nft, privileges, a kernel', async () => {
  await expect(readBoundaryState([], host({}))).rejects.toThrow('`nft` is not installed');
  const refused: RunOnBoundary = () =>
    Promise.resolve({ exitCode: 1, stdout: '', stderr: 'Operation not permitted (you must be root)' });
  await expect(readBoundaryState([], refused)).rejects.toThrow(/needs the capability CAP_NET_ADMIN; run this as root/);
  await expect(readBoundaryState([], host({ ...whole, grep: '' }))).rejects.toThrow(
    '/proc/sys/net/ipv4/ip_forward is missing',
  );
});
