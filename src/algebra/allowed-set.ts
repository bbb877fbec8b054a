/**
 * The allowed set as a value: conversations about single objects, over source, destination, protocol, service, operation,
 * object and time. Sets of one space are equal exactly when their nodes are (docs/architecture.md, "The allowed set").
 */
import type { Transport } from '../model/catalogue.ts';
import type { ObjectRange, Operation } from '../model/conversation.ts';
import type { EndpointId, Plan, PlanGrant } from '../model/plan.ts';
import {
  type AllowedSpace,
  axes,
  createSpace,
  numberRange,
  operationNumber,
  protocolNumber,
  serviceNumbers,
  tableNumber,
} from './allowed-space.ts';
import { type DiagramNode, nothing } from './diagram-runs.ts';
import { createRegions, regionOfPlan } from './grant-region.ts';
import { type Moment, pointInTime } from './time-axes.ts';

export interface AllowedSet {
  readonly space: AllowedSpace;
  readonly node: DiagramNode;
}

/** A complete request between two endpoints. */
export interface SetRequest extends Moment {
  readonly source: EndpointId;
  readonly destination: EndpointId;
  readonly protocol: string | null;
  readonly transport: Transport;
  readonly port: number;
  readonly operation: Operation;
  readonly object: ObjectRange | null;
}

/** What a plan allows: its grants in YAML, those that its Rego lowers to, and free traffic inside zones. */
export function allowedSetOf(plan: Plan, space: AllowedSpace = createSpace([plan])): AllowedSet {
  return { space, node: regionOfPlan(space, plan) };
}

/** What some grants allow. */
export function allowedByGrants(space: AllowedSpace, grants: readonly PlanGrant[]): AllowedSet {
  return { space, node: space.diagrams.union(grants.map(createRegions(space))) };
}

export function uniteSets(a: AllowedSet, b: AllowedSet): AllowedSet {
  return { space: shared(a, b), node: a.space.diagrams.union([a.node, b.node]) };
}

export function intersectSets(a: AllowedSet, b: AllowedSet): AllowedSet {
  return { space: shared(a, b), node: a.space.diagrams.intersect(a.node, b.node) };
}

/** What is in `a` and not in `b`. */
export function subtractSets(a: AllowedSet, b: AllowedSet): AllowedSet {
  return { space: shared(a, b), node: a.space.diagrams.subtract(a.node, b.node) };
}

export function isEmptySet({ node }: AllowedSet): boolean {
  return node === nothing;
}

export function equalSets(a: AllowedSet, b: AllowedSet): boolean {
  return shared(a, b) === b.space && a.node === b.node;
}

/** Whether everything in `inner` is in `outer`. */
export function containsSet(outer: AllowedSet, inner: AllowedSet): boolean {
  return isEmptySet(subtractSets(inner, outer));
}

/** Whether every object of a request is in the set; a request without objects is one point. */
export function allowsRequest(set: AllowedSet, request: SetRequest): boolean {
  const { space, node } = set;
  const point = pointOf(space, request);
  if (point === null) return false;
  return space.diagrams.hasAll(node, point, axes.index, objectsOf(request.object));
}

/** The axis values of a request's first object; null for an endpoint that no plan has. */
function pointOf(space: AllowedSpace, request: SetRequest): number[] | null {
  const source = space.endpoints.numbers.get(request.source);
  const destination = space.endpoints.numbers.get(request.destination);
  if (source === undefined || destination === undefined) return null;
  const { object } = request;
  const unit = object?.unit ?? null;
  return [
    source,
    destination,
    protocolNumber(space, request.protocol),
    serviceNumbers(request.transport, { from: request.port, to: request.port }).from,
    operationNumber(space, request.operation),
    unit === null ? 0 : numberRange({ from: unit, to: unit }).from,
    tableNumber(space, object?.table ?? null),
    objectsOf(object).from,
    ...pointInTime(space.time, request),
  ];
}

/** Values of the object axis: 0 without objects. */
export function objectsOf(object: ObjectRange | null): { readonly from: number; readonly to: number } {
  const first = object?.first ?? null;
  const count = object?.count ?? null;
  return first === null || count === null ? { from: 0, to: 0 } : numberRange({ from: first, to: first + count - 1 });
}

/** The part of a set that one source or destination takes part in. */
export function restrictToEnds(
  set: AllowedSet,
  ends: { readonly source: EndpointId; readonly destination: EndpointId },
): DiagramNode {
  const { diagrams, endpoints } = set.space;
  return (['source', 'destination'] as const).reduce((node, side) => {
    const number = endpoints.numbers.get(ends[side]);
    return number === undefined ? nothing : diagrams.forAll(node, axes[side], { from: number, to: number });
  }, set.node);
}

function shared(a: AllowedSet, b: AllowedSet): AllowedSpace {
  if (a.space !== b.space) throw new Error('sets of different spaces cannot be compared');
  return a.space;
}
