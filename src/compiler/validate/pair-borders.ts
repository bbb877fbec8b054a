/** The values of every field between two zones, on both sides of every border, and the questions made of them. */
import { holdsObjects } from '../../algebra/grant-limits.ts';
import type { Moment } from '../../algebra/time-axes.ts';
import type { Catalogue } from '../../model/catalogue.ts';
import { connectOperation, type ObjectRange, type Operation } from '../../model/conversation.ts';
import type { Endpoint } from '../../model/endpoint.ts';
import type { PlanGrant } from '../../model/plan.ts';
import type { Moments } from './border-moments.ts';
import { type BorderService, borderObjects, borderOperations, borderServices } from './border-values.ts';
import { asksFor } from './covers-alone.ts';
import type { PolicyQuestion } from './policy-question.ts';
import { distinctEnds, hasRego, type ValidationPair } from './zone-pair.ts';

export interface PairBorders {
  readonly pair: ValidationPair;
  readonly sources: readonly Endpoint[];
  readonly destinations: readonly Endpoint[];
  /** One moment for each set of active windows. */
  readonly times: readonly Moment[];
  readonly activeAt: Moments['activeAt'];
  readonly timesWith: Moments['named'];
  readonly services: readonly ServiceBorders[];
  /** The grants without their ends; where it is the same, only the ends differ. */
  readonly shape: string;
  /** How many questions all combinations are. */
  readonly size: number;
}

export interface ServiceBorders {
  readonly service: BorderService;
  readonly operations: readonly Operation[];
  readonly objects: readonly (ObjectRange | null)[];
}

/** Makes borders; those of grants that differ in nothing but their ends are worked out once. */
export function createBorders(catalogue: Catalogue, moments: Moments): (pair: ValidationPair) => PairBorders {
  const byShape = new Map<string, Pick<PairBorders, 'times' | 'services' | 'shape'>>();
  return (pair) => {
    const shape = shapeOf(pair);
    const known = byShape.get(shape) ?? {
      shape,
      times: moments.of(pair.grants),
      services: serviceBorders(pair, catalogue),
    };
    byShape.set(shape, known);
    const sources = distinctEnds(pair, 'sources');
    const destinations = distinctEnds(pair, 'destinations');
    const asked = known.services.reduce((sum, { operations, objects }) => sum + operations.length * objects.length, 0);
    const size = sources.length * destinations.length * known.times.length * asked;
    return { pair, sources, destinations, activeAt: moments.activeAt, timesWith: moments.named, size, ...known };
  };
}

function shapeOf(pair: ValidationPair): string {
  return JSON.stringify([
    hasRego(pair),
    ...pair.grants.map(({ protocol, services, operations, objects, windows }) => [
      protocol,
      services,
      operations,
      objects,
      windows,
    ]),
  ]);
}

function serviceBorders(pair: ValidationPair, catalogue: Catalogue): readonly ServiceBorders[] {
  return borderServices(pair.grants, catalogue, hasRego(pair) ? 'every protocol' : 'one other').map(
    (service): ServiceBorders => {
      const own = pair.grants.filter((grant) => grant.protocol === service.protocol);
      const operations = borderOperations(service.protocol, own, catalogue, hasRego(pair) ? 'seen' : 'any');
      return {
        service,
        operations: hasRego(pair) ? operations : distinctOperations(operations, own),
        objects: borderObjects(catalogue.protocols.get(service.protocol ?? ''), own),
      };
    },
  );
}

/** Every combination. */
export function* allQuestions(borders: PairBorders): Generator<PolicyQuestion> {
  for (const source of borders.sources)
    for (const destination of borders.destinations)
      for (const each of borders.services)
        for (const operation of each.operations)
          for (const object of each.objects)
            for (const time of borders.times)
              yield questionOf(source, destination, each.service, operation, object, time);
}

/** From a conversation inside each grant, values of one field after the other: all of them, or `most` evenly spread. */
export function* borderQuestions(borders: PairBorders, most: number): Generator<PolicyQuestion> {
  for (const [index, grant] of borders.pair.grants.entries()) {
    const inside = insideOf(grant, borders);
    if (inside === null) continue;
    const { source, destination, each, operation, object, time } = inside;
    const some = <T>(list: readonly T[]): readonly T[] => evenly(list, most, index);
    for (const other of some(borders.sources))
      yield questionOf(other, destination, each.service, operation, object, time);
    for (const other of some(borders.destinations))
      yield questionOf(source, other, each.service, operation, object, time);
    for (const other of some(borders.services)) {
      const [first = operation] = other.operations;
      const same = other.operations.find((one) => one.name === operation.name && one.class === operation.class);
      // Another protocol may have no such objects, and is only asked what it can be asked.
      const shown = other.service.protocol === each.service.protocol ? object : (other.objects[0] ?? null);
      yield questionOf(source, destination, other.service, same ?? first, shown, time);
    }
    for (const other of some(each.operations)) yield questionOf(source, destination, each.service, other, object, time);
    for (const other of some(each.objects)) yield questionOf(source, destination, each.service, operation, other, time);
    for (const other of some(borders.times))
      yield questionOf(source, destination, each.service, operation, object, other);
  }
}

/** Every so many items of a list, beginning somewhere else for each `offset`. */
function evenly<T>(list: readonly T[], most: number, offset: number): readonly T[] {
  if (list.length <= most) return list;
  const step = list.length / most;
  return Array.from({ length: most }, (_, index) => list[Math.floor(index * step + offset) % list.length] as T);
}

/** One conversation inside a grant and one from another source: the data is compared as a whole, without questions. */
export function* endQuestions(borders: PairBorders): Generator<PolicyQuestion> {
  const { grants, sources } = borders.pair;
  const grant = grants.find((each) => each.sources.length < sources.length) ?? grants[0];
  const inside = grant === undefined ? null : insideOf(grant, borders);
  if (grant === undefined || inside === null) return;
  const { source, destination, each, operation, object, time } = inside;
  yield questionOf(source, destination, each.service, operation, object, time);
  const stranger = sources.find((other) => !grant.sources.includes(other.id));
  if (stranger !== undefined) yield questionOf(stranger, destination, each.service, operation, object, time);
}

/** One combination of many, chosen by numbers from 0 to 1. */
export function chosenQuestion(borders: PairBorders, choose: () => number): PolicyQuestion | null {
  const pick = <T>(list: readonly T[]): T | undefined => list[Math.floor(choose() * list.length)];
  const source = pick(borders.sources);
  const destination = pick(borders.destinations);
  const each = pick(borders.services);
  if (source === undefined || destination === undefined || each === undefined) return null;
  const operation = pick(each.operations);
  const time = pick(borders.times);
  if (operation === undefined || time === undefined) return null;
  return questionOf(source, destination, each.service, operation, pick(each.objects) ?? null, time);
}

interface Inside {
  readonly source: Endpoint;
  readonly destination: Endpoint;
  readonly each: ServiceBorders;
  readonly operation: Operation;
  readonly object: ObjectRange | null;
  readonly time: Moment;
}

/** A conversation that the grant covers; null if none is among the values. */
function insideOf(grant: PlanGrant, borders: PairBorders): Inside | null {
  const source = borders.sources.find((each) => grant.sources.includes(each.id));
  const destination = borders.destinations.find((each) => grant.destinations.includes(each.id));
  const each = borders.services.find(
    ({ service }) =>
      service.protocol === grant.protocol &&
      grant.services.some(
        ({ transport, ports }) =>
          transport === service.transport && ports.from <= service.port && service.port <= ports.to,
      ),
  );
  const operation = each?.operations.find(
    (one) => (grant.operations !== null || one.class !== 'session') && asksFor(grant, one),
  );
  const object = each?.objects.find(
    (one) => grant.objects === null || grant.objects.some((limit) => holdsObjects(limit, one)),
  );
  const time =
    borders.times.find((moment) => grant.windows.every((id) => borders.activeAt(moment).includes(id))) ??
    borders.times[0];
  if (source === undefined || destination === undefined || each === undefined || time === undefined) return null;
  return {
    source,
    destination,
    each,
    operation: operation ?? each.operations[0] ?? connectOperation,
    object: object ?? null,
    time,
  };
}

/** One operation of each set that the grants treat alike. */
function distinctOperations(operations: readonly Operation[], grants: readonly PlanGrant[]): readonly Operation[] {
  const found = new Map<string, Operation>();
  for (const operation of operations) {
    const treatment = grants.map((grant) => (asksFor(grant, operation) ? '1' : '0'));
    const key = `${operation.class === 'session' ? 's' : operation.name === null ? 'u' : ''}${treatment.join('')}`;
    if (!found.has(key)) found.set(key, operation);
  }
  return [...found.values()];
}

function questionOf(
  source: Endpoint,
  destination: Endpoint,
  service: BorderService,
  operation: Operation,
  object: ObjectRange | null,
  time: Moment,
): PolicyQuestion {
  return {
    source,
    destination,
    request: { source: source.id, destination: destination.id, ...service, operation, object, ...time },
  };
}
