/**
 * Changes of a policy that translates under a stream of packets that have a number each. The two policies differ in
 * a grant, in a mapping that only one of them has, and in one that has another network outside.
 */
import { expect } from 'vitest';
import type { PlanNat } from '../../src/model/plan.ts';
import type { BoundaryCase } from '../support/arbitrary-boundary.ts';
import { acknowledged, acknowledgedBack, answer, packet } from '../support/boundary-traffic.ts';
import { packetTest } from '../support/kernel.ts';
import type { PumpedPacket } from '../support/packet-pump.ts';
import { buildPacket, type PacketSpec } from '../support/packets.ts';
import { buildGrant } from '../support/plan-builder.ts';
import { pumpUnderChanges } from '../support/pump-under-changes.ts';
import { translatedLines } from '../support/translated-lines.ts';

const updates = 60;
const lines = translatedLines();

/** The lines with more grants, and with the mappings that `change` makes of theirs. */
function withMappings(ports: readonly string[], change: (nat: PlanNat) => readonly PlanNat[]): BoundaryCase {
  const boundary = { ...lines.boundary, nat: lines.boundary.nat.flatMap(change) };
  const more = [
    buildGrant('cycle', ['scada/scada-1'], ['line-1/plc-1'], ['udp/20000-20010']),
    buildGrant('robots', ['scada/scada-1'], ['line-2/robot'], ports),
    ...Array.from({ length: 200 }, (_, index) =>
      buildGrant(`filler-${index}`, ['scada/ews-1'], ['line-1/plc-1'], [`tcp/${10_000 + index * 2}`]),
    ),
  ];
  return { plan: { ...lines.plan, grants: [...lines.plan.grants, ...more], boundaries: [boundary] }, boundary };
}

/** Only here the cell is seen from outside, and port 4840 of the robot is granted. */
const first = withMappings(['tcp/502', 'tcp/4840'], (nat) => [nat]);
/** Only here port 4841 is, and the robot has another address, which its live connections do not notice. */
const second = withMappings(['tcp/502', 'tcp/4841'], (nat) => {
  if (nat.id === 'line-1-cell') return [];
  return nat.id === 'line-2' ? [{ ...nat, outside: { ...nat.outside, network: '10.20.3.0/25' } }] : [nat];
});

const routes = {
  eth0: ['10.20.0.0/24', 'fd20::/64', '10.20.1.0/24', '10.20.2.0/24', '10.20.3.0/24', '10.20.9.0/24'],
  eth1: ['192.168.0.0/24', 'fd99:1::/64'],
  eth2: ['192.168.2.0/24'],
  eth3: ['172.16.0.0/24'],
  eth4: ['10.19.0.0/24', '0.0.0.0/0', '::/0'],
};
const scada = '10.20.0.10';
const seen = { plc: '10.20.1.11', plc6: 'fd20:1::11', robot: '10.20.2.2', robotLater: '10.20.3.2', drive: '10.20.9.5' };

function numbered(kind: string, iface: string, spec: PacketSpec): PumpedPacket {
  return { kind, interface: iface, bytes: buildPacket(spec) };
}

/** A connection from `eth0` to an address outside: its handshake, and later packets of both ends. */
function live(kind: string, iif: string, inside: string, destination: string, port: number, source = scada) {
  const asked = packet(source, destination, port);
  const answered = (more: Partial<PacketSpec>): PacketSpec => ({ ...answer(asked, more), source: inside });
  return [
    numbered('setup', 'eth0', asked),
    numbered('setup', iif, answered({})),
    numbered(kind, 'eth0', { ...asked, ...acknowledged, mark: answer(asked).mark }),
    numbered(kind, iif, answered(acknowledgedBack)),
  ];
}

function traffic(): readonly PumpedPacket[] {
  const each = (count: number, make: (index: number) => readonly PumpedPacket[]): readonly PumpedPacket[] =>
    Array.from({ length: count }, (_, index) => make(index)).flat();
  const udp = { protocol: 17 };
  return [
    ...each(100, (index) =>
      index % 2 === 0
        ? live('allowed, live', 'eth1', '192.168.0.11', seen.plc, 502)
        : live('allowed, live', 'eth1', 'fd99:1::11', seen.plc6, 502, 'fd20::10'),
    ),
    ...each(20, () => live('of a mapping that goes', 'eth3', '172.16.0.5', seen.drive, 502)),
    ...each(20, () => live('of a mapping that changes', 'eth2', '192.168.2.130', seen.robot, 502)),
    ...each(600, (index) => [
      numbered('allowed, first', 'eth0', packet(scada, seen.plc, 20_000 + (index % 11), udp)),
      numbered('allowed, first', 'eth1', packet('192.168.0.11', scada, 514, udp)),
      numbered('allowed, first', 'eth1', packet('fd99:1::11', 'fd20::10', 514, udp)),
      numbered('denied', 'eth0', packet(scada, seen.plc, 20_011, udp)),
      numbered('denied', 'eth0', packet(scada, '192.168.0.11', 20_000 + (index % 11), udp)),
      numbered('denied', 'eth0', packet('10.20.0.20', seen.plc, 503)),
      numbered('denied', 'eth4', packet(scada, seen.plc, 20_005, udp)),
      numbered('denied', 'eth0', packet(scada, seen.plc, 502, { flags: 'ack' })),
      numbered('denied', 'eth1', packet('192.168.0.77', scada, 514, udp)),
    ]),
    ...each(20, () => [
      numbered('by the first alone', 'eth0', packet(scada, seen.robot, 4840)),
      numbered('by the first alone', 'eth0', packet(scada, seen.drive, 502)),
      numbered('by the second alone', 'eth0', packet(scada, seen.robotLater, 4841)),
      numbered('denied', 'eth0', packet(scada, seen.robot, 4842)),
      numbered('denied', 'eth0', packet(scada, seen.robotLater, 4842)),
      // Neither policy leads there by this address and grants the port; but one leads there, and the other grants it.
      numbered('of both together', 'eth0', packet(scada, seen.robot, 4841)),
      numbered('of both together', 'eth0', packet(scada, seen.robotLater, 4840)),
    ]),
  ];
}

packetTest(
  'changes a policy that translates without dropping what is allowed or passing what is denied',
  { timeout: 600_000 },
  async () => {
    const { total, perSecond, kinds, of, dropped } = await pumpUnderChanges(traffic(), routes, {
      first,
      second,
      updates,
      endsByItself: (index) => index % 20 === 18,
    });
    const told = kinds.map((kind) => `${kind}: ${of(kind).sent} sent, ${dropped(kind)} dropped`);
    process.stderr.write(
      `${updates} updates of a translation under ${total} packets (${perSecond}/s): ${told.join('; ')}\n`,
    );
    expect(total).toBeGreaterThan(100_000);
    for (const kind of ['allowed, live', 'allowed, first', 'of a mapping that changes'])
      expect({ kind, dropped: dropped(kind) }).toEqual({ kind, dropped: 0 });
    expect(of('denied').passed).toBe(0);
    // Translated just before a change and judged just after it, a connection is one that the later policy grants; it is rare.
    expect(of('of both together').passed * 10).toBeLessThan(of('of both together').sent);
    for (const kind of ['by the first alone', 'by the second alone', 'of a mapping that goes']) {
      expect(of(kind).passed).toBeGreaterThan(0);
      expect(dropped(kind)).toBeGreaterThan(0);
    }
  },
);
