/** Grants of a plan as regions of the allowed space (docs/meaning.md). */

import { listEndpoints } from '../model/endpoint.ts';
import {
  type EndpointId,
  grantsOf,
  type Plan,
  type PlanGrant,
  type PlanObject,
  type PlanService,
} from '../model/plan.ts';
import {
  type AllowedSpace,
  axes,
  classNumbers,
  endpointNumbers,
  namedOperationNumber,
  numberRange,
  protocolNumber,
  serviceNumbers,
  tableNumber,
} from './allowed-space.ts';
import { type DiagramNode, everything, nothing } from './diagram-runs.ts';
import { type IntegerSet, integerSet } from './integer-set.ts';
import { timeSidesOf } from './time-axes.ts';

type Side = IntegerSet | null;

/** The endpoints of a space that stand for an endpoint of a plan. */
export type StandIns = (id: EndpointId) => readonly EndpointId[];

const itself: StandIns = (id) => [id];

/** Regions of grants; what follows the two ends is made once for all grants that agree in it. */
export function createRegions(space: AllowedSpace, standIns: StandIns = itself): (grant: PlanGrant) => DiagramNode {
  const rests = new Map<string, DiagramNode>();
  return (grant) => {
    const { protocol, services, operations, objects, windows } = grant;
    const key = JSON.stringify([protocol, services, operations, objects, windows]);
    const rest = rests.get(key) ?? restOf(space, grant);
    rests.set(key, rest);
    const sides: Side[] = [];
    sides[axes.source] = endpointNumbers(space, grant.sources.flatMap(standIns));
    sides[axes.destination] = endpointNumbers(space, grant.destinations.flatMap(standIns));
    return space.diagrams.intersect(space.diagrams.box(sides), rest);
  };
}

/** What members of a zone with free internal traffic may do. */
export function freeRegion(space: AllowedSpace, plan: Plan, standIns: StandIns = itself): DiagramNode {
  const endpoints = listEndpoints(plan.zones, plan.assets);
  return space.diagrams.union(
    plan.zones
      .filter((zone) => zone.internal === 'free')
      .map((zone) => {
        const members = (endpoints.get(zone.id) ?? []).filter((each) => each.attributes.member);
        const senders = members.filter((each) => each.attributes.cast === 'unicast');
        const sides: Side[] = [];
        sides[axes.source] = endpointNumbers(
          space,
          senders.flatMap((each) => standIns(each.id)),
        );
        sides[axes.destination] = endpointNumbers(
          space,
          members.flatMap((each) => standIns(each.id)),
        );
        return space.diagrams.box(sides);
      }),
  );
}

/** The union of all grants of a plan, of those in YAML and of those that Rego lowers to. */
export function regionOfPlan(space: AllowedSpace, plan: Plan, standIns: StandIns = itself): DiagramNode {
  const regionOf = createRegions(space, standIns);
  return space.diagrams.union([...grantsOf(plan).map(regionOf), freeRegion(space, plan, standIns)]);
}

/** Everything but the two ends. */
function restOf(space: AllowedSpace, { protocol, services, operations, objects, windows }: PlanGrant): DiagramNode {
  const time = timeSidesOf(space.time, windows);
  if (time === null) return nothing;
  const { diagrams } = space;
  const session = [classNumbers(space, 'session')];
  const asked =
    operations === null
      ? null
      : integerSet([
          ...operations.map(({ class: type, name }) =>
            name === null ? classNumbers(space, type) : point(namedOperationNumber(space, type, name)),
          ),
          ...session,
        ]);
  const times: Side[] = [];
  [time.dates, ...time.weeks, ...time.sessions].forEach((side, index) => {
    times[axes.date + index] = side;
  });
  const whatIsAsked =
    objects === null
      ? diagrams.box(sidesOf(axes.operation, asked))
      : diagrams.union([
          diagrams.box(sidesOf(axes.operation, session)),
          ...objects.map((object) => diagrams.box(objectSides(space, asked, object))),
        ]);
  return [servicesNode(space, protocol, services), whatIsAsked, diagrams.box(times)].reduce(
    diagrams.intersect,
    everything,
  );
}

/** A grant on a bare transport covers every protocol on it. */
function servicesNode(space: AllowedSpace, protocol: string, services: readonly PlanService[]): DiagramNode {
  return space.diagrams.union(
    services.map(({ transport, ports }) => {
      const sides = sidesOf(axes.service, [serviceNumbers(transport, ports)]);
      sides[axes.protocol] = transport === protocol ? null : [point(protocolNumber(space, protocol))];
      return space.diagrams.box(sides);
    }),
  );
}

function objectSides(space: AllowedSpace, operations: Side, { unit, table, range }: PlanObject): readonly Side[] {
  const sides = sidesOf(axes.operation, operations);
  sides[axes.unit] = unit === null ? null : [numberRange(unit)];
  sides[axes.table] = table === null ? null : [point(tableNumber(space, table))];
  sides[axes.index] = range === null ? null : [numberRange(range)];
  return sides;
}

function sidesOf(axis: number, side: Side): Side[] {
  const sides: Side[] = [];
  sides[axis] = side;
  return sides;
}

function point(number: number): { readonly from: number; readonly to: number } {
  return { from: number, to: number };
}
