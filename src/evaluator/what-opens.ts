/** What a change opens besides the conversations that it is for: the difference of two allowed sets, by example. */
import {
  type AllowedSet,
  allowedByGrants,
  allowedSetOf,
  allowsRequest,
  isEmptySet,
  type SetRequest,
  subtractSets,
} from '../algebra/allowed-set.ts';
import { axes, createSpace, protocolNumber } from '../algebra/allowed-space.ts';
import { type Witness, witnessOf } from '../algebra/witness.ts';
import type { Catalogue } from '../model/catalogue.ts';
import type { Plan, PlanGrant } from '../model/plan.ts';
import { type Asked, grantedProtocol, objectLimits } from './asked.ts';

export interface Opening {
  /** One conversation for each pair of endpoints and protocol that something else is opened in. */
  readonly examples: readonly Witness[];
  /** Whether there are more than examples. */
  readonly more: boolean;
}

const mostExamples = 400;

/** `asked` are the conversations as they are judged in the later plan; they count as opened at any time. */
export function whatOpens(
  before: Plan,
  after: Plan,
  asked: readonly Asked[],
  catalogue: Catalogue,
  now: number,
): Opening {
  const exact = asked.map(exactGrant);
  const known = withNamesForAddresses(before, after);
  const space = createSpace([known, after, { ...after, grants: exact }]);
  const opened = subtractSets(allowedSetOf(after, space), allowedSetOf(known, space));
  let rest = subtractSets(opened, allowedByGrants(space, exact));
  const examples: Witness[] = [];
  while (examples.length < mostExamples) {
    const witness = witnessOf(rest, catalogue, now);
    if (witness === null) return { examples, more: false };
    // A device does not need a firewall to talk to itself.
    if (witness.source !== witness.destination) examples.push(likelier(rest, witness, catalogue));
    rest = subtractSets(rest, sameService(rest, witness));
  }
  return { examples, more: !isEmptySet(rest) };
}

/** In a zone with `members: any`, an address that is declared now could do before what every address of the zone could. */
function withNamesForAddresses(before: Plan, after: Plan): Plan {
  const known = new Set(before.assets.map((asset) => asset.id));
  const open = new Set(before.zones.filter((zone) => zone.members === 'any').map((zone) => zone.id));
  const named = after.assets.filter((asset) => !known.has(asset.id) && asset.zones.every((zone) => open.has(zone)));
  if (named.length === 0) return before;
  const added = (ids: readonly string[]): readonly string[] => [
    ...ids,
    ...named.flatMap((asset) =>
      asset.zones.filter((zone) => ids.includes(`${zone}/*`)).map((zone) => `${zone}/${asset.id}`),
    ),
  ];
  const grants = before.grants.map((grant) => ({
    ...grant,
    sources: added(grant.sources),
    destinations: added(grant.destinations),
  }));
  return { ...before, assets: [...before.assets, ...named], grants };
}

/** Everything of one protocol between the two ends of a conversation. */
function sameService({ space }: AllowedSet, witness: Witness): AllowedSet {
  const point = (number: number) => [{ from: number, to: number }];
  const sides: { readonly from: number; readonly to: number }[][] = [];
  sides[axes.source] = point(space.endpoints.numbers.get(witness.source) ?? 0);
  sides[axes.destination] = point(space.endpoints.numbers.get(witness.destination) ?? 0);
  sides[axes.protocol] = point(protocolNumber(space, witness.protocol));
  return { space, node: space.diagrams.box(sides) };
}

/** The set does not know that a function works on one table; a person does, so an example names one that does. */
function likelier(set: AllowedSet, witness: Witness, catalogue: Catalogue): Witness {
  const { operation, object } = witness;
  const entries = catalogue.protocols.get(witness.protocol ?? '')?.operations ?? [];
  const fits = (table: string | null): boolean => table === null || table === object?.table;
  const own = entries.find((each) => each.class === operation.class && each.name === operation.name);
  if (own === undefined || object === null || object.table === null || fits(own.table)) return witness;
  const time = witness.time;
  const other = entries
    .filter((each) => each.class === operation.class && each.table === object.table)
    .map(({ class: type, code, name }): Witness => ({ ...witness, operation: { class: type, code, name } }))
    .find((each) => time !== null && allowsRequest(set, { ...each, time } satisfies SetRequest));
  return other ?? witness;
}

/** A grant of just this conversation, at any time. */
function exactGrant(asked: Asked): PlanGrant {
  const { key, judgement } = asked;
  const { source, destination } = judgement;
  const port = key.port ?? 0;
  const name = key.operation?.name ?? `code:${key.operation?.code ?? ''}`;
  const objects = objectLimits([asked]);
  return {
    id: 'asked',
    conduit: '',
    from: source.attributes.zone ?? '',
    to: destination.attributes.zone ?? '',
    sources: [source.id],
    destinations: [destination.id],
    protocol: grantedProtocol(asked),
    services: [{ transport: key.transport, ports: { from: port, to: port } }],
    operations: key.operation === null ? null : [{ class: key.operation.class, name }],
    objects: objects.length === 0 ? null : objects,
    windows: [],
    owner: null,
    reason: null,
    ticket: null,
    expires: null,
    at: { file: '', line: 1, column: 1, endLine: 1, endColumn: 1 },
    fields: {},
  };
}
