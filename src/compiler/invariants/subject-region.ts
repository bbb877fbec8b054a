/** What an invariant speaks of, as a region of the allowed space. */
import {
  type AllowedSpace,
  axes,
  classNumbers,
  endpointNumbers,
  namedOperationNumber,
  protocolNumber,
} from '../../algebra/allowed-space.ts';
import { type DiagramNode, everything, nothing } from '../../algebra/diagram-runs.ts';
import { type IntegerSet, integerSet } from '../../algebra/integer-set.ts';
import { timeSidesOf } from '../../algebra/time-axes.ts';
import type { Catalogue, Protocol } from '../../model/catalogue.ts';
import { type Endpoint, listEndpoints } from '../../model/endpoint.ts';
import type { Plan, PlanGrant, PlanOperation } from '../../model/plan.ts';
import type { Invariant } from '../../model/plant.ts';
import { operationsNamed } from '../lower/operations.ts';
import { matchesEndpoint } from '../lower/select.ts';

/** Conversations that the parts of an invariant all hold for. */
export function subjectRegion(
  space: AllowedSpace,
  invariant: Invariant,
  plan: Plan,
  catalogue: Catalogue,
): DiagramNode {
  const { from, to, during } = invariant;
  const endpoints = [...listEndpoints(plan.zones, plan.assets).values()].flat();
  const sides: (IntegerSet | null)[] = [];
  sides[axes.source] = sideOf(space, from, endpoints);
  sides[axes.destination] = sideOf(space, to, endpoints);
  const time = during === null ? null : timeSidesOf(space.time, [during.value]);
  if (during !== null && time === null) return nothing;
  const times: (IntegerSet | null)[] = [];
  if (time !== null)
    [time.dates, ...time.weeks, ...time.sessions].forEach((side, index) => {
      times[axes.date + index] = side;
    });
  const { diagrams } = space;
  const asked = diagrams.union(
    protocolsOf(invariant, catalogue).map((each) => askedOf(space, invariant, each, catalogue)),
  );
  return [diagrams.box(times), asked].reduce(diagrams.intersect, diagrams.box(sides));
}

/** A grant that names what an invariant names, so that a space tells it apart; it allows nothing. */
export function namesOf(invariant: Invariant, catalogue: Catalogue): readonly PlanGrant[] {
  return protocolsOf(invariant, catalogue).map(
    (protocol): PlanGrant => ({
      id: '',
      conduit: '',
      from: '',
      to: '',
      sources: [],
      destinations: [],
      protocol: protocol?.id ?? 'tcp',
      services: [],
      operations: operationsIn(invariant, protocol, catalogue),
      objects: null,
      windows: [],
      owner: null,
      reason: null,
      ticket: null,
      expires: null,
      at: invariant.at,
      fields: {},
    }),
  );
}

/** Protocols that an invariant names, groups taken apart; null alone for any. */
function protocolsOf({ protocols }: Invariant, catalogue: Catalogue): readonly (Protocol | null)[] {
  if (protocols.length === 0) return [null];
  return protocols.flatMap(({ value }) => membersOf(value, catalogue));
}

function membersOf(id: string, catalogue: Catalogue): readonly Protocol[] {
  const protocol = catalogue.protocols.get(id);
  if (protocol === undefined) return [];
  return protocol.members.length === 0
    ? [protocol]
    : protocol.members.flatMap((member) => membersOf(member, catalogue));
}

/** The operations of one protocol; of any protocol, those that some protocol has under the word. Null for all. */
function operationsIn(
  { operations }: Invariant,
  protocol: Protocol | null,
  catalogue: Catalogue,
): readonly PlanOperation[] | null {
  if (operations.length === 0) return null;
  const protocols = protocol === null ? [...catalogue.protocols.values()] : [protocol];
  const found = operations.flatMap(({ value }) => protocols.flatMap((each) => operationsNamed(value, each)));
  return [...new Map(found.map((each) => [`${each.class} ${each.name ?? ''}`, each])).values()];
}

function askedOf(
  space: AllowedSpace,
  invariant: Invariant,
  protocol: Protocol | null,
  catalogue: Catalogue,
): DiagramNode {
  const operations = operationsIn(invariant, protocol, catalogue);
  const sides: (IntegerSet | null)[] = [];
  if (protocol !== null) sides[axes.protocol] = numbersOf(space, [protocol]);
  else if (operations !== null) sides[axes.protocol] = numbersOf(space, ableProtocols(invariant, catalogue));
  if (operations !== null)
    sides[axes.operation] = integerSet(
      operations.map(({ class: type, name }) => {
        if (name === null) return classNumbers(space, type);
        const number = namedOperationNumber(space, type, name);
        return { from: number, to: number };
      }),
    );
  return sides.length === 0 ? everything : space.diagrams.box(sides);
}

/** Protocols that know one of the operations: nobody writes to a device by address resolution. */
function ableProtocols({ operations }: Invariant, catalogue: Catalogue): readonly Protocol[] {
  return [...catalogue.protocols.values()].filter((protocol) => {
    const asked = operations.flatMap(({ value }) => operationsNamed(value, protocol));
    return protocol.operations.some((own) =>
      asked.some((each) => each.class === own.class && (each.name ?? own.name) === own.name),
    );
  });
}

/** Protocols that no grant names share a number. */
function numbersOf(space: AllowedSpace, protocols: readonly Protocol[]): IntegerSet {
  return integerSet(
    protocols.map(({ id }) => protocolNumber(space, id)).map((number) => ({ from: number, to: number })),
  );
}

function sideOf(space: AllowedSpace, selector: Invariant['from'], endpoints: readonly Endpoint[]): IntegerSet | null {
  if (selector === null) return null;
  const own = endpoints.filter((each) => matchesEndpoint(selector.value, each.attributes));
  return endpointNumbers(
    space,
    own.map((each) => each.id),
  );
}
