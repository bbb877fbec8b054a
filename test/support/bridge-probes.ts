/** Frames for random bridges: half of them meant for a grant, with one thing changed or nothing. */
import fc from 'fast-check';
import type { Plan, PlanGrant } from '../../src/model/plan.ts';
import type { BoundaryCase } from './arbitrary-boundary.ts';
import type { FrameSpec } from './bridge-frames.ts';

/** A frame at a port. */
export interface AskedFrame extends FrameSpec {
  readonly entry: string;
  readonly vlan: number | null;
  readonly head: readonly number[];
}

/** Groups of GOOSE, sampled values, DCP, EtherCAT and MRP, everybody, and nobody that is known. */
const groupMacs = [
  '01:0c:cd:01:00:01',
  '01:0c:cd:04:00:01',
  '01:0e:cf:00:00:00',
  '01:01:05:01:00:00',
  '01:15:4e:00:00:01',
  'ff:ff:ff:ff:ff:ff',
];
const strangers = ['00:11:22:33:44:55', 'fe:ff:ff:ff:ff:fe'];
const etherTypes = [
  0x8892, 0x88b8, 0x88b9, 0x88ba, 0x88a4, 0x9000, 0x9010, 0x9011, 0x0806, 0x0800, 0x86dd, 0x05dc, 0x8100,
];

/** First bytes at and beside the borders of frame ids, services and APPIDs. */
const heads: readonly (readonly number[])[] = [
  [0x80, 0x00, 0x00, 0x00],
  [0xbf, 0xff, 0xff, 0xff],
  [0xfb, 0xff, 0x01, 0x02],
  [0xfc, 0x00, 0x00, 0x00],
  [0xfc, 0x01, 0x00, 0x00],
  [0xfe, 0x01, 0x00, 0x00],
  [0xfe, 0xfb, 0x05, 0x00],
  [0xfe, 0xfe, 0x05, 0x00],
  [0xfe, 0xff, 0x05, 0x01],
  [0xfe, 0xfd, 0x04, 0x00],
  [0xfe, 0xfd, 0x04, 0x01],
  [0xfe, 0xfd, 0x04, 0x05],
  [0xfe, 0xfd, 0x03, 0x02],
  [0xfe, 0xfc, 0x06, 0x07],
  [0xfe, 0xfd, 0x09, 0x00],
  [0xff, 0x00, 0x00, 0x00],
  [0xff, 0x90, 0x00, 0x00],
  [0x00, 0x20, 0x00, 0x00],
  [0x01, 0x00, 0x00, 0x00],
  [0x00, 0x01, 0x00, 0x20],
  [0x00, 0x02, 0x00, 0x20],
  [0x00, 0x03, 0x00, 0x20],
  [0x00, 0x04, 0x00, 0x20],
];

/** Every address that a probe for a plan can have. */
export function macsOfProbes({ assets }: Plan): readonly string[] {
  const own = assets.flatMap((asset) => asset.mac);
  const local = own.map(
    (mac) => (Number.parseInt(mac.slice(0, 2), 16) | 2).toString(16).padStart(2, '0') + mac.slice(2),
  );
  return [...new Set([...own, ...local, ...groupMacs, ...strangers])].filter((mac) => mac !== '00:00:00:00:00:00');
}

/** Frames at a bridge, of which most are meant for one of some grants. */
export function frameProbes({ plan, boundary }: BoundaryCase, grants: readonly PlanGrant[]): fc.Arbitrary<AskedFrame> {
  const all = macsOfProbes(plan);
  const senders = all.filter((mac) => (Number.parseInt(mac.slice(0, 2), 16) & 1) === 0);
  const stray: fc.Arbitrary<AskedFrame> = fc.record({
    entry: fc.constantFrom('eth0', 'eth0', 'eth1', 'eth1', 'eth2', 'eth3'),
    source: fc.constantFrom(...senders),
    destination: fc.constantFrom(...all),
    etherType: fc.constantFrom(...etherTypes),
    vlan: fc.constantFrom(null, null, 0, 110, 111, 120, 4_094),
    head: fc.constantFrom(...heads),
  });
  const aims = aimsOf(plan, boundary, grants);
  if (aims.length === 0) return stray;
  const field = fc.constantFrom('none', 'none', 'none', 'entry', 'source', 'destination', 'etherType');
  const aimed = fc
    .tuple(fc.constantFrom(...aims), stray, field, fc.boolean(), fc.nat({ max: 20 }))
    .map(([aim, other, changed, back, pick]): AskedFrame => {
      const choose = (list: readonly string[], otherwise: string): string => list[pick % list.length] ?? otherwise;
      const [from, to] = back && aim.receivers.length > 0 ? [aim.receivers, aim.senders] : [aim.senders, aim.receivers];
      const frame: AskedFrame = {
        ...other,
        entry: choose(back ? aim.exits : aim.entries, other.entry),
        source: choose(from, other.source),
        destination: choose(to, choose(aim.groups, other.destination)),
        etherType:
          choose(aim.types.map(String), '') === '' ? other.etherType : Number(choose(aim.types.map(String), '0')),
      };
      return changed === 'none' ? frame : { ...frame, [changed]: other[changed] };
    });
  return fc.oneof(stray, { weight: 4, arbitrary: aimed });
}

/** Grants with the addresses of their ends and the ports that they lie behind. */
function aimsOf(plan: Plan, boundary: BoundaryCase['boundary'], grants: readonly PlanGrant[]) {
  const macs = new Map<string, readonly string[]>(
    plan.assets.flatMap((asset) => asset.zones.map((zone) => [`${zone}/${asset.id}`, asset.mac] as const)),
  );
  const portsOf = (zone: string): readonly string[] =>
    boundary.interfaces.filter((each) => each.zones.includes(zone)).map((each) => each.name);
  const isSender = (mac: string): boolean => (Number.parseInt(mac.slice(0, 2), 16) & 1) === 0;
  return grants.flatMap((grant) => {
    const [entries, exits] = [portsOf(grant.from), portsOf(grant.to)];
    const senders = grant.sources.flatMap((each) => macs.get(each) ?? []).filter(isSender);
    const receivers = grant.destinations.flatMap((each) => macs.get(each) ?? []).filter(isSender);
    const groups = grant.destinations.flatMap((each) => {
      if (each.endsWith('/~broadcast')) return ['ff:ff:ff:ff:ff:ff'];
      return each.endsWith('/~multicast') ? groupMacs.slice(0, -1) : [];
    });
    const types = grant.services.flatMap(({ transport, ports }) =>
      transport === 'ethernet' ? [ports.from, ports.to] : [],
    );
    return senders.length === 0 || entries.length === 0
      ? []
      : [{ entries, exits, senders, receivers, groups, types, heads: headsFor(grant.protocol) }];
  });
}

/** Heads that frames of a protocol have, with some that they have not. */
function headsFor(protocol: string): readonly (readonly number[])[] {
  if (protocol === 'profinet-rt') return heads.filter(([first = 0, second = 0]) => first < 0xfe || second < 0xfc);
  if (protocol === 'profinet-dcp') return heads.filter(([first = 0, second = 0]) => first === 0xfe && second > 0xfa);
  return ['goose', 'sampled-values', 'gse-management'].includes(protocol) ? heads.slice(-4) : heads;
}
