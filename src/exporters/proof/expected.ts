/**
 * What a boundary must let through, read off the grants and the residual report without what the exporters read off them:
 * each opened grant as far as its refusals leave it, without what it declares as lost, and nothing else. A grant that is
 * neither opened nor refused, and a part that is left out without a word, are objections.
 */
import type { EndpointRange } from '../../algebra/endpoint-addresses.ts';
import type { EndpointId, Plan, PlanGrant, PlanWindow } from '../../model/plan.ts';
import type { Capabilities, ExportRequest, Loss, Residual } from '../dialect.ts';
import { type BoundaryAddresses, boundaryAddresses } from './boundary-addresses.ts';
import { grantServices, type WireMatch } from './grant-services.ts';
import { exactTimes, type TimeRegion, widenedTimes } from './grant-times.ts';
import { grantedPayloads, type PayloadMatch } from './granted-payloads.ts';
import { expectedReach, wholeReach } from './translation/expected-reach.ts';

/** A grant as packets. */
export interface ExpectedGrant {
  readonly grant: PlanGrant;
  /** Destinations that are not groups. */
  readonly destinations: readonly EndpointId[];
  /** Whether its packets must have got their destination from the boundary. */
  readonly translated: boolean;
  /** Interfaces. */
  readonly entries: readonly string[];
  readonly exits: readonly string[];
  readonly matches: readonly WireMatch[];
  /** What packets to a server over TCP carry, where they carry anything; null: whatever is spoken there. */
  readonly payloads: readonly PayloadMatch[] | null;
  readonly times: readonly TimeRegion[];
  /** Windows of vendor sessions that must all be open. */
  readonly sessions: readonly string[];
}

/** What the residual report says and should not, or does not and should. */
export interface Objection {
  readonly grant: string;
  readonly what: string;
}

export interface Expected {
  readonly grants: readonly ExpectedGrant[];
  /** Addresses of the endpoints of the grants. */
  readonly addresses: BoundaryAddresses;
  /** Windows of vendor sessions that the grants wait for. */
  readonly sessions: readonly string[];
  readonly objections: readonly Objection[];
}

/** What the report says of one grant. */
export interface Account {
  readonly opened: readonly Loss[] | null;
  readonly refused: readonly Loss[] | null;
}

/** What the packets of a request must be. */
export function expectedOf(request: ExportRequest, capabilities: Capabilities, residual: Residual): Expected {
  const interfaces = new Map<string, string[]>();
  for (const { name, zones } of request.boundary.interfaces)
    for (const zone of new Set(zones)) interfaces.set(zone, [...(interfaces.get(zone) ?? []), name]);
  const addresses = boundaryAddresses(request.plan, new Set(interfaces.keys()));
  const accounts = accountsOf(residual);
  const objections: Objection[] = [];
  const times = createTimes(request.plan.windows, capabilities);
  const sessions = sessionsOf(request.plan);
  const crossing = request.grants.filter((grant) => crosses(grant, interfaces));
  const reachOf = capabilities.translation ? expectedReach(request.plan, request.boundary, addresses) : wholeReach;
  const grants = crossing.flatMap((grant): readonly ExpectedGrant[] => {
    const account = accounts.get(grant.id) ?? { opened: null, refused: null };
    const object = (what: string): void => void objections.push({ grant: grant.id, what });
    if (account.opened === null) {
      if (account.refused === null) object('is neither opened nor refused');
      return [];
    }
    if (!capabilities.sessions && grant.windows.some((id) => sessions.has(id)))
      object('is opened, and waits for a vendor session that cannot be opened there');
    const { matches, unsaid } = grantServices(grant, request.catalogue, capabilities);
    if (unsaid) expectLoss(account, 'services', 'has services that are not opened', object);
    const carried = grantedPayloads(grant, request.catalogue, capabilities);
    if (carried?.unsaid === true) expectLoss(account, 'operations', 'has functions that are not opened', object);
    const destinations = grant.destinations.filter((endpoint) => !isGroup(endpoint));
    checkEnds(grant.sources, addresses, account, object, () => true);
    checkEnds(destinations, addresses, account, object, ({ group }) => !group);
    const { lost, ...reached } = reachOf(grant, destinations, matches);
    for (const kind of lost) expectLoss(account, kind, 'has endpoints without an address outside', object);
    return [
      {
        grant: { ...grant, sources: reached.sources },
        destinations: reached.destinations,
        translated: reached.translated,
        entries: interfaces.get(grant.from) ?? [],
        exits: interfaces.get(grant.to) ?? [],
        matches,
        payloads: carried?.payloads ?? null,
        times: times(grant, account.opened, object),
        sessions: grant.windows.filter((id) => sessions.has(id)),
      },
    ];
  });
  const ids = new Set(crossing.map((grant) => grant.id));
  for (const id of accounts.keys())
    if (!ids.has(id)) objections.push({ grant: id, what: 'does not cross the boundary' });
  if (residual.elsewhere !== request.grants.length - crossing.length)
    objections.push({ grant: '', what: `${residual.elsewhere} grants are said not to cross the boundary` });
  const waitedFor = [...sessions].filter((id) => grants.some((each) => each.sessions.includes(id)));
  return { grants, addresses, sessions: waitedFor, objections };
}

/** Windows of a plan that are vendor sessions. */
export function sessionsOf({ windows }: Plan): ReadonlySet<string> {
  return new Set(windows.filter(({ span }) => span.kind === 'session').map(({ id }) => id));
}

export function accountsOf({ exact, wider, refused }: Residual): ReadonlyMap<string, Account> {
  const accounts = new Map<string, Account>();
  for (const { grant, losses } of [...exact, ...wider]) accounts.set(grant, { opened: losses, refused: null });
  for (const { grant, losses } of refused)
    accounts.set(grant, { opened: accounts.get(grant)?.opened ?? null, refused: losses });
  return accounts;
}

/** Whether some packet of a grant comes in by one interface and leaves by another. */
function crosses(grant: PlanGrant, interfaces: ReadonlyMap<string, readonly string[]>): boolean {
  const exits = interfaces.get(grant.to) ?? [];
  const passes = (interfaces.get(grant.from) ?? []).some((entry) => exits.some((exit) => exit !== entry));
  return passes && grant.destinations.some((endpoint) => !isGroup(endpoint));
}

/** Broadcast and multicast reach only the zone of their sender. */
function isGroup(endpoint: string): boolean {
  return endpoint.endsWith('/~broadcast') || endpoint.endsWith('/~multicast');
}

/** Objects when a part that is left out is not refused. */
export function expectLoss(account: Account, kind: Loss['kind'], what: string, object: (what: string) => void): void {
  if (!(account.refused ?? []).some((loss) => loss.kind === kind)) object(`${what}, and no refusal says so`);
}

function checkEnds(
  ends: readonly EndpointId[],
  addresses: BoundaryAddresses,
  account: Account,
  object: (what: string) => void,
  counts: (range: EndpointRange) => boolean,
): void {
  if (ends.some((endpoint) => addresses.of.get(endpoint)?.some(counts) !== true))
    expectLoss(account, 'members', 'has endpoints without addresses', object);
  if (ends.some((endpoint) => addresses.ambiguous.has(endpoint)))
    expectLoss(account, 'addresses', 'has addresses that mean two endpoints', object);
}

/** Times of grants; those with the same windows are worked out once. */
export function createTimes(all: readonly PlanWindow[], { onceWindows, weeklyWindows }: Capabilities) {
  const byId = new Map(all.map((window) => [window.id, window]));
  const known = new Map<string, readonly TimeRegion[]>();
  return (grant: PlanGrant, losses: readonly Loss[], object: (what: string) => void): readonly TimeRegion[] => {
    const windows = grant.windows.flatMap((id) => byId.get(id) ?? []);
    if (windows.length < grant.windows.length) object('has a window that the plan does not have');
    const declared = losses.some((loss) => loss.kind === 'time');
    const key = JSON.stringify([declared, [...grant.windows].sort()]);
    const sayable = windows.filter(({ span }) => (span.kind === 'weekly' ? weeklyWindows !== 'none' : onceWindows));
    const found =
      known.get(key) ??
      (!declared ? exactTimes(windows) : weeklyWindows === 'utc' ? widenedTimes(sayable) : exactTimes(sayable));
    known.set(key, found);
    return found;
  };
}
