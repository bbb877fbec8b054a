/** The example of a machine behind NAT in the real kernel: what both ends see of each other, and one verdict on both sides. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { beforeAll, expect } from 'vitest';
import { formatIpv4 } from '../../src/algebra/ip-address.ts';
import type { AuditReport } from '../../src/model/audit.ts';
import { pcap } from '../support/capture-files.ts';
import { openRouter, packetTest, type Router } from '../support/kernel.ts';
import { modbus, readRequest, registersAnswer } from '../support/modbus-messages.ts';
import { buildPacket, type PacketSpec } from '../support/packets.ts';
import { runCli } from '../support/run-cli.ts';

const root = path.join(import.meta.dirname, '../..');
const plant = 'examples/plants/machine-line';
const [tcp, udp, icmp] = [6, 17, 1];
const [scada, ews, router1] = ['10.20.0.10', '10.20.0.20', '10.20.0.2'];
const [plc, drive, hmi] = ['192.168.0.11', '192.168.0.12', '192.168.0.21'];
const seen: Readonly<Record<string, string>> = { [plc]: '10.20.1.11', [drive]: '10.20.1.12', [hmi]: '10.20.1.21' };

let ruleset = '';
beforeAll(async () => {
  const args = ['export', '--plant', plant, '--boundary', 'fw-packer-1'];
  ruleset = (await runCli(args, { cwd: root })).stdout;
}, 120_000);

type Side = 'hall0' | 'line0';
type Send = (side: Side, spec: Omit<PacketSpec, 'mark'>) => Promise<string | null>;

interface Lab {
  readonly send: Send;
  /** What was on each side, in and out, in its order. */
  readonly frames: Readonly<Record<Side, Buffer[]>>;
  readonly router: Router;
}

/** Loads the export and sends packets one by one; tells the addresses and ports of what comes out on the other side. */
async function atRouter(run: (lab: Lab) => Promise<void>): Promise<void> {
  const router = await openRouter({ hall0: ['10.20.0.0/16'], line0: ['192.168.0.0/24'] });
  const frames: Record<Side, Buffer[]> = { hall0: [], line0: [] };
  let mark = 1;
  const send: Send = async (side, spec) => {
    const packet = buildPacket({ ...spec, mark: mark++ });
    frames[side].push(packet);
    const other: Side = side === 'hall0' ? 'line0' : 'hall0';
    const [out = []] = await router.send([[side, packet]]);
    const four = out.filter(({ bytes }) => (bytes[0] ?? 0) >> 4 === 4);
    for (const each of four) frames[each.interface === 'hall0' ? 'hall0' : 'line0'].push(each.bytes);
    const found = four.find((each) => each.interface === other);
    return found === undefined ? null : ends(found.bytes);
  };
  try {
    await router.run(['nft', '-f', '-'], ruleset);
    await run({ send, frames, router });
  } finally {
    router.close();
  }
}

/** `10.20.0.10:2000 > 192.168.0.11:502`; without ports where there are none. */
function ends(packet: Buffer): string {
  const hasPorts = packet[9] === tcp || packet[9] === udp;
  const end = (at: number, port: number): string =>
    `${formatIpv4(packet.readUInt32BE(at))}${hasPorts ? `:${packet.readUInt16BE(port)}` : ''}`;
  return `${end(12, 20)} > ${end(16, 22)}`;
}

interface Talk {
  readonly from: Side;
  readonly client: string;
  /** Where the client sends, and where that leads. */
  readonly asked: readonly [string, number];
  readonly server: readonly [string, number];
  /** The client as its server sees it. */
  readonly shown: string;
  readonly clientPort: number;
}

/** A connection of TCP, with a request and its answer or without; true when all of it came through. */
async function connect(
  send: Send,
  { from, client, asked, server, shown, clientPort }: Talk,
  request?: Uint8Array,
  answer?: Uint8Array,
): Promise<boolean> {
  const there = from;
  const back: Side = from === 'hall0' ? 'line0' : 'hall0';
  const ask = { source: client, destination: asked[0], protocol: tcp, sourcePort: clientPort, port: asked[1] };
  const reply = { source: server[0], destination: shown, protocol: tcp, sourcePort: server[1], port: clientPort };
  const asSeen = `${shown}:${clientPort} > ${server[0]}:${server[1]}`;
  const asAnswered = `${asked[0]}:${asked[1]} > ${client}:${clientPort}`;
  if ((await send(there, { ...ask, flags: 'syn', sequence: 1_000 })) !== asSeen) return false;
  const accept = { ...reply, flags: 'syn-ack', sequence: 5_000, acknowledgement: 1_001 } as const;
  if ((await send(back, accept)) !== asAnswered) return false;
  const next = { ...ask, flags: 'ack', sequence: 1_001, acknowledgement: 5_001 } as const;
  if ((await send(there, next)) !== asSeen) return false;
  if (request === undefined || answer === undefined) return true;
  if ((await send(there, { ...next, payload: Buffer.from(request) })) !== asSeen) return false;
  const said = { ...reply, flags: 'ack', sequence: 5_001, acknowledgement: 1_001 + request.length } as const;
  return (await send(back, { ...said, payload: Buffer.from(answer) })) === asAnswered;
}

const poll: Talk = {
  from: 'hall0',
  client: scada,
  asked: ['10.20.1.11', 502],
  server: [plc, 502],
  shown: scada,
  clientPort: 2_000,
};
const panel: Talk = {
  from: 'hall0',
  client: ews,
  asked: [router1, 8_443],
  server: [hmi, 443],
  shown: ews,
  clientPort: 2_001,
};

packetTest('a controller is reached by its address in the hall, and answers by it', () =>
  atRouter(async ({ send }) => {
    expect(await connect(send, poll, readRequest(1, 3, 0, 10), registersAnswer(1, 3, 10))).toBe(true);
  }),
);

packetTest('a panel is reached by its port at the router and by its address in the hall', () =>
  atRouter(async ({ send }) => {
    expect(await connect(send, panel)).toBe(true);
    expect(await connect(send, { ...panel, asked: ['10.20.1.21', 443], clientPort: 2_002 })).toBe(true);
    expect(await send('hall0', { source: ews, destination: router1, protocol: tcp, port: 443 })).toBeNull();
    expect(await send('hall0', { source: ews, destination: '10.20.1.21', protocol: tcp, port: 8_443 })).toBeNull();
  }),
);

packetTest('nobody passes by the translation, neither with a first packet nor in a connection that began before', () =>
  atRouter(async ({ send, router }) => {
    const direct: Talk = { ...poll, asked: [plc, 502] };
    expect(await connect(send, direct)).toBe(false);
    await router.run(['nft', 'delete', 'table', 'inet', 'zonewright']);
    const open = 'table inet open { chain forward { type filter hook forward priority 0; ct state new accept\n }\n }\n';
    await router.run(['nft', '-f', '-'], open);
    expect(await connect(send, direct)).toBe(true);
    await router.run(['nft', '-f', '-'], ruleset);
    const ask = { source: scada, destination: plc, protocol: tcp, sourcePort: 2_000, port: 502 };
    expect(await send('hall0', { ...ask, flags: 'ack', sequence: 1_001, acknowledgement: 5_001 })).toBeNull();
    const reply = { source: plc, destination: scada, protocol: tcp, sourcePort: 502, port: 2_000 };
    expect(await send('line0', { ...reply, flags: 'ack', sequence: 5_001, acknowledgement: 1_001 })).toBeNull();
  }),
);

packetTest('what the machine begins leaves by its address in the hall, and errors find their way back', () =>
  atRouter(async ({ send }) => {
    const alarm = { source: plc, destination: scada, protocol: udp, sourcePort: 514, port: 514 };
    expect(await send('line0', alarm)).toBe(`${seen[plc]}:514 > ${scada}:514`);
    const quoted = buildPacket({ ...alarm, source: seen[plc] ?? '', mark: 0 });
    const error = { source: scada, destination: seen[plc] ?? '', protocol: icmp, icmpType: 3, icmpCode: 3 };
    expect(await send('hall0', { ...error, payload: quoted })).toBe(`${scada} > ${plc}`);
    expect(await send('line0', { ...alarm, source: drive })).toBeNull();
    expect(await send('hall0', { ...alarm, source: seen[plc] ?? '', destination: scada })).toBeNull();
  }),
);

packetTest('the address in the hall leads nowhere from inside of the machine', () =>
  atRouter(async ({ send }) => {
    const ask = { source: hmi, destination: seen[plc] ?? '', protocol: tcp, sourcePort: 2_000, port: 502 };
    expect(await send('line0', ask)).toBeNull();
  }),
);

packetTest('captures of both sides have the same conversations with the same verdicts', () =>
  atRouter(async ({ send, frames }) => {
    const write = modbus(2, 1, 6, [0, 5, 0, 1]);
    await connect(send, poll, readRequest(1, 3, 0, 10), registersAnswer(1, 3, 10));
    await connect(send, { ...poll, clientPort: 2_010 }, write, write);
    await connect(send, panel);
    await send('line0', { source: plc, destination: scada, protocol: udp, sourcePort: 514, port: 514 });
    await send('hall0', { source: scada, destination: seen[drive] ?? '', protocol: icmp, icmpType: 8 });
    await send('line0', { source: drive, destination: scada, protocol: icmp, icmpType: 0 });
    const [hall, line] = [await verdictsOf(frames.hall0, 'hall'), await verdictsOf(frames.line0, 'packer-1')];
    expect(hall).toEqual(line);
    expect(hall.filter((each) => each.startsWith('allowed')).length).toBeGreaterThanOrEqual(4);
    expect(hall.filter((each) => each.startsWith('denied'))).toEqual([
      expect.stringMatching(/scada-1 > plc-1 .*write_single_register/),
    ]);
  }),
);

/** Verdicts on a capture of one side: `allowed scada-1 > plc-1 modbus read_holding_registers`. */
async function verdictsOf(packets: readonly Buffer[], scope: string): Promise<readonly string[]> {
  const folder = mkdtempSync(path.join(tmpdir(), 'zonewright-sides-'));
  try {
    const file = path.join(folder, `${scope}.pcap`);
    const timed = packets.map((bytes, index) => ({ micros: 1_790_000_000_000_000 + index * 1_000, bytes }));
    writeFileSync(file, pcap(timed, { linkType: 101 }));
    const args = ['audit', '--plant', plant, '--scope', scope, '--format', 'json', file];
    const { stdout } = await runCli(args, { cwd: root });
    const { conversations } = JSON.parse(stdout) as AuditReport;
    return conversations
      .map(({ source, destination, service, operation, verdict }) =>
        [verdict.kind, source.asset, '>', destination.asset, service.protocol, operation?.name ?? ''].join(' '),
      )
      .sort();
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
