/** Expected grants as sets of packets in a space. */
import { type DiagramNode, everything } from '../../algebra/diagram-runs.ts';
import type { EndpointRange } from '../../algebra/endpoint-addresses.ts';
import { type IntegerSet, integerSet, intersectIntegers } from '../../algebra/integer-set.ts';
import type { EndpointId } from '../../model/plan.ts';
import type { Expected } from './expected.ts';
import type { WireMatch } from './grant-services.ts';
import type { TimeRegion } from './grant-times.ts';
import type { PayloadMatch } from './granted-payloads.ts';
import {
  addressesIn,
  interfacesIn,
  lastMoment,
  packetsWith,
  sessionAxis,
  type WireSpace,
  wireAxes,
} from './wire-space.ts';

/** A set for each grant, in their order. */
export function expectedSets(space: WireSpace, { grants, addresses }: Expected): readonly DiagramNode[] {
  const { diagrams } = space;
  const ends = new Map<string, IntegerSet>();
  const times = new Map<readonly TimeRegion[], DiagramNode>();
  const services = new Map<string, DiagramNode>();
  const sideOf = (endpoints: readonly EndpointId[], side: 'source' | 'destination'): IntegerSet => {
    const key = `${side} ${endpoints.join('\n')}`;
    const ranges = (): readonly EndpointRange[] =>
      endpoints
        .flatMap((endpoint) => addresses.of.get(endpoint) ?? [])
        .filter((range) => side === 'source' || !range.group);
    const set = ends.get(key) ?? integerSet(addressesIn(space, ranges()));
    ends.set(key, set);
    return set;
  };
  return grants.map(({ grant, destinations, translated, entries, exits, matches, payloads, times: when, sessions }) => {
    const sides: IntegerSet[] = [];
    sides[wireAxes.destination] = sideOf(destinations, 'destination');
    sides[wireAxes.source] = sideOf(grant.sources, 'source');
    sides[wireAxes.entry] = interfacesIn(space, entries);
    sides[wireAxes.exit] = interfacesIn(space, exits);
    if (translated) sides[wireAxes.translated] = [{ from: 1, to: 1 }];
    const key = JSON.stringify([matches, payloads]);
    const service = services.get(key) ?? diagrams.union(matches.map((match) => serviceNode(space, match, payloads)));
    services.set(key, service);
    const time = times.get(when) ?? diagrams.union(when.map((region) => timeNode(space, region)));
    times.set(when, time);
    for (const id of sessions) {
      const index = space.sessions.indexOf(id);
      if (index < 0) throw new Error(`the space does not know the session ${id}`);
      sides[sessionAxis(index)] = [{ from: 1, to: 1 }];
    }
    return [service, time].reduce(diagrams.intersect, diagrams.box(sides));
  });
}

/** Packets of a service, cut down to what those of TCP may carry. */
function serviceNode(space: WireSpace, match: WireMatch, payloads: readonly PayloadMatch[] | null): DiagramNode {
  const { diagrams } = space;
  const whole = matchNode(space, match);
  if (payloads === null) return whole;
  const tcp = packetsWith(space, wireAxes.protocol, [{ from: 6, to: 6 }]);
  const carried = diagrams.union([
    packetsWith(space, wireAxes.payload, [{ from: 0, to: 0 }]),
    ...payloads.map((payload) => payloadNode(space, payload)),
  ]);
  // Receivers take urgent bytes out of the stream, also those of a later segment.
  const calm = packetsWith(space, wireAxes.urgent, [{ from: 0, to: 0 }]);
  return diagrams.union([diagrams.subtract(whole, tcp), [carried, calm].reduce(diagrams.intersect, whole)]);
}

/** Whole requests. */
function payloadNode({ diagrams }: WireSpace, { bytes, length, codes, count }: PayloadMatch): DiagramNode {
  const sides: (IntegerSet | null)[] = [];
  sides[wireAxes.payload] = [{ from: bytes, to: bytes }];
  sides[wireAxes.identifier] = [{ from: 0, to: 0 }];
  sides[wireAxes.length] = [{ from: length, to: length }];
  sides[wireAxes.code] = integerSet(codes.map((code) => ({ from: code, to: code })));
  sides[wireAxes.count] = count === null ? null : [{ from: count, to: count }];
  return diagrams.box(sides);
}

/** TCP conversations begin with a SYN; other protocols have no flags. */
function matchNode(space: WireSpace, { protocols, ports, family }: WireMatch): DiagramNode {
  const { diagrams } = space;
  if (family !== null && family !== space.family) return diagrams.union([]);
  const tcp = intersectIntegers(integerSet(protocols), [{ from: 6, to: 6 }]);
  const sides: (IntegerSet | null)[] = [];
  sides[wireAxes.protocol] = integerSet(protocols);
  sides[wireAxes.port] = ports === null ? null : integerSet(ports);
  if (tcp.length > 0) sides[wireAxes.flags] = [{ from: 0, to: 0 }];
  return diagrams.box(sides);
}

function timeNode({ diagrams }: WireSpace, { dates, week }: TimeRegion): DiagramNode {
  const inside = intersectIntegers([dates], [{ from: 0, to: lastMoment }]);
  if (inside.length === 0 || week?.length === 0) return diagrams.union([]);
  const sides: (IntegerSet | null)[] = [];
  sides[wireAxes.moment] = inside;
  sides[wireAxes.week] = week;
  return sides.length === 0 ? everything : diagrams.box(sides);
}
