/** What a change opens besides the conversations that it is for: the difference of two allowed sets, by example. */
import {
  type AllowedSet,
  allowedByGrants,
  allowedSetOf,
  isEmptySet,
  type SetRequest,
  subtractSets,
} from '../algebra/allowed-set.ts';
import { axes, createSpace } from '../algebra/allowed-space.ts';
import { type Witness, witnessOf } from '../algebra/witness.ts';
import type { Catalogue } from '../model/catalogue.ts';
import type { Plan, PlanGrant } from '../model/plan.ts';
import { type Asked, grantedProtocol, objectLimits } from './asked.ts';

export interface Opening {
  /** One conversation for each pair of endpoints that something else is opened between. */
  readonly examples: readonly Witness[];
  /** Whether there are more such pairs than examples. */
  readonly more: boolean;
}

const mostExamples = 5;

/** `asked` are the conversations as they are judged in the later plan. */
export function whatOpens(
  before: Plan,
  after: Plan,
  asked: readonly Asked[],
  catalogue: Catalogue,
  now: number,
): Opening {
  const space = createSpace([before, after, { ...after, grants: asked.map(exactGrant) }]);
  const opened = subtractSets(allowedSetOf(after, space), allowedSetOf(before, space));
  let rest = subtractSets(opened, allowedByGrants(space, asked.map(exactGrant)));
  const examples: Witness[] = [];
  while (examples.length < mostExamples) {
    const witness = witnessOf(rest, catalogue, now);
    if (witness === null) return { examples, more: false };
    examples.push(witness);
    rest = subtractSets(rest, betweenEnds(rest, witness));
  }
  return { examples, more: !isEmptySet(rest) };
}

/** Everything between the two ends of a conversation. */
function betweenEnds(
  { space }: AllowedSet,
  { source, destination }: Pick<SetRequest, 'source' | 'destination'>,
): AllowedSet {
  const sides: { readonly from: number; readonly to: number }[][] = [];
  const from = space.endpoints.numbers.get(source) ?? 0;
  const to = space.endpoints.numbers.get(destination) ?? 0;
  sides[axes.source] = [{ from, to: from }];
  sides[axes.destination] = [{ from: to, to }];
  return { space, node: space.diagrams.box(sides) };
}

/** A grant of just this conversation, at any time. */
function exactGrant(asked: Asked): PlanGrant {
  const { key, judgement } = asked;
  const { source, destination } = judgement;
  const port = key.port ?? 0;
  const at = { file: '', line: 1, column: 1, endLine: 1, endColumn: 1 };
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
    at,
    fields: {},
  };
}
