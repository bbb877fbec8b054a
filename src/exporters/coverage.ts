/**
 * What passes beyond a grant when only its port can be opened: everything that no grant on the same cell allows at
 * the same time. Where the grants together allow all, the open port is exact.
 */
import { integerSet } from '../algebra/integer-set.ts';
import { slicePorts } from '../algebra/port-set.ts';
import {
  type Catalogue,
  type OperationClass,
  type OperationEntry,
  operationClasses,
  type Protocol,
} from '../model/catalogue.ts';
import type { PlanGrant, PlanObject } from '../model/plan.ts';
import type { IntegerRange } from '../model/plant.ts';

export interface Excess {
  /** Classes with operations that are not granted. */
  readonly operations: readonly OperationClass[];
  /** Classes whose operations are granted, but not on all objects. */
  readonly objects: readonly OperationClass[];
  /** Classes with operations that are not granted and that only pass in segments which are made to overlap. */
  readonly crafted: readonly OperationClass[];
  /** Ids of grants that keep the port open when this grant is not active, and that do not allow as much as it. */
  readonly openedBy: readonly string[];
}

/** What can be asked in the packets of a cell, where the dialect sees more of them than a port. */
interface Askable {
  /** Null for codes that the catalogue does not list. */
  readonly canCarry: (entry: OperationEntry | null) => boolean;
  /** The only units, null for any. */
  readonly units: IntegerRange | null;
}

const anything: Askable = { canCarry: () => true, units: null };

/**
 * What a cell that `holders` open lets through beyond `grant`; `grant` is one of them. `opensAll` says of each whether it opens
 * more than what it grants.
 */
export function excessOf(
  grant: PlanGrant,
  holders: readonly PlanGrant[],
  catalogue: Catalogue,
  askable: Askable = anything,
  opensAll: (holder: PlanGrant) => boolean = () => true,
): Excess {
  const alike = holders.filter((holder) => holder.windows.every((window) => grant.windows.includes(window)));
  const protocol = catalogue.protocols.get(grant.protocol);
  const openedBy = holders
    .filter((holder) => opensAll(holder) && opensOtherwise(holder, grant, catalogue))
    .map((holder) => holder.id);
  if (alike.some((holder) => allowsAll(holder, grant, catalogue)))
    return { operations: [], objects: [], crafted: [], openedBy };
  const own = alike.filter((holder) => holder.protocol === grant.protocol);
  const operations: OperationClass[] = [];
  const objects: OperationClass[] = [];
  for (const name of operationClasses) {
    if (name === 'session') continue;
    const requests = requestsOf(name, protocol).filter(({ entry }) => askable.canCarry(entry));
    const verdicts = requests.map((request) => verdictOn(request, own, protocol, askable.units));
    if (verdicts.includes('operation')) operations.push(name);
    else if (verdicts.includes('object')) objects.push(name);
  }
  return { operations, objects, crafted: [], openedBy };
}

function opensOtherwise(holder: PlanGrant, grant: PlanGrant, catalogue: Catalogue): boolean {
  return !grant.windows.every((window) => holder.windows.includes(window)) && !allowsAll(holder, grant, catalogue);
}

/** One thing that may be asked; `entry` is null for codes that the catalogue does not list. */
interface Request {
  readonly class: OperationClass;
  readonly entry: OperationEntry | null;
}

function requestsOf(name: OperationClass, protocol: Protocol | undefined): readonly Request[] {
  const entries = (protocol?.operations ?? []).filter((entry) => entry.class === name);
  const listed = entries.map((entry) => ({ class: name, entry }));
  return name === 'unknown' ? [...listed, { class: name, entry: null }] : listed;
}

function verdictOn(
  request: Request,
  holders: readonly PlanGrant[],
  protocol: Protocol | undefined,
  onlyUnits: IntegerRange | null,
): 'granted' | 'operation' | 'object' {
  const granting = holders.filter((holder) => grants(holder, request));
  if (granting.length === 0) return 'operation';
  if (granting.some((holder) => holder.objects === null)) return 'granted';
  // Nothing shows the objects of such a protocol, so that a grant with limits on them allows none of it.
  if (protocol === undefined || protocol.object === null) return 'object';
  const limits = granting.flatMap((holder) => holder.objects ?? []);
  const tables = request.entry?.table ?? null;
  const asked = tables !== null ? [tables] : protocol.object.tables.length === 0 ? [null] : protocol.object.tables;
  const { min, max } = protocol.object.unit ?? { min: 0, max: 0 };
  const units = onlyUnits ?? { from: min, to: max };
  const numbers = protocol.object.range ?? { min: 0, max: 0 };
  const all = asked.every((table) =>
    fills(
      limits.filter((limit) => limit.table === null || limit.table === table),
      units,
      { from: numbers.min, to: numbers.max },
    ),
  );
  return all ? 'granted' : 'object';
}

function grants(grant: PlanGrant, request: Request): boolean {
  if (grant.operations === null) return true;
  return grant.operations.some(
    (operation) =>
      operation.class === request.class && (operation.name === null || operation.name === request.entry?.name),
  );
}

/** Whether rectangles of units and objects fill the whole space together. */
function fills(limits: readonly PlanObject[], units: IntegerRange, numbers: IntegerRange): boolean {
  const slices = slicePorts(limits.map((limit) => ({ range: limit.unit ?? units, holder: limit })));
  const full = slices.filter(({ holders }) =>
    integerSet(holders.map((limit) => limit.range ?? numbers)).some((range) => contains(range, numbers)),
  );
  return integerSet(full).some((range) => contains(range, units));
}

function contains(outer: IntegerRange, inner: IntegerRange): boolean {
  return outer.from <= inner.from && inner.to <= outer.to;
}

/** Whether a grant allows everything that may be said on the service of another. */
function allowsAll(holder: PlanGrant, grant: PlanGrant, catalogue: Catalogue): boolean {
  if (holder.operations !== null || holder.objects !== null) return false;
  return holder.protocol === grant.protocol || catalogue.protocols.get(holder.protocol)?.layer === 'generic';
}
