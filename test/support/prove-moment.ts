/** Rulesets that a test has changed against the policy, for packets of one moment: what packets that are sent then can show. */
import { type DiagramNode, nothing } from '../../src/algebra/diagram-runs.ts';
import type { ExportRequest } from '../../src/exporters/dialect.ts';
import { nftables } from '../../src/exporters/nftables/nftables.ts';
import { readBackNftText } from '../../src/exporters/nftables/read-back.ts';
import { expectedOf } from '../../src/exporters/proof/expected.ts';
import { expectedSets } from '../../src/exporters/proof/expected-set.ts';
import {
  createWireSpace,
  packetsWith,
  realPackets,
  secondsOfWeek,
  sessionAxis,
  type WireSpace,
  wireAxes,
} from '../../src/exporters/proof/wire-space.ts';
import { exportBoundary } from '../../src/exporters/registry.ts';

/** What only other times can show. What a live connection is decided by is compared packet by packet besides. */
const laterFaults: readonly string[] = [
  'gets the mark of connections with other times',
  'decides about a live connection by more than the time and what it carries',
];

/** Why a ruleset is not equal to the policy at a moment, with all vendor sessions open; null when it is. */
export function differsAt(request: ExportRequest, text: string, moment: number): string | null {
  const read = readBackNftText(text);
  if (read.value === null) return `unreadable: ${read.refusal.at}: ${read.refusal.found}`;
  const { residual } = exportBoundary(request);
  const expected = expectedOf(request, nftables.capabilities, residual);
  const { sessions, addresses } = expected;
  for (const family of [4, 6] as const) {
    const ranges = [...read.value.addresses, ...[...addresses.of.values()].flat()];
    const names = [...read.value.interfaces, ...request.boundary.interfaces.map(({ name }) => name)];
    const space = createWireSpace(family, ranges, names, { sessions });
    const { diagrams } = space;
    const now = packetsAt(space, moment);
    const { opened, faults, refusal } = read.value.enforce(space);
    if (refusal !== null) return `unreadable: ${refusal.at}: ${refusal.found}`;
    const wanted = diagrams.intersect(diagrams.union(expectedSets(space, expected)), now);
    const found = diagrams.intersect(opened, now);
    if (diagrams.subtract(found, wanted) !== nothing) return 'opens more';
    if (diagrams.subtract(wanted, found) !== nothing) return 'opens less';
    const fault = faults.find(
      ({ what, packets, within }) =>
        !laterFaults.includes(what) && diagrams.intersect(packets, diagrams.intersect(within, now)) !== nothing,
    );
    if (fault !== undefined) return fault.what;
  }
  return null;
}

/** Packets that exist, at a moment, with all vendor sessions open. */
function packetsAt(space: WireSpace, moment: number): DiagramNode {
  const second = (moment + 4 * 86_400) % secondsOfWeek;
  return [
    packetsWith(space, wireAxes.moment, [{ from: moment, to: moment }]),
    packetsWith(space, wireAxes.week, [{ from: second, to: second }]),
    ...space.sessions.map((_, index) => packetsWith(space, sessionAxis(index), [{ from: 1, to: 1 }])),
  ].reduce(space.diagrams.intersect, realPackets(space));
}
