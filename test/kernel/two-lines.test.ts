/** Two lines with one network behind one machine, as docs/nat.md sets it up: a namespace and a boundary for each. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect } from 'vitest';
import { formatIpv4 } from '../../src/algebra/ip-address.ts';
import { acknowledged, answer, packet } from '../support/boundary-traffic.ts';
import { documentBlocks } from '../support/document-sessions.ts';
import { openRouter, packetTest, type Router } from '../support/kernel.ts';
import { buildPacket, type PacketSpec } from '../support/packets.ts';
import { runCli } from '../support/run-cli.ts';

const root = path.join(import.meta.dirname, '../..');
const page = readFileSync(path.join(root, 'docs/nat.md'), 'utf8');
const section = page.split(/^## /m).find((each) => each.startsWith('Two lines with the same network\n')) ?? '';
const [wiring = '', changing = ''] = documentBlocks('sh', section);
const [boundaries = ''] = documentBlocks('yaml', section);

const plant = `plant: two-lines
zones:
  scada: { scope: north, level: 2, kind: control, networks: [10.20.0.0/24], owner: ops, security-level: 2 }
  line-1: { scope: line-1, level: 1, kind: cell, networks: [192.168.0.0/24], owner: packing, security-level: 2 }
  line-2: { scope: line-2, level: 1, kind: cell, networks: [192.168.0.0/24], owner: packing, security-level: 2 }
assets:
  scada-1: { zone: scada, class: scada_server, ip: 10.20.0.10 }
  plc-1: { zone: line-1, class: plc, ip: 192.168.0.11 }
  plc-2: { zone: line-2, class: plc, ip: 192.168.0.11 }
conduits:
  to-1: { from: scada, to: line-1, owner: ops, allow: { poll: { from: scada-1, to: plc-1, protocol: modbus, operations: [read], reason: overview } } }
  to-2: { from: scada, to: line-2, owner: ops, allow: { pages: { from: scada-1, to: plc-2, protocol: https, reason: service } } }
  from-2: { from: line-2, to: scada, owner: ops, allow: { log: { from: plc-2, to: scada-1, protocol: syslog, reason: alarms } } }
`;

/** Where a packet came out of, and between which addresses; null when it did not. */
async function sent(router: Router, iif: string, spec: PacketSpec): Promise<string | null> {
  const bytes = buildPacket(spec);
  // What goes from one namespace into another may come out a moment later.
  for (let attempt = 0; attempt < 3; attempt++) {
    const out = (await router.send(attempt === 0 ? [[iif, bytes]] : [[iif, Buffer.from([0x40])]])).flat();
    const found = out.find(({ bytes: each }) => each[0] === 0x45 && each.readUInt16BE(4) === spec.mark);
    if (found === undefined) continue;
    const [source, destination] = [12, 16].map((at) => formatIpv4(found.bytes.readUInt32BE(at)));
    return `${found.interface} ${source} > ${destination}`;
  }
  return null;
}

packetTest('each line is reached by its address outside, and by what is granted to its own device', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'zonewright-lines-'));
  const router = await openRouter({ eth0: ['10.20.0.0/24'], line1: [], line2: [] });
  try {
    writeFileSync(path.join(folder, 'plant.yaml'), plant + boundaries);
    expect((await runCli(['check', '--fail-on', 'low'], { cwd: folder })).stdout).toMatch(/no findings/);
    // Names of namespaces are files.
    await router.run(['mount', '-t', 'tmpfs', 'none', '/run']);
    await router.run(['sh', '-ec', wiring]);
    const zonewright = `${process.execPath} ${path.join(root, 'src/cli/main.ts')}`;
    const commands = changing
      .replaceAll('zonewright apply', `${zonewright} apply --first-listen 0s --state ${folder}/state`)
      .replaceAll('zonewright confirm', `${zonewright} confirm --state ${folder}/state`)
      .replaceAll(/--state (\S+) --boundary (\S+)/g, '--state $1-$2 --boundary $2');
    await router.run(['env', '-C', folder, 'sh', '-ec', commands]);
    const scada = '10.20.0.10';
    const poll = packet(scada, '10.20.1.11', 502);
    expect(await sent(router, 'eth0', poll)).toBe('line1 10.20.0.10 > 192.168.0.11');
    const polled = { ...answer(poll), source: '192.168.0.11' };
    expect(await sent(router, 'line2', { ...polled, mark: answer(poll).mark })).toBeNull();
    expect(await sent(router, 'line1', polled)).toBe('eth0 10.20.1.11 > 10.20.0.10');
    expect(await sent(router, 'eth0', { ...poll, ...acknowledged, mark: answer(poll).mark })).toBe(
      'line1 10.20.0.10 > 192.168.0.11',
    );
    // From the same port to the same address inside, at the other line.
    const page2 = packet(scada, '10.20.2.11', 443, { sourcePort: poll.sourcePort ?? 0 });
    expect(await sent(router, 'eth0', page2)).toBe('line2 10.20.0.10 > 192.168.0.11');
    for (const [iif, spec] of [
      ['eth0', packet(scada, '10.20.2.11', 502)],
      ['eth0', packet(scada, '10.20.1.11', 443)],
      ['eth0', packet(scada, '192.168.0.11', 502)],
      ['eth0', packet('10.20.0.99', '10.20.1.11', 502)],
      ['line1', packet('192.168.0.11', scada, 514, { protocol: 17 })],
      ['line1', packet('192.168.0.11', '10.20.2.11', 443)],
    ] as const)
      expect({ iif, spec, out: await sent(router, iif, spec) }).toMatchObject({ out: null });
    expect(await sent(router, 'line2', packet('192.168.0.11', scada, 514, { protocol: 17 }))).toBe(
      'eth0 10.20.2.11 > 10.20.0.10',
    );
  } finally {
    router.close();
    rmSync(folder, { recursive: true, force: true });
  }
});
