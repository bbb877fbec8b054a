/**
 * Two hundred changes of the policy under a stream of packets that have a number each: what both policies allow passes
 * without an exception, and what neither does never passes.
 */
import { expect } from 'vitest';
import type { PlanGrant } from '../../src/model/plan.ts';
import {
  acknowledged,
  acknowledgedBack,
  answer,
  packet,
  plc4,
  plc6,
  scada4,
  scada6,
} from '../support/boundary-traffic.ts';
import { exportCase } from '../support/export-request.ts';
import { packetTest, type Router } from '../support/kernel.ts';
import { lineGrants, linePlant } from '../support/line-plant.ts';
import { type PumpedPacket, pumpPackets } from '../support/packet-pump.ts';
import { buildPacket, type PacketSpec } from '../support/packets.ts';
import { buildGrant } from '../support/plan-builder.ts';
import { clean, confirm, rollBack, tableAt, tryOut } from '../support/running-table.ts';
import { until } from '../support/until.ts';

const updates = 200;
/** Elements beside those that are looked at, so that a policy is not too small to be caught half loaded. */
const ballast = 400;

const { whole, ...others } = lineGrants;
const filler: readonly PlanGrant[] = Array.from({ length: ballast }, (_, index) =>
  buildGrant(`filler-${index}`, ['scada/ews'], ['cell/plc'], [`tcp/${10_000 + index * 2}`], { protocol: 'opc-ua' }),
);
/** Port 4840 is granted by the first policy alone, port 4841 by the second alone. */
const first = linePlant([...Object.values(lineGrants), ...filler]);
const second = linePlant([
  ...Object.values(others),
  { ...(whole as PlanGrant), services: [{ transport: 'tcp', ports: { from: 4841, to: 4841 } }] },
  ...filler.slice(ballast / 2),
]);

const routes = {
  eth0: ['10.20.0.0/24', 'fd20::/64'],
  eth1: ['10.20.1.0/24', 'fd20:1::/64'],
  eth2: ['0.0.0.0/0', '::/0'],
};
let mark = 0;

function numbered(kind: string, iface: string, spec: PacketSpec): PumpedPacket {
  mark += 1;
  return { kind, interface: iface, bytes: buildPacket({ ...spec, mark }) };
}

/** A connection's handshake, and its later packets in both directions. */
function tcp(kind: string, spec: PacketSpec): readonly PumpedPacket[] {
  return [
    numbered('setup', 'eth0', spec),
    numbered('setup', 'eth1', answer(spec)),
    numbered(kind, 'eth0', { ...spec, ...acknowledged }),
    numbered(kind, 'eth1', answer(spec, acknowledgedBack)),
  ];
}

function traffic(): readonly PumpedPacket[] {
  const ends = [
    [scada4, plc4],
    [scada6, plc6],
  ] as const;
  const each = (count: number, make: (source: string, destination: string) => readonly PumpedPacket[]) =>
    Array.from({ length: count }, (_, index) => {
      const [source, destination] = ends[index % 2] ?? ends[0];
      return make(source, destination);
    }).flat();
  const udp = { protocol: 17 };
  return [
    ...each(400, (source, destination) => tcp('allowed, live', packet(source, destination, 502))),
    ...each(1_500, (source, destination) => [
      numbered('allowed, first', 'eth0', packet(source, destination, 20_000 + (mark % 11), udp)),
      numbered('allowed, first', 'eth1', packet(destination, source, 123, udp)),
      numbered('denied', 'eth0', packet(source, destination, 20_011, udp)),
      numbered('denied', 'eth0', packet(source, destination, 503)),
      numbered('denied', 'eth2', packet(source, destination, 20_005, udp)),
      numbered('denied', 'eth0', packet(source, destination, 502, { flags: 'ack' })),
      numbered('denied', 'eth1', packet(destination, source, 20_005, udp)),
    ]),
    ...each(20, (source, destination) => [
      numbered('by the first alone', 'eth0', packet(source, destination, 4840)),
      numbered('by the second alone', 'eth0', packet(source, destination, 4841)),
    ]),
  ];
}

/** One change in ten is taken back, one in fifty is left to end by itself. */
async function change(router: Router, index: number): Promise<void> {
  await tryOut(router, index % 2 === 0 ? second : first, index % 50 === 49 ? 1 : 60);
  if (index % 50 === 49) await until(async () => (await tableAt(router)).trial?.left === null);
  else if (index % 10 === 9) await rollBack(router);
  else await confirm(router);
  await clean(router);
}

packetTest(
  'changes the policy without dropping what is allowed or passing what is denied',
  { timeout: 600_000 },
  async () => {
    const { kinds, seconds } = await pumpPackets(
      traffic(),
      routes,
      async (router) => {
        // Every datagram is the first of its flow again, and so looked up in full.
        await router.run(['sh', '-c', 'echo 0 > /proc/sys/net/netfilter/nf_conntrack_udp_timeout']);
        await router.run(['nft', '-f', '-'], exportCase(first));
      },
      async (router) => {
        for (let index = 0; index < updates; index++) await change(router, index);
      },
    );
    const total = Object.values(kinds).reduce((sum, { sent }) => sum + sent, 0);
    const of = (kind: string) => kinds[kind] ?? { sent: 0, passed: 0 };
    const dropped = (kind: string): number => of(kind).sent - of(kind).passed;
    process.stderr.write(
      `${updates} updates under ${total} packets (${Math.round(total / seconds)}/s): ` +
        `${of('allowed, live').sent} allowed of live connections, ${dropped('allowed, live')} dropped; ` +
        `${of('allowed, first').sent} allowed first ones, ${dropped('allowed, first')} dropped; ` +
        `${of('denied').sent} denied, ${of('denied').passed} passed\n`,
    );
    expect(total).toBeGreaterThan(100_000);
    expect(dropped('allowed, live')).toBe(0);
    expect(dropped('allowed, first')).toBe(0);
    expect(of('denied').passed).toBe(0);
    for (const kind of ['by the first alone', 'by the second alone']) {
      expect(of(kind).passed).toBeGreaterThan(0);
      expect(dropped(kind)).toBeGreaterThan(0);
    }
  },
);
