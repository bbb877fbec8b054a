/** Grants as sets of frames: between stations, to groups, and what answers them. */
import { type DiagramNode, nothing } from '../../../algebra/diagram-runs.ts';
import { type IntegerSet, integerSet, intersectIntegers } from '../../../algebra/integer-set.ts';
import { broadcastMac, isGroupMac, locallyAdministered } from '../../../algebra/mac-address.ts';
import type { EndpointId, PlanGrant } from '../../../model/plan.ts';
import type { ExportRequest, Loss } from '../../dialect.ts';
import type { Opened } from '../excess.ts';
import type { createTimes } from '../expected.ts';
import type { TimeRegion } from '../grant-times.ts';
import { lastMoment } from '../wire-space.ts';
import { type FrameShapes, frameTypes, shapesOf, vlansOf } from './frame-shapes.ts';
import { type FrameSpace, frameAxes, framesWith, macsIn, portsIn } from './frame-space.ts';
import type { FrameStations } from './frame-stations.ts';

/** Frames of a grant: those of its source, and answers by whether they can be told from requests. */
export interface GrantFrames {
  readonly first: DiagramNode;
  readonly replies: DiagramNode;
  readonly toldReplies: DiagramNode;
}

export interface GroupFrames extends GrantFrames {
  /** Whether the sender's own zone does not allow all of it. */
  readonly partly: boolean;
  /** Whether frames come back that cannot be told from those of a station. */
  readonly untold: boolean;
  /** Other zones of the scope behind the interfaces that frames leave by, with the frames that reach them. */
  readonly besides: readonly { readonly zone: string; readonly frames: DiagramNode | null }[];
}

export interface FrameSets {
  readonly between: (grant: PlanGrant, losses: readonly Loss[], object: (what: string) => void) => GrantFrames;
  readonly groups: (
    grant: PlanGrant,
    losses: readonly Loss[],
    object: (what: string) => void,
  ) => readonly GroupFrames[];
  /** What was opened, for whatever is asked there. */
  readonly opened: () => readonly Opened[];
  /** Frames that come back: what stations sent, with addresses that are nobody's own. */
  readonly returned: () => readonly Returned[];
}

export interface Returned {
  readonly macs: readonly bigint[];
  readonly entries: readonly string[];
}

/** What sets are made from. */
export interface FrameSources {
  readonly request: ExportRequest;
  readonly interfaces: ReadonlyMap<string, readonly string[]>;
  readonly stations: FrameStations;
  readonly space: FrameSpace;
  /** Crossing grants that the report says are opened. */
  readonly opened: readonly PlanGrant[];
  readonly times: ReturnType<typeof createTimes>;
}

type Cast = 'broadcast' | 'multicast';
const none: GrantFrames = { first: nothing, replies: nothing, toldReplies: nothing };

export function createFrameSets(sources: FrameSources): FrameSets {
  const { request, interfaces, stations, space, times } = sources;
  const { diagrams } = space;
  const { plan, catalogue } = request;
  const zones = new Map(plan.zones.map((zone) => [zone.id, zone]));
  const openings: Opened[] = [];
  const returns: Returned[] = [];
  const portsOf = (zone: string): readonly string[] => interfaces.get(zone) ?? [];
  const addressesOf = (endpoints: readonly EndpointId[]): IntegerSet =>
    integerSet(
      macsIn(
        space,
        endpoints.flatMap((each) => (stations.of.get(each) ?? []).map(point)),
      ),
    );
  const isOneScope = ({ from, to }: PlanGrant): boolean => zones.get(from)?.scope === zones.get(to)?.scope;
  const shapes = (grants: readonly PlanGrant[], protocol: string, zone: string): FrameShapes | null =>
    shapesOf(space, grants, protocol, vlansOf(plan, zones.get(zone)?.scope ?? ''), catalogue);
  const timed = (grant: PlanGrant, losses: readonly Loss[], object: (what: string) => void): DiagramNode =>
    diagrams.union(times(grant, losses, object).map((region) => timeNode(space, region)));
  const frames = (
    source: IntegerSet,
    entries: readonly string[],
    destination: IntegerSet,
    exits: readonly string[],
  ): DiagramNode => {
    const sides: IntegerSet[] = [];
    sides[frameAxes.destination] = destination;
    sides[frameAxes.source] = source;
    sides[frameAxes.entry] = portsIn(space, entries);
    sides[frameAxes.exit] = portsIn(space, exits);
    return sides.some((side) => side.length === 0) ? nothing : diagrams.box(sides);
  };
  const answered = (shape: FrameShapes, answers: DiagramNode): Pick<GrantFrames, 'replies' | 'toldReplies'> =>
    shape.told ? { replies: nothing, toldReplies: answers } : { replies: answers, toldReplies: nothing };
  const note = (grant: PlanGrant, shape: FrameShapes): void =>
    void openings.push({
      grant,
      carries: shape.contents?.carries ?? (() => true),
      units: shape.contents?.units ?? null,
    });

  function between(grant: PlanGrant, losses: readonly Loss[], object: (what: string) => void): GrantFrames {
    const shape = shapes([grant], grant.protocol, grant.from);
    const receivers = grant.destinations.filter((each) => !each.includes('/~'));
    const [senders, others] = [addressesOf(grant.sources), addressesOf(receivers)];
    if (shape === null || senders.length === 0 || others.length === 0 || !isOneScope(grant)) return none;
    note(restricted(grant, receivers, stations), shape);
    const time = timed(grant, losses, object);
    const there = frames(senders, portsOf(grant.from), others, portsOf(grant.to));
    const back = frames(others, portsOf(grant.to), senders, portsOf(grant.from));
    const first = [there, shape.requests, time].reduce(diagrams.intersect);
    const answers = [back, shape.answers ?? nothing, time].reduce(diagrams.intersect);
    return { first, ...answered(shape, answers) };
  }

  function groups(grant: PlanGrant, losses: readonly Loss[], object: (what: string) => void): readonly GroupFrames[] {
    if (!isOneScope(grant)) return [];
    const casts = (['broadcast', 'multicast'] as const).filter((cast) =>
      grant.destinations.includes(`${grant.to}/~${cast}`),
    );
    return casts.map((cast) => {
      const whole = shapes([grant], grant.protocol, grant.from);
      const all =
        whole === null
          ? nothing
          : [
              frames(addressesOf(grant.sources), portsOf(grant.from), castMacs(space, cast), portsOf(grant.to)),
              whole.requests,
              timed(grant, losses, object),
            ].reduce(diagrams.intersect);
      const made = withOwnZone(grant, cast).map((both) => groupFrames(grant, both, cast, losses, object));
      const first = diagrams.union(made.map((each) => each.first));
      return {
        first,
        replies: diagrams.union(made.map((each) => each.replies)),
        toldReplies: diagrams.union(made.map((each) => each.toldReplies)),
        partly: !diagrams.within(all, first),
        untold: withOwnZone(grant, cast).some((both) => sendersBack(both).some((each) => !canComeBack(each))),
        besides: besides(grant),
      };
    });
  }

  /** Each way in which the zone of the sender allows a group frame: by itself, or by one of its grants. */
  function withOwnZone(grant: PlanGrant, cast: Cast): readonly (readonly PlanGrant[])[] {
    if (grant.from === grant.to || zones.get(grant.from)?.internal === 'free') return [[grant]];
    const inside = request.grants.filter(
      (each) =>
        each.from === grant.from &&
        each.to === grant.from &&
        each.destinations.includes(`${grant.from}/~${cast}`) &&
        each.windows.every((id) => plan.windows.some((window) => window.id === id && window.span.kind !== 'session')),
    );
    return inside.map((each) => [grant, each]);
  }

  function groupFrames(
    grant: PlanGrant,
    both: readonly PlanGrant[],
    cast: Cast,
    losses: readonly Loss[],
    object: (what: string) => void,
  ): GrantFrames {
    const protocol = commonProtocol(both);
    const senders = grant.sources.filter((each) => both.every((one) => one.sources.includes(each)));
    const shape = protocol === null ? null : shapes(both, protocol, grant.from);
    if (shape === null || senders.every((each) => !stations.of.has(each))) return none;
    const windows = [...new Set(both.flatMap((each) => each.windows))];
    for (const each of both)
      note(
        { ...restricted({ ...each, id: grant.id, sources: senders }, [`${each.to}/~${cast}`], stations), windows },
        shape,
      );
    const time = timed({ ...grant, windows }, losses, object);
    const receivers = castMacs(space, cast);
    const there = frames(addressesOf(senders), portsOf(grant.from), receivers, portsOf(grant.to));
    const first = [there, shape.requests, time].reduce(diagrams.intersect);
    if (shape.answers === null) return { ...none, first };
    if (comesBack(protocol)) {
      const back = senders.filter(canComeBack).map((sender) => {
        const marked = (stations.of.get(sender) ?? []).map(locallyAdministered);
        const entries = entriesBack(sender);
        returns.push({ macs: marked, entries });
        return frames(integerSet(macsIn(space, marked.map(point))), entries, receivers, portsOf(grant.from));
      });
      const replies = [diagrams.union(back), shape.requests, time].reduce(diagrams.intersect);
      return { first, replies, toldReplies: nothing };
    }
    const members = [...stations.of.keys()].filter((each) => each.startsWith(`${grant.to}/`));
    const back = frames(addressesOf(members), portsOf(grant.to), addressesOf(senders), portsOf(grant.from));
    return { first, ...answered(shape, [back, shape.answers, time].reduce(diagrams.intersect)) };
  }

  /** One protocol, or the one that goes with a grant on the bare transport; null when they differ. */
  function commonProtocol(both: readonly PlanGrant[]): string | null {
    const isBare = (id: string): boolean => catalogue.protocols.get(id)?.layer === 'generic';
    const named = [...new Set(both.map((each) => each.protocol).filter((id) => !isBare(id)))];
    if (named.length > 1) return null;
    return named[0] ?? both[0]?.protocol ?? null;
  }

  /** EtherCAT (ETG.1000.4): slaves pass a frame on and mark its source as a local address. */
  function comesBack(protocol: string | null): boolean {
    return protocol === 'ethercat';
  }

  /** Stations whose group frames come back, of what two grants allow together. */
  function sendersBack(both: readonly PlanGrant[]): readonly EndpointId[] {
    const [grant] = both;
    const protocol = commonProtocol(both);
    if (grant === undefined || protocol === null || !comesBack(protocol)) return [];
    if (shapes(both, protocol, grant.from) === null) return [];
    return grant.sources.filter((each) => stations.of.has(each) && both.every((one) => one.sources.includes(each)));
  }

  function canComeBack(endpoint: EndpointId): boolean {
    const all = new Set([...stations.of.values()].flat());
    return (stations.of.get(endpoint) ?? []).every((mac) => !all.has(locallyAdministered(mac)));
  }

  /** Interfaces behind the zones that a station's frames go to. */
  function entriesBack(endpoint: EndpointId): readonly string[] {
    const sent = sources.opened.filter(
      (grant) =>
        isOneScope(grant) &&
        (['broadcast', 'multicast'] as const).some(
          (cast) =>
            grant.destinations.includes(`${grant.to}/~${cast}`) &&
            withOwnZone(grant, cast).some((both) => sendersBack(both).includes(endpoint)),
        ),
    );
    return [...new Set(sent.flatMap((grant) => portsOf(grant.to)))];
  }

  function besides(grant: PlanGrant): GroupFrames['besides'] {
    const scope = zones.get(grant.to)?.scope;
    return [...interfaces]
      .filter(([zone]) => zone !== grant.from && zone !== grant.to && zones.get(zone)?.scope === scope)
      .map(([zone, ports]) => ({ zone, ports: ports.filter((port) => portsOf(grant.to).includes(port)) }))
      .filter(({ ports }) => ports.length > 0)
      .map(({ zone, ports }) => ({ zone, frames: framesWith(space, frameAxes.exit, portsIn(space, ports)) }));
  }

  return { between, groups, opened: () => openings, returned: () => returns };
}

function point(mac: bigint): { readonly from: bigint; readonly to: bigint } {
  return { from: mac, to: mac };
}

/** All group addresses; everybody is a group of its own. */
function castMacs(space: FrameSpace, cast: Cast): IntegerSet {
  const all = space.macs.flatMap((mac, index) => {
    const isOne = cast === 'broadcast' ? mac === broadcastMac : isGroupMac(mac) && mac !== broadcastMac;
    return isOne ? [{ from: index, to: index }] : [];
  });
  return integerSet(all);
}

/** A grant for those of its ends that have addresses, and for the services that frames have. */
function restricted(grant: PlanGrant, destinations: readonly EndpointId[], { of }: FrameStations): PlanGrant {
  return {
    ...grant,
    sources: grant.sources.filter((each) => of.has(each)),
    destinations: destinations.filter((each) => each.includes('/~') || of.has(each)),
    services: frameTypes(grant).map((ports) => ({ transport: 'ethernet', ports })),
  };
}

function timeNode(space: FrameSpace, { dates, week }: TimeRegion): DiagramNode {
  const inside = intersectIntegers([dates], [{ from: 0, to: lastMoment }]);
  if (inside.length === 0 || week?.length === 0) return nothing;
  const sides: (IntegerSet | null)[] = [];
  sides[frameAxes.moment] = inside;
  sides[frameAxes.week] = week;
  return space.diagrams.box(sides);
}
