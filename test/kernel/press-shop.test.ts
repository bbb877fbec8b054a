/** The example of a bridge in the real kernel: frames of each protocol, tags, strangers, and what an audit says of them. */
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { beforeAll, expect } from 'vitest';
import type { AuditReport } from '../../src/model/audit.ts';
import { buildFrame, type FrameSpec } from '../support/bridge-frames.ts';
import { pcap } from '../support/capture-files.ts';
import { openBridge, packetTest, type Router } from '../support/kernel.ts';
import { runCli } from '../support/run-cli.ts';

const root = path.join(import.meta.dirname, '../..');
const plant = 'examples/plants/profinet-cell';
const ports = ['ctl0', 'drv0', 'axs0', 'bay0', 'other0'];
const plc = '00:0e:8c:00:00:01';
const ews = '00:1b:1b:00:00:20';
const drive = '00:0e:8c:00:00:11';
const io = '00:0e:8c:00:00:12';
const gauge = '00:30:de:00:00:33';
const relay = '00:30:a7:00:00:41';
const dcpGroup = '01:0e:cf:00:00:00';
const gooseGroup = '01:0c:cd:01:00:01';
const everybody = 'ff:ff:ff:ff:ff:ff';

const cyclic = [0x80, 0x01, 0x00, 0x00];
const alarm = [0xfc, 0x01, 0x00, 0x00];
const identify = [0xfe, 0xfe, 5, 0];
const identified = [0xfe, 0xff, 5, 1];
const read = [0xfe, 0xfd, 3, 0];
const set = [0xfe, 0xfd, 4, 0];
/** EtherCAT: one datagram of two bytes, a logical read and write. */
const datagram = [0x0e, 0x10, 12, 1, 0, 0, 0, 0, 2, 0, 0, 0, 0, 0, 0, 0];
/** A GOOSE frame up to the beginning of its message, for an APPID. */
const goose = (appid: number): readonly number[] => [0, appid, 0, 0x20, 0, 0, 0, 0, 0x61, 0x16, 0x80, 0x01, 0x41];

let ruleset = '';
beforeAll(async () => {
  const exported = await runCli(['export', '--plant', plant, '--boundary', 'br-press'], { cwd: root });
  ruleset = withWindow(exported.stdout, 'meta time < 1000 ');
}, 120_000);

const rt = (source: string, destination: string, head: readonly number[] = cyclic): FrameSpec => ({
  source,
  destination,
  etherType: 0x8892,
  head,
});
const frame = (source: string, destination: string, etherType: number, head: readonly number[] = []): FrameSpec => ({
  source,
  destination,
  etherType,
  head,
});

packetTest('passes cyclic data of PROFINET both ways, and alarms from where they are granted', () =>
  onBridge(async (send) => {
    expect(await send('ctl0', rt(plc, drive))).toEqual(['drv0']);
    expect(await send('drv0', rt(drive, plc))).toEqual(['ctl0']);
    expect(await send('drv0', rt(io, plc, alarm))).toEqual(['ctl0']);
    expect(await send('ctl0', rt(ews, drive))).toEqual([]);
    expect(await send('drv0', rt(gauge, plc))).toEqual([]);
    expect(await send('ctl0', rt(plc, dcpGroup))).toEqual([]);
  }),
);

packetTest('lets DCP find stations and tells its requests from cyclic data on the same EtherType', () =>
  onBridge(async (send) => {
    expect(await send('ctl0', rt(plc, dcpGroup, identify))).toEqual(['drv0']);
    expect(await send('ctl0', rt(ews, dcpGroup, identify))).toEqual(['drv0']);
    expect(await send('drv0', rt(drive, plc, identified))).toEqual(['ctl0']);
    expect(await send('drv0', rt(gauge, ews, identified))).toEqual(['ctl0']);
    expect(await send('drv0', rt(drive, plc, identify))).toEqual([]);
    expect(await send('drv0', rt(drive, dcpGroup, identify))).toEqual([]);
    expect(await send('ctl0', rt(plc, dcpGroup, set))).toEqual([]);
    expect(await send('ctl0', rt(plc, drive, set))).toEqual([]);
    expect(await send('ctl0', rt(plc, drive, read))).toEqual([]);
    expect(await send('ctl0', rt(plc, drive, [0xfe, 0xfb, 0, 0]))).toEqual([]);
  }),
);

packetTest('lets names be given while the window is open, and drops DCP Set at any other time', () =>
  onBridge(async (send, router) => {
    expect(await send('ctl0', rt(ews, drive, set))).toEqual([]);
    await router.run(['nft', '-f', '-'], withWindow(ruleset, ''));
    expect(await send('ctl0', rt(ews, drive, set))).toEqual(['drv0']);
    expect(await send('drv0', rt(drive, ews, [0xfe, 0xfd, 4, 1]))).toEqual(['ctl0']);
    expect(await send('drv0', rt(drive, ews, set))).toEqual([]);
    expect(await send('ctl0', rt(plc, drive, set))).toEqual([]);
  }),
);

packetTest('passes GOOSE by its APPID into the zone that it is granted to, and drops sampled values', () =>
  onBridge(async (send) => {
    expect(await send('bay0', frame(relay, gooseGroup, 0x88b8, goose(1)))).toEqual(['ctl0']);
    expect(await send('bay0', frame(relay, '01:0c:cd:01:01:ff', 0x88b8, goose(1)))).toEqual(['ctl0']);
    expect(await send('bay0', frame(relay, gooseGroup, 0x88b8, goose(2)))).toEqual([]);
    expect(await send('bay0', frame(relay, everybody, 0x88b8, goose(1)))).toEqual([]);
    expect(await send('bay0', frame(relay, plc, 0x88b8, goose(1)))).toEqual([]);
    expect(await send('bay0', frame(relay, '01:0c:cd:04:00:01', 0x88ba, [0x40, 0x00]))).toEqual([]);
    expect(await send('ctl0', frame(plc, gooseGroup, 0x88b8, goose(1)))).toEqual([]);
    expect(await send('ctl0', frame(plc, relay, 0x88b8, goose(1)))).toEqual([]);
  }),
);

packetTest('sends EtherCAT to stations without addresses and takes back what they pass on', () =>
  onBridge(async (send) => {
    expect(await send('ctl0', frame(plc, everybody, 0x88a4, datagram))).toEqual(['axs0']);
    expect(await send('ctl0', frame(plc, '01:01:05:01:00:00', 0x88a4, datagram))).toEqual(['axs0']);
    expect(await send('axs0', frame('02:0e:8c:00:00:01', everybody, 0x88a4, datagram))).toEqual(['ctl0']);
    expect(await send('axs0', frame(plc, everybody, 0x88a4, datagram))).toEqual([]);
    expect(await send('axs0', frame('02:0e:8c:00:00:02', everybody, 0x88a4, datagram))).toEqual([]);
    expect(await send('axs0', frame('02:0e:8c:00:00:01', plc, 0x88a4, datagram))).toEqual([]);
    expect(await send('drv0', frame('02:0e:8c:00:00:01', everybody, 0x88a4, datagram))).toEqual([]);
    expect(await send('ctl0', frame('02:0e:8c:00:00:01', everybody, 0x88a4, datagram))).toEqual([]);
    expect(await send('ctl0', frame(ews, everybody, 0x88a4, datagram))).toEqual([]);
  }),
);

packetTest('passes frames of a station that has a MAC address only, and no EtherType but the granted one', () =>
  onBridge(async (send) => {
    expect(await send('drv0', frame(gauge, plc, 0x88b5))).toEqual(['ctl0']);
    expect(await send('ctl0', frame(plc, gauge, 0x88b5))).toEqual(['drv0']);
    expect(await send('drv0', frame(gauge, plc, 0x88b6))).toEqual([]);
    expect(await send('drv0', frame(gauge, plc, 0x88b4))).toEqual([]);
    expect(await send('drv0', frame(gauge, ews, 0x88b5))).toEqual([]);
    expect(await send('drv0', frame(gauge, everybody, 0x88b5))).toEqual([]);
  }),
);

packetTest('drops a MAC address behind another port before the bridge learns from it', () =>
  onBridge(async (send, router) => {
    for (const port of ports)
      await router.run(['ip', 'link', 'set', 'dev', port, 'type', 'bridge_slave', 'learning', 'on']);
    expect(await send('ctl0', rt(plc, drive))).toEqual(['drv0']);
    for (const port of ['drv0', 'axs0', 'bay0']) expect(await send(port, rt(plc, drive))).toEqual([]);
    expect(await send('bay0', rt(plc, everybody))).toEqual([]);
    expect(await send('drv0', rt(drive, plc))).toEqual(['ctl0']);
    expect(await send('other0', rt(plc, drive))).toEqual([]);
    const counters = await router.run(['nft', 'list', 'counter', 'bridge', 'zonewright', 'spoofed']);
    expect(Number(/packets (\d+)/.exec(counters)?.[1])).toBeGreaterThanOrEqual(5);
    const learnt = await router.run(['bridge', 'fdb', 'show', 'br', 'bridge0']);
    expect(learnt).toContain(`${drive} dev drv0`);
  }),
);

packetTest('takes no tag, the priority tag and the VLAN of the scope for the same, and drops all others', () =>
  onBridge(async (send) => {
    for (const vlan of [null, 0, 40]) {
      expect(await send('ctl0', { ...rt(plc, drive), vlan })).toEqual(['drv0']);
      expect(await send('ctl0', { ...rt(plc, drive, set), vlan })).toEqual([]);
      expect(await send('bay0', { ...frame(relay, gooseGroup, 0x88b8, goose(1)), vlan })).toEqual(['ctl0']);
      expect(await send('drv0', { ...frame(gauge, plc, 0x88b5), vlan })).toEqual(['ctl0']);
    }
    for (const vlan of [1, 39, 41, 4095]) expect(await send('ctl0', { ...rt(plc, drive), vlan })).toEqual([]);
    const twice = [0x00, 40, 0x88, 0x92, ...cyclic];
    expect(await send('ctl0', { ...frame(plc, drive, 0x8100, twice), vlan: 40 })).toEqual([]);
    expect(await send('ctl0', frame(plc, drive, 0x88a8, twice))).toEqual([]);
  }),
);

packetTest('drops strangers, IP, ARP, frames with an LLC header and unknown EtherTypes', () =>
  onBridge(async (send) => {
    expect(await send('ctl0', rt('00:0e:8c:00:00:02', drive))).toEqual([]);
    expect(await send('ctl0', rt(plc, '00:0e:8c:00:00:13'))).toEqual([]);
    for (const etherType of [0x0800, 0x0806, 0x86dd, 0x0042, 0x05dc, 0x0600, 0x8847, 0x8893, 0xffff])
      expect(await send('ctl0', frame(plc, drive, etherType, cyclic))).toEqual([]);
  }),
);

packetTest('what passes is allowed by the audit, answers aside, and what is dropped inside the plant is not', () =>
  onBridge(async (send) => {
    const asked: readonly (readonly [string, FrameSpec])[] = [
      ['ctl0', rt(plc, drive)],
      ['ctl0', rt(plc, dcpGroup, identify)],
      ['ctl0', rt(ews, drive, set)],
      ['ctl0', rt(plc, drive, read)],
      ['ctl0', rt(ews, drive)],
      ['drv0', rt(gauge, plc)],
      ['drv0', rt(io, plc, cyclic)],
      ['drv0', frame(gauge, plc, 0x88b5)],
      ['drv0', frame(gauge, ews, 0x88b5)],
      ['bay0', frame(relay, plc, 0x88b8, goose(1))],
      ['ctl0', frame(plc, everybody, 0x88a4, datagram)],
      ['ctl0', frame(ews, everybody, 0x88a4, datagram)],
      ['ctl0', rt('00:0e:8c:00:00:02', drive)],
    ];
    const verdicts = await verdictsOn(asked.map(([, spec]) => spec));
    for (const [index, [port, spec]] of asked.entries()) {
      const passes = (await send(port, spec)).length > 0;
      expect({ spec, verdict: verdicts[index] }).toEqual({
        spec,
        verdict: passes ? 'allowed' : expect.stringMatching(/^(denied|unjudged)$/),
      });
    }
  }),
);

type Send = (port: string, spec: FrameSpec) => Promise<readonly string[]>;

/** Loads the export of the example and sends frames one by one. */
async function onBridge(use: (send: Send, router: Router) => Promise<void>): Promise<void> {
  const router = await openBridge(ports);
  try {
    await router.run(['nft', '-f', '-'], ruleset);
    await use(async (port, spec) => {
      const bytes = buildFrame(spec);
      const [out = []] = await router.send([[port, bytes]]);
      return out.filter((each) => each.bytes.equals(bytes)).map((each) => each.interface);
    }, router);
  } finally {
    router.close();
  }
}

/** The export with another condition for the only window, since nobody knows on which day this runs. */
function withWindow(text: string, condition: string): string {
  const changed = text.replaceAll(/^(\t\t)meta (?:day|time) .*goto open$/gm, `$1${condition}goto open`);
  expect(changed).not.toBe(text);
  return changed;
}

/** What an audit says of each of some frames, which come minutes apart on a Thursday. */
async function verdictsOn(frames: readonly FrameSpec[]): Promise<readonly string[]> {
  const file = path.join(mkdtempSync(path.join(tmpdir(), 'zonewright-')), 'frames.pcap');
  const start = Date.parse('2026-11-26T12:00:00Z') * 1_000;
  writeFileSync(
    file,
    pcap(frames.map((spec, index) => ({ bytes: buildFrame(spec), micros: start + index * 120_000_000 }))),
  );
  const { stdout } = await runCli(['audit', '--plant', plant, file, '--format', 'json'], { cwd: root });
  const { conversations } = JSON.parse(stdout) as AuditReport;
  return frames.map((_, index) => {
    const own = conversations.filter((each) => each.evidence.some(({ position }) => position === index + 1));
    return [...new Set(own.map((each) => each.verdict.kind))].sort().join(' and ');
  });
}
