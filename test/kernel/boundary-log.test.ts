/**
 * The log of a real boundary: packets that a loaded export drops are read from the kernel by the programs that operators
 * use, and the report holds exactly these.
 */
import { spawnSync } from 'node:child_process';
import {
  appendFileSync,
  cpSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeAll, beforeEach, expect } from 'vitest';
import { exportBoundary } from '../../src/exporters/registry.ts';
import type { AuditReport } from '../../src/model/audit.ts';
import { auditFiles, reportLines } from '../support/audit-report.ts';
import { acknowledged, answer, connect, packet, pass } from '../support/boundary-traffic.ts';
import { pcap, type TimedFrame } from '../support/capture-files.ts';
import { documentBlocks, shownPattern } from '../support/document-sessions.ts';
import { type ExplainedPlant, explainedPlant } from '../support/explained-plant.ts';
import { exportText, requestOf } from '../support/export-request.ts';
import { openRouter, type Router } from '../support/kernel.ts';
import { testWith, whileReading } from '../support/log-reader.ts';
import { readRequest, writeRegisters } from '../support/modbus-messages.ts';
import { buildPacket, isSamePacket, type PacketSpec } from '../support/packets.ts';
import { runCli } from '../support/run-cli.ts';

const root = path.join(import.meta.dirname, '../..');

/** Three zones at one boundary, in both families. */
const loaded = `plant: line
zones:
  control: {level: 2, kind: control, networks: [10.20.0.0/24, "fd20::/64"], owner: ops, security-level: 2}
  cell: {level: 1, kind: cell, networks: [10.20.1.0/24, "fd20:1::/64"], owner: line, security-level: 2}
  office: {level: 4, kind: enterprise, networks: [10.30.0.0/24], owner: it, security-level: 1}
assets:
  scada: {zone: control, class: scada_server, ip: [10.20.0.10, "fd20::10"]}
  ews: {zone: control, class: engineering_workstation, ip: [10.20.0.20, "fd20::20"]}
  plc: {zone: cell, class: plc, ip: [10.20.1.11, "fd20:1::11"]}
conduits:
  down:
    from: control
    to: cell
    owner: ops
    allow:
      poll: {from: [scada], to: [plc], protocol: modbus, operations: [read], reason: overview}
      ping: {from: [scada], to: [plc], protocol: icmp, operations: [diagnostic], reason: supervision}
boundaries:
  fw: {dialect: nftables, interfaces: {eth0: [control], eth1: [cell], eth2: [office]}}
`;
/** What the plant's files say by now: the boundary has an older ruleset. */
const current = loaded.replace(
  '      ping:',
  '      files: {from: [ews], to: [plc], protocol: s7comm, operations: [read], reason: since yesterday}\n      ping:',
);

const routes = { eth0: ['10.20.0.0/24', 'fd20::/64'], eth1: ['10.20.1.0/24', 'fd20:1::/64'], eth2: ['10.30.0.0/24'] };
const [scada, ews, plc, guest, clerk] = ['10.20.0.10', '10.20.0.20', '10.20.1.11', '10.20.0.99', '10.30.0.5'] as const;
const [scada6, ews6, plc6] = ['fd20::10', 'fd20::20', 'fd20:1::11'] as const;

let plant: ExplainedPlant;
let ruleset: string;
let folder: string;

beforeAll(async () => {
  plant = await explainedPlant({ 'plant.yaml': current });
  const { bundle, checked } = (await explainedPlant({ 'plant.yaml': loaded })).plant;
  const [boundary] = bundle.plan.boundaries;
  if (boundary === undefined) throw new Error('no boundary');
  ruleset = exportText(exportBoundary(requestOf({ plan: bundle.plan, boundary }, { catalogue: checked.catalogue })));
});
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'zonewright-log-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Packets that the boundary drops, each with the interface that it comes from and what the report must say of it. */
const udp = { protocol: 17 } as const;
const ack = { flags: 'ack' } as const;
const payload = (bytes: Uint8Array): Partial<PacketSpec> => ({ ...ack, payload: Buffer.from(bytes) });
const dropped: readonly (readonly [iface: string, spec: PacketSpec, line: string])[] = [
  ['eth0', packet(ews, plc, 22), 'ews 22 -: denied, denied, flow/stopped low'],
  ['eth0', packet(ews6, plc6, 22), 'ews 22 -: denied, denied, flow/stopped low'],
  ['eth0', packet(ews, plc, 502), 'ews 502 connect: denied, denied, flow/stopped low'],
  ['eth0', packet(guest, plc, 502), '10.20.0.99 502 connect: denied, denied, flow/stopped low'],
  ['eth1', packet(plc, scada, 502), 'plc 502 connect: denied, denied, flow/stopped low'],
  ['eth2', packet(clerk, plc, 102), '10.30.0.5 102 -: denied, denied, flow/stopped low'],
  ['eth0', packet(ews, plc, 9999, udp), 'ews 9999 -: denied, denied, flow/stopped low'],
  [
    'eth0',
    packet(ews, plc, 161, { ...udp, payload: Buffer.alloc(300, 1) }),
    'ews 161 -: denied, denied, flow/stopped low',
  ],
  [
    'eth0',
    packet(ews, plc, 0, { protocol: 1, icmpType: 8 }),
    'ews icmp echo_request: denied, denied, flow/stopped low',
  ],
  ['eth0', packet(ews, plc, 0, { protocol: 47 }), 'ews 47 -: denied, denied, flow/stopped low'],
  ['eth0', packet(ews, plc, 102), 'ews 102 -: unjudged, denied, flow/granted-but-dropped medium'],
  ['eth2', packet(scada, plc, 502), 'scada 502 connect: allowed, spoofed, flow/spoofed high'],
  ['eth1', packet(scada6, plc6, 502), 'scada 502 connect: allowed, spoofed, flow/spoofed high'],
  ['eth2', packet('192.0.2.7', plc, 502), '192.0.2.7 502 connect: denied, spoofed, flow/stopped low'],
  [
    'eth0',
    packet(scada, plc, 502, payload(readRequest(1, 3, 7, 2))),
    'scada 502 read_holding_registers: allowed, stray, flow/stray low',
  ],
  [
    'eth0',
    packet(scada, plc, 502, payload(writeRegisters(1, 7, 2))),
    'scada 502 write_multiple_registers: denied, stray, flow/stopped low',
  ],
  ['eth0', packet(ews, plc, 23, ack), 'ews 23 -: denied, stray, flow/stopped low'],
];

/** Sends packets that must be dropped, and in between some that pass and are no matter of the log. */
async function sendAll(router: Router): Promise<void> {
  for (const [iface, spec] of dropped) expect([spec, await pass(router, iface, spec)]).toEqual([spec, null]);
  await connect(router, packet(scada, plc, 502));
  await connect(router, packet(scada6, plc6, 502));
}

/** Runs something at a boundary with the older ruleset. */
async function atBoundary(run: (router: Router) => Promise<void>): Promise<void> {
  const router = await openRouter(routes);
  try {
    await router.run(['nft', '-f', '-'], ruleset);
    await run(router);
  } finally {
    router.close();
  }
}

/** Reads all that is dropped with a program that writes a file of this name. */
async function readWith(program: readonly string[], file: string): Promise<Buffer> {
  await atBoundary((router) => whileReading(router, program, path.join(folder, 'told'), () => sendAll(router)));
  return readFileSync(path.join(folder, file));
}

const captured = (file: string): string => path.join(folder, file);

const inAnyOrder = (lines: readonly string[]): string[] => [...lines].sort();
const expected = inAnyOrder(dropped.map(([, , line]) => line));

function expectAll(report: AuditReport): void {
  expect(inAnyOrder(reportLines(report))).toEqual(expected);
  expect(report.boundaries).toMatchObject([
    { boundary: 'fw', enforced: 10, grantedButDropped: 1, spoofed: 3, stray: 3, deniedNotDropped: 0 },
  ]);
}

testWith('dumpcap')('dumpcap reads every drop, and the report holds exactly these', async () => {
  const bytes = await readWith(['dumpcap', '-q', '-i', 'nflog:100', '-w', captured('denied.pcapng')], 'denied.pcapng');
  const { report } = await auditFiles(plant, { 'denied.pcapng': bytes });
  expectAll(report);
  expect(report.inputs).toMatchObject([{ format: 'pcapng', packets: dropped.length, problems: [] }]);

  // tshark reads the same attributes of each record.
  const fields = ['nflog.prefix', 'nflog.ifindex_indev', 'nflog.ifindex_outdev'].flatMap((field) => ['-e', field]);
  const { stdout } = spawnSync('tshark', ['-r', captured('denied.pcapng'), '-T', 'fields', ...fields], {
    encoding: 'utf8',
  });
  const rows = stdout.split('\n').map((line) => line.split('\t'));
  const words = { denied: 'deny', spoofed: 'spoofed', stray: 'stray' } as const;
  for (const { enforcement, evidence } of report.conversations) {
    if (enforcement?.action !== 'denied' && enforcement?.action !== 'spoofed' && enforcement?.action !== 'stray')
      throw new Error('no drop');
    const [prefix, entry, exit] = rows[(evidence[0]?.position ?? 0) - 1] ?? [];
    expect(`zonewright ${words[enforcement.action]} fw `).toBe(prefix);
    expect(enforcement).toMatchObject({
      hook: 'forward',
      entry: { index: Number(entry) },
      exit: { index: Number(exit) },
    });
  }
});

testWith('tcpdump')('tcpdump reads the same', async () => {
  const bytes = await readWith(
    ['tcpdump', '-Z', 'root', '-U', '-i', 'nflog:100', '-w', captured('denied.pcap')],
    'denied.pcap',
  );
  const { report } = await auditFiles(plant, { 'denied.pcap': bytes });
  expectAll(report);
});

testWith('ulogd')('ulogd reads the same, with the names of interfaces, and without what was asked', async () => {
  const plugin = (name: string): string => `plugin="${ulogdPlugins()}/ulogd_${name}.so"`;
  const stack = 'stack=log1:NFLOG,base1:BASE,ifi1:IFINDEX,ip2str1:IP2STR,mac1:HWHDR,json1:JSON';
  const plugins = ['inppkt_NFLOG', 'raw2packet_BASE', 'filter_IFINDEX', 'filter_IP2STR', 'filter_HWHDR', 'output_JSON'];
  const options = ['[log1]', 'group=100', '[json1]', 'sync=1', `file="${captured('denied.json')}"`];
  const global = ['[global]', `logfile="${captured('ulogd.log')}"`, ...plugins.map(plugin), stack];
  writeFileSync(captured('ulogd.conf'), `${[...global, ...options].join('\n')}\n`);
  const bytes = await readWith(['ulogd', '-c', captured('ulogd.conf')], 'denied.json');
  const { report } = await auditFiles(plant, { 'denied.json': bytes });
  // Two requests in segments of no known connection are one conversation where nobody sees what they ask for.
  const asked = expected.filter((line) => !line.includes('write_multiple_registers'));
  expect(inAnyOrder(reportLines(report))).toEqual(inAnyOrder(asked.map(withoutOperation)));
  const names = report.conversations.map(({ enforcement }) => enforcement?.entry);
  expect(new Set(names.map((each) => JSON.stringify(each)))).toEqual(
    new Set(['{"name":"eth0"}', '{"name":"eth1"}', '{"name":"eth2"}']),
  );
});

/** Without an operation, what is granted in part cannot be judged. */
function withoutOperation(line: string): string {
  if (!line.startsWith('scada 502')) return line.replace(/^(\S+ \d+) \w+:/, '$1 -:');
  return `scada 502 -: unjudged, ${line.includes('spoofed') ? 'spoofed, flow/spoofed high' : 'stray, flow/stray low'}`;
}

/** Where Debian, Fedora and others have the plugins. */
function ulogdPlugins(): string {
  const folders = [...readdirSync('/usr/lib').map((name) => `/usr/lib/${name}`), '/usr/lib', '/usr/lib64'];
  return folders.map((name) => `${name}/ulogd`).find((name) => existsSync(name)) ?? '';
}

testWith('dumpcap')(
  'what passes the boundary and is denied all the same is seen behind it, and never dropped',
  async () => {
    const tap: TimedFrame[] = [];
    const seen = async (router: Router, iface: string, spec: PacketSpec): Promise<void> => {
      await wait();
      const sent = buildPacket(spec);
      const [out = []] = await router.send([[iface, sent]]);
      for (const { bytes } of out) if (isSamePacket(sent, bytes)) tap.push({ micros: Date.now() * 1000, bytes });
      await wait();
    };
    await atBoundary(async (router) => {
      const program = ['dumpcap', '-q', '-i', 'nflog:100', '-w', captured('denied.pcapng')];
      await whileReading(router, program, captured('told'), async () => {
        expect(await pass(router, 'eth0', packet(ews, plc, 22))).toBeNull();
        const spec = packet(scada, plc, 502);
        await seen(router, 'eth0', spec);
        await seen(router, 'eth1', answer(spec));
        await seen(router, 'eth0', { ...spec, ...acknowledged, payload: Buffer.from(writeRegisters(1, 7, 2)) });
        expect(await pass(router, 'eth0', packet(ews, plc, 22))).toBeNull();
      });
    });
    expect(tap).toHaveLength(3);
    const { report } = await auditFiles(plant, {
      'denied.pcapng': readFileSync(captured('denied.pcapng')),
      'tap.pcap': pcap(tap, { linkType: 101 }),
    });
    expect(reportLines(report)).toEqual([
      'scada 502 write_multiple_registers: denied, not-dropped, flow/operation-not-granted high',
      'ews 22 -: denied, denied, flow/stopped low',
    ]);
    expect(report.boundaries).toMatchObject([{ boundary: 'fw', enforced: 1, deniedNotDropped: 1 }]);
  },
);

testWith('dumpcap')('the manual shows what an operator sees', async () => {
  const page = readFileSync(path.join(root, 'docs/nftables.md'), 'utf8');
  const section = page.split(/^## /m).find((each) => each.startsWith('Reading what was dropped')) ?? '';
  const [read = '', audit = ''] = documentBlocks('console', section).flatMap((block) => block.split(/^\$ /m).slice(1));
  const [command = '', ...shown] = audit.trimEnd().split('\n');
  cpSync(path.join(root, 'examples/plants/starter'), path.join(folder, 'bottling'), { recursive: true });
  const exported = await runCli(['export', '--plant', 'bottling', '--boundary', 'fw-line'], { cwd: folder });
  const web = '      web: { from: [scada-1], to: [plc-filler], protocol: https, reason: status pages of the filler }\n';
  appendFileSync(path.join(folder, 'bottling/conduits/control-to-filler.yaml'), web);
  const router = await openRouter({ eth0: ['10.20.0.0/24'], eth1: ['10.20.1.0/24'] });
  try {
    await router.run(['nft', '-f', '-'], exported.stdout);
    const program = read.trim().replace('denied.pcapng', captured('denied.pcapng')).split(' ');
    await whileReading(router, program, captured('told'), async () => {
      expect(await pass(router, 'eth0', packet(ews, plc, 22))).toBeNull();
      expect(await pass(router, 'eth0', packet(scada, plc, 443))).toBeNull();
      expect(await pass(router, 'eth1', packet(scada, plc, 502))).toBeNull();
    });
  } finally {
    router.close();
  }
  const { stdout } = await runCli(command.split(' ').slice(1), { cwd: folder });
  expect(stdout.replaceAll(/\s+$/gm, '')).toMatch(shownPattern(shown.join('\n').replaceAll(/\n+/g, '\n')));
});

/** Longer than the clock of this process is coarse. */
async function wait(): Promise<void> {
  await new Promise((resolve) => setTimeout(resolve, 5));
}
