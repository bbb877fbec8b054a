/** A set of conversations by zone pair, each as few entries that a person can read. */
import { type AllowedSpace, axes, classNumbers, endpointNumbers } from '../../algebra/allowed-space.ts';
import { type Box, boxesOf } from '../../algebra/boxes.ts';
import { type DiagramNode, nothing } from '../../algebra/diagram-runs.ts';
import { createRegions } from '../../algebra/grant-region.ts';
import type { IntegerSet } from '../../algebra/integer-set.ts';
import { dateAt } from '../../algebra/time-axes.ts';
import { witnessOf } from '../../algebra/witness.ts';
import { compareSeverities } from '../../diagnostics/severity.ts';
import type { Catalogue, Protocol } from '../../model/catalogue.ts';
import { type EndpointId, grantsOf, type PlanGrant, type PlanZone } from '../../model/plan.ts';
import type { DiffEnd, DiffEntry, DiffGrant, DiffGroup, DiffService, DiffWitness } from '../../model/plan-diff.ts';
import { objectsOfBox, operationsOf, servicesOf } from './box-words.ts';
import { type CauseSide, causesOf, type TextAt } from './causes.ts';
import { judgeCrossing } from './crossing-severity.ts';
import type { JointPlan, JointSpace } from './joint-space.ts';
import { timeWords } from './time-words.ts';

export interface GroupContext {
  /** The side that allows the set. */
  readonly own: JointPlan & { readonly textAt: TextAt; readonly catalogue: Catalogue };
  readonly other: CauseSide;
  readonly now: number;
}

/** Entries of one zone pair, the gravest of so many boxes; what is more is only said to be there. */
const mostEntries = 40;
const mostBoxes = 1_000;

export function describeGroups(joint: JointSpace, set: DiagramNode, context: GroupContext): readonly DiffGroup[] {
  if (set === nothing) return [];
  const zones = new Map(context.own.plan.zones.map((zone) => [zone.id, zone]));
  const byPair = Map.groupBy(grantsOf(context.own.plan), ({ from, to }) => pairOf(from, to));
  const regionOf = createRegions(joint.space, context.own.standIns);
  return zonePairs(joint, set, context.own).flatMap(([from, to]): readonly DiffGroup[] => {
    const [source, destination] = [zones.get(from), zones.get(to)];
    if (source === undefined || destination === undefined) return [];
    const part = joint.space.diagrams.intersect(set, betweenZones(joint, from, to, context.own));
    const told = worthTelling(joint.space, part);
    const { boxes, more } = boxesOf(joint.space.diagrams, told, mostBoxes);
    const grants = (byPair.get(pairOf(from, to)) ?? []).map((grant) => ({ grant, region: regionOf(grant) }));
    const described = boxes
      .filter((box) => isToCome(joint, box, context.now))
      .map((box) => describeBox(joint, box, { source, destination, grants, context }));
    const entries = [...Map.groupBy(described, wordsOf).values()].flatMap(joinEntries);
    const merged = mergeEntries(entries).toSorted(compareEntries);
    if (merged.length === 0) return [];
    const shown = merged.slice(0, mostEntries);
    return [{ from, to, owner: destination.owner, entries: shown, more: more || shown.length < merged.length }];
  });
}

/** Whether there is a moment left of it: what is over is neither opened nor closed. */
function isToCome({ space }: JointSpace, box: Box, now: number): boolean {
  const dates = box[axes.date] ?? null;
  return dates === null || dates.some(({ to }) => to >= dateAt(space.time, now));
}

function protocolsOf(services: readonly DiffService[], catalogue: Catalogue): readonly (Protocol | null)[] {
  return services.map(({ protocol }) => (protocol === null ? null : (catalogue.protocols.get(protocol) ?? null)));
}

/** What an entry says but for the objects, whatever shows it and whoever is responsible. */
function wordsOf({ sources, destinations, services, operations, objects, time }: DiffEntry): string {
  return JSON.stringify([sources, destinations, services, operations, objects === null, time]);
}

/** What differs in the objects alone, or in the past of an address, is told once. */
function joinEntries(entries: readonly DiffEntry[]): readonly DiffEntry[] {
  const [first] = entries;
  if (first === undefined || entries.length === 1) return entries;
  const objects = distinct(
    entries.flatMap((entry) => entry.objects ?? []),
    (each) => JSON.stringify(each),
  );
  return [{ ...first, objects: first.objects === null ? null : objects, ...behind(entries) }];
}

/** Products that differ in one side only are one product, so that one change is told in one line. */
function mergeEntries(entries: readonly DiffEntry[]): readonly DiffEntry[] {
  const sides = ['services', 'sources', 'destinations'] as const;
  const merged = sides.reduce<readonly DiffEntry[]>(
    (all, side) =>
      [...Map.groupBy(all, (entry) => sameBut(entry, side)).values()].map((alike) => mergeSide(alike, side)),
    entries,
  );
  return merged.length < entries.length ? mergeEntries(merged) : merged;
}

type Side = 'services' | 'sources' | 'destinations';

function sameBut(entry: DiffEntry, side: Side): string {
  const { witness: _witness, grants: _grants, causes: _causes, ...said } = entry;
  return JSON.stringify({ ...said, [side]: null });
}

function mergeSide(entries: readonly DiffEntry[], side: Side): DiffEntry {
  const [first] = entries;
  if (first === undefined) throw new Error('an empty group');
  if (entries.length === 1) return first;
  const all = distinct<unknown>(
    entries.flatMap((entry): readonly unknown[] => entry[side]),
    (each) => JSON.stringify(each),
  );
  return { ...first, [side]: all, ...behind(entries) };
}

/** Whoever is responsible for one of them. */
function behind(entries: readonly DiffEntry[]): Pick<DiffEntry, 'grants' | 'causes'> {
  return {
    grants: distinct(
      entries.flatMap((entry) => entry.grants),
      (each) => each.id,
    ),
    causes: distinct(
      entries.flatMap((entry) => entry.causes),
      (each) => each.what,
    ),
  };
}

function distinct<T>(all: readonly T[], nameOf: (each: T) => string): readonly T[] {
  const byName = new Map(all.map((each) => [nameOf(each), each]));
  return [...byName].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, each]) => each);
}

/** The gravest first. */
function compareEntries(a: DiffEntry, b: DiffEntry): number {
  const bySeverity = compareSeverities(a.severity, b.severity);
  return bySeverity !== 0 ? bySeverity : wordsOf(a) < wordsOf(b) ? -1 : 1;
}

function pairOf(from: string, to: string): string {
  return `${from} ${to}`;
}

/** Sorted; only pairs that the set has conversations between. */
function zonePairs(
  { space, endpoints }: JointSpace,
  set: DiagramNode,
  { side }: JointPlan,
): readonly (readonly [string, string])[] {
  const zoneAt = (number: number): string => zoneOf(endpoints.get(space.endpoints.names[number] ?? '')?.[side] ?? '');
  const pairs = new Set<string>();
  const zonesOn = (node: DiagramNode, axis: number): readonly (readonly [string, DiagramNode])[] => {
    if (node === nothing) return [];
    const size = space.diagrams.sizes[axis] ?? 1;
    const edges =
      space.diagrams.axisOf(node) === axis ? space.diagrams.edgesOf(node) : [{ from: 0, to: size - 1, child: node }];
    return edges.flatMap(({ from, to, child }) => {
      const zones = new Set(Array.from({ length: to - from + 1 }, (_, index) => zoneAt(from + index)));
      return [...zones].map((zone) => [zone, child] as const);
    });
  };
  for (const [from, rest] of zonesOn(set, axes.source))
    for (const [to] of zonesOn(rest, axes.destination)) pairs.add(pairOf(from, to));
  return [...pairs].sort().map((pair): readonly [string, string] => {
    const [from = '', to = ''] = pair.split(' ');
    return [from, to];
  });
}

function zoneOf(endpoint: EndpointId): string {
  return endpoint.slice(0, Math.max(endpoint.indexOf('/'), 0));
}

function betweenZones({ space, match }: JointSpace, from: string, to: string, { side }: JointPlan): DiagramNode {
  const inZone = (zone: string): IntegerSet =>
    endpointNumbers(
      space,
      match.endpoints.filter((each) => zoneOf(each[side] ?? '') === zone).map((each) => each.id),
    );
  const sides: IntegerSet[] = [];
  sides[axes.source] = inZone(from);
  sides[axes.destination] = inZone(to);
  return space.diagrams.box(sides);
}

/** Session operations come with every grant, so they are told only where nothing else is opened on the service. */
function worthTelling(space: AllowedSpace, set: DiagramNode): DiagramNode {
  const { diagrams } = space;
  const sides: IntegerSet[] = [];
  sides[axes.operation] = [classNumbers(space, 'session')];
  const session = diagrams.intersect(set, diagrams.box(sides));
  const work = diagrams.subtract(set, session);
  if (work === nothing) return set;
  const served = [axes.operation, axes.unit, axes.table, axes.index].reduce(diagrams.forSome, work);
  return diagrams.union([work, diagrams.subtract(session, served)]);
}

interface BoxContext {
  readonly source: PlanZone;
  readonly destination: PlanZone;
  readonly grants: readonly { readonly grant: PlanGrant; readonly region: DiagramNode }[];
  readonly context: GroupContext;
}

function describeBox(joint: JointSpace, box: Box, { source, destination, grants, context }: BoxContext): DiffEntry {
  const { space } = joint;
  const { own, other, now } = context;
  const node = space.diagrams.box(box);
  const operations = operationsOf(space, box);
  const services = servicesOf(space, box);
  const responsible = grants.filter(({ region }) => space.diagrams.meets(region, node)).map(({ grant }) => grant);
  const ends = [axes.source, axes.destination].map((axis) => endpointsOn(joint, box[axis] ?? null, own));
  const [sources = [], destinations = []] = ends;
  return {
    sources,
    destinations,
    services,
    operations,
    objects: objectsOfBox(space, box),
    time: timeWords(space.time, box.slice(axes.date), own.plan.timezone),
    ...judgeCrossing(source, destination, operations, protocolsOf(services, own.catalogue)),
    witness: witnessIn(joint, node, own, now),
    grants: responsible.map(describeGrant),
    causes: causesOf(responsible, [...sources, ...destinations], own, other, (mine, theirs) =>
      own.side === 'head' ? { base: theirs, head: mine } : { base: mine, head: theirs },
    ),
  };
}

function endpointsOn({ space, endpoints }: JointSpace, side: IntegerSet | null, own: JointPlan): readonly EndpointId[] {
  const names =
    side === null ? space.endpoints.names : side.flatMap(({ from, to }) => space.endpoints.names.slice(from, to + 1));
  return [...new Set(names.flatMap((name) => endpoints.get(name)?.[own.side] ?? []))].sort();
}

function witnessIn(
  { space, endpoints }: JointSpace,
  node: DiagramNode,
  { side, catalogue }: GroupContext['own'],
  now: number,
): DiffWitness {
  // What no protocol names shows best that anything may be spoken.
  const last = (space.diagrams.sizes[axes.protocol] ?? 1) - 1;
  const sides: IntegerSet[] = [];
  sides[axes.protocol] = [{ from: last, to: last }];
  const nameless = space.diagrams.intersect(node, space.diagrams.box(sides));
  const witness = witnessOf({ space, node: nameless === nothing ? node : nameless }, catalogue, now);
  if (witness === null) throw new Error('a box without a conversation');
  const end = (id: EndpointId): DiffEnd => {
    const found = endpoints.get(id);
    return { endpoint: found?.[side] ?? id, address: firstAddress(found?.addresses[side] ?? []) };
  };
  const { time, ...rest } = witness;
  return {
    ...rest,
    source: end(witness.source),
    destination: end(witness.destination),
    time: time === null ? null : new Date(time * 1000).toISOString(),
  };
}

/** Of an interval the first address. */
function firstAddress([text]: readonly string[]): string | null {
  return text === undefined ? null : (/^[^-/]+/.exec(text)?.[0] ?? text);
}

function describeGrant({ id, conduit, owner, reason, ticket, expires, at }: PlanGrant): DiffGrant {
  return { id, conduit, owner, reason, ticket, expires, at };
}
