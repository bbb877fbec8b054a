/** A boundary with any number of grants, each between a station and a controller of its own pair, as rulesets and as packets. */
import { exportBoundary } from '../../src/exporters/registry.ts';
import { exportText, requestOf } from '../../test/support/export-request.ts';
import { buildPacket, type PacketSpec, replyTo } from '../../test/support/packets.ts';
import { buildAsset, buildBoundary, buildGrant, buildPlan, buildZone } from '../../test/support/plan-builder.ts';

/** One grant: the address of a station, that of a controller, and a TCP port, or the first of ten. */
export interface GrantedPair {
  readonly source: number;
  readonly destination: number;
  readonly port: number;
}

/** Ports of a grant: one, or a range of ten. */
export type PortKind = 'port' | 'range';

export const networks = { eth0: '10.1.0.0/16', eth1: '10.2.0.0/16' } as const;
const ports = 16;

/** Grants between as few stations and controllers as have so many pairs; the same on every run. */
export function manyGrants(count: number): readonly GrantedPair[] {
  const side = Math.ceil(Math.sqrt(count));
  return Array.from({ length: count }, (_, index) => ({
    source: index % side,
    destination: Math.floor(index / side),
    port: 1000 + 100 * ((index * 7) % ports),
  }));
}

/** What `zonewright export` writes for them. */
export function exportedRuleset(grants: readonly GrantedPair[], kind: PortKind): string {
  const boundary = buildBoundary({ eth0: ['control'], eth1: ['cell'] });
  const asset = (zone: string, name: string, address: string) => buildAsset(name, zone, [address]);
  const plan = buildPlan({
    zones: [buildZone('control', [networks.eth0]), buildZone('cell', [networks.eth1])],
    assets: [
      ...[...new Set(grants.map((each) => each.source))].map((n) => asset('control', `s${n}`, sourceOf(n))),
      ...[...new Set(grants.map((each) => each.destination))].map((n) => asset('cell', `d${n}`, destinationOf(n))),
    ],
    grants: grants.map((each, index) =>
      buildGrant(`g${index}`, [`control/s${each.source}`], [`cell/d${each.destination}`], [serviceOf(each, kind)]),
    ),
    boundaries: [boundary],
  });
  return exportText(exportBoundary(requestOf({ plan, boundary })));
}

/** The same grants as a list of rules, one for each, behind a rule for live connections. */
export function linearRuleset(grants: readonly GrantedPair[]): string {
  const rules = grants.map(
    ({ source, destination, port }) =>
      `add rule inet linear forward ip saddr ${sourceOf(source)} ip daddr ${destinationOf(destination)} tcp dport ${port} accept\n`,
  );
  const chain = 'type filter hook forward priority filter; policy drop; ct state established accept;';
  return `table inet linear { chain forward { ${chain} }\n}\n${rules.join('')}`;
}

/** Packets of one connection: the first, its answer, and the one that everything after them looks like. */
export interface ConnectionPackets {
  readonly first: Buffer;
  readonly answer: Buffer;
  readonly next: Buffer;
}

/** `number` picks the client's port; `shift` goes from the grant's port to one that is asked for. */
export function connectionPackets(grant: GrantedPair, number: number, shift: number): ConnectionPackets {
  const spec: PacketSpec = {
    source: sourceOf(grant.source),
    destination: destinationOf(grant.destination),
    protocol: 6,
    sourcePort: 20_000 + (number % 40_000),
    port: grant.port + shift,
    mark: number & 0xffff,
  };
  return {
    first: buildPacket(spec),
    answer: buildPacket(replyTo(spec)),
    next: buildPacket({ ...spec, flags: 'ack', sequence: 1_001, acknowledgement: 5_001 }),
  };
}

function serviceOf({ port }: GrantedPair, kind: PortKind): string {
  return kind === 'port' ? `tcp/${port}` : `tcp/${port}-${port + 9}`;
}

function sourceOf(number: number): string {
  return addressIn(1, number);
}

function destinationOf(number: number): string {
  return addressIn(2, number);
}

/** Every third address, so that no two neighbours are one network. */
function addressIn(network: number, number: number): string {
  const host = 3 * number + 1;
  return `10.${network}.${host >> 8}.${host & 255}`;
}
