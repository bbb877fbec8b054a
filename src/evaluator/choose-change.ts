/**
 * The changes that may allow a denied conversation, smallest first: a field of the nearest grant, a grant of its own, a
 * conduit, or the declaration of a device that nobody declared. They are data; the compiler writes them and proves them.
 */
import { localTimeAt } from '../algebra/zoned-time.ts';
import type { Catalogue } from '../model/catalogue.ts';
import type { Change, GrantEdit, NewAsset, NewGrant, NewWindow } from '../model/change.ts';
import type { Endpoint } from '../model/endpoint.ts';
import { type GrantField, grantFields, type Plan, type PlanGrant } from '../model/plan.ts';
import {
  type Asked,
  decisionKeyOf,
  grantedProtocol,
  isComplete,
  objectLimits,
  operationNames,
  portsOf,
  portText,
  selectorOf,
} from './asked.ts';
import { failedFields, windowField } from './grant-coverage.ts';
import { isGrave } from './grave-openings.ts';
import { indexPairs, noPair, pairKey } from './zone-pairs.ts';

export interface ChangeContext {
  readonly plan: Plan;
  readonly catalogue: Catalogue;
  /** Active windows at the time of the conversations. */
  readonly windows: readonly string[];
  /** Seconds since the epoch; null when the source does not say. */
  readonly time: number | null;
  /** Why a new grant exists, as far as it is known. */
  readonly reason: string;
  /** `own` leaves grants as they are and proposes new ones only. */
  readonly grants: 'nearest' | 'own';
}

export type ChangeChoice =
  | { readonly kind: 'changes'; readonly changes: readonly Change[] }
  | { readonly kind: 'none'; readonly reason: string };

/** Changes for denied conversations of one source, destination and service; the first that is verified is the answer. */
export function chooseChanges(asked: readonly Asked[], context: ChangeContext): ChangeChoice {
  const [first] = asked;
  if (first === undefined) return { kind: 'changes', changes: [] };
  const { verdict, source, destination } = first.judgement;
  if (verdict.kind === 'denied' && verdict.reason === 'evaluation-error')
    return { kind: 'none', reason: 'the policy failed on this conversation; what has to change is its Rego' };
  if (verdict.kind === 'denied' && verdict.reason === 'no-session')
    return { kind: 'none', reason: `the nearest grant holds while a vendor session is open; ${verdict.detail ?? ''}` };
  const strangers = [
    { endpoint: source, address: first.key.source },
    { endpoint: destination, address: first.key.destination },
  ];
  const nowhere = strangers.find(({ endpoint }) => endpoint.attributes.zone === null);
  if (first.judgement.scope === null) return { kind: 'none', reason: scopeWords };
  if (nowhere !== undefined) return { kind: 'none', reason: nowhereWords(nowhere.address) };
  const undeclared = strangers.filter(({ endpoint }) => !endpoint.attributes.member);
  if (undeclared.length > 0) return { kind: 'changes', changes: [declare(undeclared)] };
  const pair = indexPairs(context.plan).get(pairKey(source.attributes.zone, destination.attributes.zone)) ?? noPair;
  const edits = context.grants === 'own' || isGrave(asked) ? [] : editsOf(asked, pair.grants, context);
  const unnamed = strangers.filter(({ endpoint }) => selectorOf(endpoint) === null);
  if (unnamed.length > 0) return { kind: 'changes', changes: [...edits.filter(needsNoName), declare(unnamed)] };
  const { grant, window } = newGrant(asked, first, pair.grants, context);
  const ids = [...new Set(pair.conduits.map((conduit) => conduit.id))];
  const inConduits = ids
    .sort((a, b) => pairCount(context.plan, a) - pairCount(context.plan, b))
    .map((conduit): Change => ({ kind: 'add-grant', conduit, grant, window }));
  const conduit: Change = {
    kind: 'add-conduit',
    from: source.attributes.zone ?? '',
    to: destination.attributes.zone ?? '',
    owner: context.plan.zones.find((zone) => zone.id === destination.attributes.zone)?.owner ?? null,
    grant,
    window,
  };
  return { kind: 'changes', changes: [...edits, ...inConduits, conduit] };
}

const scopeWords =
  'the plant has several address domains, and nothing says which one this was recorded in; name it with `--scope`';

function nowhereWords(address: string): string {
  return `${address} is in no zone; if it belongs to the plant, add its network to a zone first`;
}

function declare(devices: readonly { readonly endpoint: Endpoint; readonly address: string }[]): Change {
  const assets = devices.map(
    ({ endpoint, address }): NewAsset => ({
      id: `device-${address.replaceAll(/[^0-9a-f]+/g, '-').replaceAll(/^-+|-+$/g, '')}`,
      zone: endpoint.attributes.zone ?? '',
      address,
    }),
  );
  return { kind: 'declare-assets', assets };
}

/** A field other than the two ends can be edited without a name for the device. */
function needsNoName(change: Change): boolean {
  return change.kind === 'edit-grant' && change.edit.field !== 'from' && change.edit.field !== 'to';
}

/** Zone pairs that a conduit stands for. */
function pairCount(plan: Plan, conduit: string): number {
  return plan.conduits.filter((each) => each.id === conduit).length;
}

/** The nearest grant, if it misses all the conversations by the same single field and stands for one zone pair. */
function editsOf(asked: readonly Asked[], grants: readonly PlanGrant[], context: ChangeContext): readonly Change[] {
  if (!asked.every(isComplete)) return [];
  const [verdict] = asked.map(({ judgement }) => judgement.verdict);
  const nearest = verdict?.kind === 'denied' ? verdict.nearest?.grant : undefined;
  const keys = asked.map((each) => decisionKeyOf(each, context.windows));
  const near = grants.flatMap((grant) => {
    const name = nearest === grant.id ? writtenName(grant) : null;
    if (name === null) return [];
    const failed = new Set(keys.map((key) => failedFields(grant, key).join()));
    const field = grantFields.find((each) => failed.size === 1 && failed.has(each));
    return field === undefined ? [] : [{ grant, name, field }];
  });
  return near.flatMap(({ grant, name, field }) => {
    const edit = editOf(asked, grant, field, context);
    return edit === null ? [] : [{ kind: 'edit-grant', conduit: grant.conduit, grant: name, edit } as const];
  });
}

/** Null for a grant of Rego, and for one that stands for several zone pairs or several protocols: its id names which. */
function writtenName({ id, conduit }: PlanGrant): string | null {
  return id.startsWith(`${conduit}/`) && !/[[(]/.test(id) ? id.slice(conduit.length + 1) : null;
}

/** Null where the field cannot be edited: a grant has one protocol, and its window is not to be taken away. */
function editOf(
  asked: readonly Asked[],
  grant: PlanGrant,
  field: GrantField,
  { catalogue, plan, time }: ChangeContext,
): GrantEdit | null {
  const [first] = asked;
  if (first === undefined) return null;
  const { source, destination } = first.judgement;
  switch (field) {
    case 'from':
    case 'to': {
      const name = selectorOf(field === 'from' ? source : destination);
      return name === null ? null : { field, add: [name] };
    }
    case 'ports': {
      const [only, ...others] = grant.services;
      const present = only === undefined || others.length > 0 || only.ports.from !== only.ports.to ? null : only;
      const usual = grant.fields.ports === undefined ? present : undefined;
      if (usual === null) return null;
      const written = usual === undefined ? [] : [`${usual.transport}/${usual.ports.from}`];
      return { field, add: [...written, portText(first, catalogue)].map((text) => shortPort(text, first, catalogue)) };
    }
    case 'operations': {
      const add = operationNames(asked, catalogue.protocols.get(grantedProtocol(first)));
      return add === null ? null : { field, add };
    }
    case 'objects': {
      const add = objectLimits(asked);
      return add.length === 0 ? null : { field, add };
    }
    case 'starts':
    case 'expires':
      return time === null ? null : { field, day: localTimeAt(time, plan.timezone).date };
    default:
      return null;
  }
}

/** `tcp/502` as `502` where the protocol has one transport. */
function shortPort(text: string, asked: Asked, catalogue: Catalogue): string {
  return portText(asked, catalogue).includes('/') ? text : text.slice(text.indexOf('/') + 1);
}

function newGrant(
  asked: readonly Asked[],
  first: Asked,
  grants: readonly PlanGrant[],
  context: ChangeContext,
): { readonly grant: NewGrant; readonly window: NewWindow | null } {
  const { source, destination } = first.judgement;
  const { catalogue } = context;
  const protocol = grantedProtocol(first);
  const operations = operationNames(asked, catalogue.protocols.get(protocol));
  const classes = new Set(asked.map(({ key }) => key.operation?.class ?? protocol));
  const [only] = classes;
  const word = operations === null || classes.size > 1 || only === undefined ? protocol : only.replace('.', '-');
  const { during, window } = windowFor(asked, grants, context);
  const grant = {
    id: `${selectorOf(source) ?? 'device'}-${word}`,
    from: selectorOf(source) ?? '',
    to: selectorOf(destination) ?? '',
    protocol,
    ports: portsOf(first, catalogue),
    operations,
    objects: operations === null ? [] : objectLimits(asked),
    during,
    reason: context.reason,
  };
  return { grant, window };
}

/** Where the nearest grants wait for a window, a new one does so too: one that was active then, or the hour itself. */
function windowFor(
  asked: readonly Asked[],
  grants: readonly PlanGrant[],
  { plan, windows, time }: ChangeContext,
): { readonly during: string | null; readonly window: NewWindow | null } {
  const none = { during: null, window: null };
  const waits = asked.some(({ judgement: { verdict } }) => {
    if (verdict.kind !== 'denied' || verdict.nearest === null) return false;
    const grant = grants.find((each) => each.id === verdict.nearest?.grant);
    const inactive = (grant?.windows ?? []).filter((window) => !windows.includes(window));
    return inactive.some((window) => windowField(window) === 'during');
  });
  if (!waits) return none;
  // A session is opened for the grants that ask for it, so it is no reason for another one.
  const sessions = new Set(plan.windows.flatMap(({ id, span }) => (span.kind === 'session' ? [id] : [])));
  const active = windows.find((window) => windowField(window) === 'during' && !sessions.has(window));
  if (active !== undefined) return { during: active, window: null };
  if (time === null) return none;
  const { date, minutes } = localTimeAt(time, plan.timezone);
  const hour = Math.floor(minutes / 60);
  const end = hour === 23 ? localTimeAt(Date.parse(`${date}T12:00:00Z`) / 1000 + 86_400, 'UTC').date : date;
  const text = (number: number): string => String(number % 24).padStart(2, '0');
  const id = `once-${date}-${text(hour)}h`;
  const window = {
    id,
    timezone: plan.timezone,
    from: `${date}T${text(hour)}:00`,
    to: `${end}T${text(hour + 1)}:00`,
  };
  return { during: id, window };
}
