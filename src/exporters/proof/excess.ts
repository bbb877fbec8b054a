/**
 * An open port lets everything through that is spoken on it. Where a grant is said to lose neither operations nor objects,
 * the policy must allow all of that: the grant together with others, at the same times.
 */
import { allowedByGrants } from '../../algebra/allowed-set.ts';
import {
  type AllowedSpace,
  axes,
  createSpace,
  namedOperationNumber,
  numberRange,
  tableNumber,
} from '../../algebra/allowed-space.ts';
import { type DiagramNode, nothing } from '../../algebra/diagram-runs.ts';
import { createRegions } from '../../algebra/grant-region.ts';
import type { IntegerSet } from '../../algebra/integer-set.ts';
import type { Catalogue, NumberField, OperationEntry, Protocol } from '../../model/catalogue.ts';
import type { EndpointId, Plan, PlanGrant } from '../../model/plan.ts';
import type { Capabilities, ExportRequest, Residual } from '../dialect.ts';
import type { Expected, Objection } from './expected.ts';

/** The first grant that opens more than the policy allows and is not said to; null when there is none. */
export function undeclaredExcess(
  request: ExportRequest,
  { operations, transports }: Capabilities,
  residual: Residual,
  { grants, addresses }: Expected,
): Objection | null {
  if (operations) return null;
  const isOnTheWire = (endpoint: EndpointId): boolean => addresses.of.has(endpoint);
  // What only has the address of a group, such as the last of a network, is sent nothing across the boundary.
  const isReached = (endpoint: EndpointId): boolean => addresses.of.get(endpoint)?.some(({ group }) => !group) ?? false;
  const opened = grants.map(({ grant, destinations }) => ({
    grant: {
      ...grant,
      sources: grant.sources.filter(isOnTheWire),
      destinations: destinations.filter(isReached),
      // ICMP is matched by message type, which is its operation.
      services: grant.services.filter(
        ({ transport }) => transports.includes(transport) && !transport.startsWith('icmp'),
      ),
    },
    carries: () => true,
    units: null,
  }));
  return excessBeyondPolicy(request, residual, opened);
}

/** A grant, cut down to what is opened of it for whatever is asked there. */
export interface Opened {
  readonly grant: PlanGrant;
  /** Whether a request can be in what is opened; null stands for one that the catalogue does not list. */
  readonly carries: (entry: OperationEntry | null) => boolean;
  /** The only units that can be asked for, null for any. */
  readonly units: IntegerSet | null;
}

/** The first grant of which more is opened than the policy allows, without a loss that says so. */
export function excessBeyondPolicy(
  request: ExportRequest,
  { exact, wider }: Residual,
  opened: readonly Opened[],
): Objection | null {
  const losses = new Map([...exact, ...wider].map((entry) => [entry.grant, entry.losses.map((loss) => loss.kind)]));
  const suspects = opened
    .filter(({ grant }) => grant.operations !== null || grant.objects !== null)
    .filter(({ grant }) => !(losses.get(grant.id) ?? []).some((kind) => kind === 'operations' || kind === 'objects'));
  if (suspects.length === 0) return null;
  const plan: Plan = { ...request.plan, grants: request.grants, lowered: { grants: [], guards: [] } };
  const space = createSpace([plan]);
  const allowed = allowedByGrants(space, request.grants).node;
  const regionOf = createRegions(space);
  for (const { grant, ...askable } of suspects) {
    const whole = regionOf({ ...grant, operations: null, objects: null });
    const asked = space.diagrams.intersect(whole, everythingAsked(space, grant, request.catalogue, askable));
    if (space.diagrams.subtract(asked, allowed) !== nothing)
      return { grant: grant.id, what: 'opens more operations or objects than are granted, and no loss says so' };
  }
  return null;
}

/** Every operation that the catalogue has for a protocol, and one that it has not, on every object that they can have. */
function everythingAsked(
  space: AllowedSpace,
  { protocol: id }: PlanGrant,
  catalogue: Catalogue,
  { carries, units }: Omit<Opened, 'grant'>,
): DiagramNode {
  const protocol = catalogue.protocols.get(id);
  const listed = (protocol?.operations ?? []).filter((entry) => entry.class !== 'session' && carries(entry));
  const other = namedOperationNumber(space, 'unknown', '');
  return space.diagrams.union([
    ...listed.flatMap((entry) =>
      requests(space, namedOperationNumber(space, entry.class, entry.name), entry, protocol, units),
    ),
    ...(carries(null) ? requests(space, other, null, protocol, units) : []),
  ]);
}

function requests(
  space: AllowedSpace,
  operation: number,
  entry: OperationEntry | null,
  protocol: Protocol | undefined,
  units: IntegerSet | null,
): readonly DiagramNode[] {
  const object = protocol?.object ?? null;
  const implied = entry?.table ?? null;
  const tables = implied !== null ? [implied] : object === null || object.tables.length === 0 ? [null] : object.tables;
  return tables.map((table) => {
    const sides: IntegerSet[] = [];
    sides[axes.operation] = [{ from: operation, to: operation }];
    sides[axes.table] = [{ from: tableNumber(space, table), to: tableNumber(space, table) }];
    sides[axes.unit] = units === null ? numbersOf(object?.unit ?? null) : units.map(numberRange);
    sides[axes.index] = numbersOf(object?.range ?? null);
    return space.diagrams.box(sides);
  });
}

function numbersOf(field: NumberField | null): IntegerSet {
  return [field === null ? { from: 0, to: 0 } : numberRange({ from: field.min, to: field.max })];
}
