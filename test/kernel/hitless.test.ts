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
import { packetTest } from '../support/kernel.ts';
import { lineGrants, linePlant } from '../support/line-plant.ts';
import type { PumpedPacket } from '../support/packet-pump.ts';
import { buildPacket, type PacketSpec } from '../support/packets.ts';
import { buildGrant } from '../support/plan-builder.ts';
import { pumpUnderChanges } from '../support/pump-under-changes.ts';

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

packetTest(
  'changes the policy without dropping what is allowed or passing what is denied',
  { timeout: 600_000 },
  async () => {
    const { total, perSecond, of, dropped } = await pumpUnderChanges(traffic(), routes, {
      first,
      second,
      updates,
      endsByItself: (index) => index % 50 === 49,
    });
    process.stderr.write(
      `${updates} updates under ${total} packets (${perSecond}/s): ` +
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
