/**
 * What a policy opens and closes against another that was read back from somewhere: the difference of the two sets of
 * packets, told by the grants that open it and by the zones and services that it is closed to.
 */
import { type DiagramNode, everything, nothing } from '../../algebra/diagram-runs.ts';
import { type IntegerSet, integerSet } from '../../algebra/integer-set.ts';
import { formatPorts } from '../../algebra/port-set.ts';
import type { ClosedService, OpenedGrant, PolicyChange } from '../../model/policy-change.ts';
import type { Capabilities, ExportRequest, Residual } from '../dialect.ts';
import { type Expected, expectedOf, sessionsOf } from './expected.ts';
import { expectedSets } from './expected-set.ts';
import type { ReadBack } from './read-back.ts';
import type { Reading } from './refusal.ts';
import { findPoint, formatPacket, packetAt, protocolWord } from './wire-packet.ts';
import { addressesIn, createWireSpace, realPackets, type WireSpace, wireAxes } from './wire-space.ts';

/** Entries of each list that are kept. */
const mostKept = 200;
/** Closed services that are counted. */
const mostCounted = 2_000;

/** Compares what passed `before` with what passes by the configuration `after` of a request. */
export function changeOf(
  request: ExportRequest,
  capabilities: Capabilities,
  residual: Residual,
  before: ReadBack,
  after: ReadBack,
): Reading<PolicyChange> {
  const expected = expectedOf(request, capabilities, residual);
  const opened = new Map<string, OpenedGrant>();
  const closed = new Map<string, ClosedService>();
  // Of a session that the plan has no more, only what is open now is known.
  const sessions = [...sessionsOf(request.plan)];
  for (const family of [4, 6] as const) {
    const ranges = [before.addresses, after.addresses, ...expected.addresses.of.values()].flat();
    const names = [...before.interfaces, ...after.interfaces, ...request.boundary.interfaces.map(({ name }) => name)];
    const space = createWireSpace(family, ranges, names, { sessions });
    const [then, now] = [before.enforce(space), after.enforce(space)];
    const refusal = then.refusal ?? now.refusal;
    if (refusal !== null) return { value: null, refusal };
    const real = realPackets(space);
    const { subtract, intersect } = space.diagrams;
    collectOpened(space, expected, intersect(real, subtract(now.opened, then.opened)), opened);
    collectClosed(space, expected, intersect(real, subtract(then.opened, now.opened)), closed);
  }
  const inOrder = expected.grants.flatMap(({ grant }) => opened.get(grant.id) ?? []);
  return {
    value: {
      opened: { count: inOrder.length, first: inOrder.slice(0, mostKept) },
      closed: { count: closed.size, first: [...closed.values()].slice(0, mostKept) },
    },
    refusal: null,
  };
}

function collectOpened(
  space: WireSpace,
  expected: Expected,
  difference: DiagramNode,
  opened: Map<string, OpenedGrant>,
): void {
  if (difference === nothing) return;
  for (const [index, set] of expectedSets(space, expected).entries()) {
    const grant = expected.grants[index]?.grant;
    if (grant === undefined || opened.has(grant.id)) continue;
    const witness = witnessOf(space, space.diagrams.intersect(set, difference));
    if (witness !== null) opened.set(grant.id, { grant: grant.id, at: grant.at, witness: witness.words });
  }
}

/** A pair of zones and a protocol at a time; all ports of it are one entry, and what both families lose is one. */
function collectClosed(
  space: WireSpace,
  expected: Expected,
  difference: DiagramNode,
  closed: Map<string, ClosedService>,
): void {
  const { diagrams } = space;
  const zoneOf = zonesBehind(space, expected);
  let rest = difference;
  for (let count = 0; count < mostCounted; count++) {
    const witness = witnessOf(space, rest);
    if (witness === null) return;
    const from = zoneOf(witness.point[wireAxes.source] ?? 0);
    const to = zoneOf(witness.point[wireAxes.destination] ?? 0);
    const protocol = witness.point[wireAxes.protocol] ?? 0;
    const sides: (IntegerSet | null)[] = [];
    sides[wireAxes.source] = from.addresses;
    sides[wireAxes.destination] = to.addresses;
    sides[wireAxes.protocol] = [{ from: protocol, to: protocol }];
    const box = diagrams.box(sides);
    const ports = portsOf(space, diagrams.intersect(rest, box)).map(formatPorts).join(', ');
    const word = protocolWord(space, protocol);
    const entry = { from: from.zone, to: to.zone, service: ports === '' ? word : `${word} ${ports}` };
    const key = JSON.stringify(entry);
    if (!closed.has(key)) closed.set(key, { ...entry, witness: witness.words });
    rest = diagrams.subtract(rest, box);
  }
}

function witnessOf(
  space: WireSpace,
  set: DiagramNode,
): { readonly point: readonly number[]; readonly words: string } | null {
  const point = findPoint(space, set);
  return point === null ? null : { point, words: formatPacket(space, packetAt(space, point)) };
}

/** The ports of some packets; none where every port is one of them. */
function portsOf({ diagrams }: WireSpace, packets: DiagramNode): IntegerSet {
  const others = [...diagrams.sizes.keys()].filter((axis) => axis !== wireAxes.port);
  const ports = others.reduce((node, axis) => diagrams.forSome(node, axis), packets);
  return ports === everything || ports === nothing ? [] : diagrams.edgesOf(ports).map(({ from, to }) => ({ from, to }));
}

interface ZoneAddresses {
  readonly zone: string | null;
  readonly addresses: IntegerSet;
}

/** The zone that an address belongs to, with all its addresses; an address of none stands for itself. */
function zonesBehind(space: WireSpace, { addresses }: Expected): (address: number) => ZoneAddresses {
  const ranges = Map.groupBy([...addresses.of.values()].flat(), ({ zone }) => zone.id);
  const zones = [...ranges].map(([zone, own]) => ({ zone, addresses: integerSet(addressesIn(space, own)) }));
  return (address) =>
    zones.find((each) => each.addresses.some(({ from, to }) => from <= address && address <= to)) ?? {
      zone: null,
      addresses: [{ from: address, to: address }],
    };
}
