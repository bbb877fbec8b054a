/** One concrete conversation out of a set, as plain as the set has one. */

import { type Catalogue, type OperationClass, operationClasses } from '../model/catalogue.ts';
import { operationsByCode } from '../model/catalogue-lookup.ts';
import { connectOperation, type Operation } from '../model/conversation.ts';
import type { AllowedSet, SetRequest } from './allowed-set.ts';
import { type AllowedSpace, axes, serviceOf } from './allowed-space.ts';
import { type DiagramNode, everything, nothing } from './diagram-runs.ts';
import { momentWithin } from './moment-within.ts';
import { sessionsAt } from './time-axes.ts';

/** A conversation of a set; `time` is null when clocks of different time zones would have to disagree. */
export type Witness = Omit<SetRequest, 'time'> & { readonly time: number | null };

/** Null for the empty set. `now` is a moment, in seconds since the epoch, near which the witness's time is looked for. */
export function witnessOf(set: AllowedSet, catalogue: Catalogue, now: number): Witness | null {
  if (set.node === nothing) return null;
  const { space } = set;
  const values = space.diagrams.sizes.map((_, axis) => plainest(space, axis));
  const sides: (DiagramSide | undefined)[] = [];
  for (let node: DiagramNode = set.node; node !== everything; ) {
    const axis = space.diagrams.axisOf(node);
    const edges = space.diagrams.edgesOf(node);
    const wanted = values[axis] ?? 0;
    const usual = edges.find(({ from, to }) => from <= wanted && wanted <= to);
    const edge = usual ?? edges[0];
    if (edge === undefined) return null;
    if (usual === undefined) values[axis] = edge.from;
    sides[axis] = edge;
    node = edge.child;
  }
  return requestOf(space, values, sides, catalogue, now);
}

/** The interval of an axis that the witness was taken from. */
interface DiagramSide {
  readonly from: number;
  readonly to: number;
}

function requestOf(
  space: AllowedSpace,
  values: readonly number[],
  sides: readonly (DiagramSide | undefined)[],
  catalogue: Catalogue,
  now: number,
): Witness {
  const at = (axis: number): number => values[axis] ?? 0;
  const { transport, port } = serviceOf(at(axes.service));
  const protocol = space.protocols.names[at(axes.protocol)] ?? null;
  const table = at(axes.table) === 0 ? null : (space.tables.names[at(axes.table) - 1] ?? 'other');
  return {
    source: space.endpoints.names[at(axes.source)] ?? '?',
    destination: space.endpoints.names[at(axes.destination)] ?? '?',
    protocol,
    transport,
    port,
    operation: operationAt(space, at(axes.operation), { protocol, table }, catalogue),
    object: {
      unit: at(axes.unit) === 0 ? null : at(axes.unit) - 1,
      table,
      first: at(axes.index) === 0 ? null : at(axes.index) - 1,
      count: at(axes.index) === 0 ? null : 1,
    },
    time: momentWithin(space.time, sides.slice(axes.date), now),
    sessions: sessionsAt(space.time, values.slice(axes.date)),
  };
}

/** Values that need no explanation where nothing else is asked for: the operation is the first session operation. */
function plainest(space: AllowedSpace, axis: number): number {
  return axis === axes.operation ? (space.operations.get('session')?.first ?? 0) : 0;
}

/** The operation behind a number: one of the catalogue if it has one there, else a code that nobody lists. */
function operationAt(
  space: AllowedSpace,
  number: number,
  { protocol, table }: { readonly protocol: string | null; readonly table: string | null },
  catalogue: Catalogue,
): Operation {
  const type = operationClasses.findLast((each) => (space.operations.get(each)?.first ?? 0) <= number) ?? 'unknown';
  const axis = space.operations.get(type);
  const name = axis?.names[number - axis.first];
  const entries = (catalogue.protocols.get(protocol ?? '')?.operations ?? []).filter((each) => each.class === type);
  if (name?.startsWith('code:')) return { class: type, code: name.slice('code:'.length), name: null };
  if (name !== undefined) {
    const code = entries.find((each) => each.name === name)?.code ?? '?';
    return { class: type, code, name };
  }
  const others = entries.filter((each) => axis?.numbers.has(each.name) !== true);
  const other = others.find((each) => each.table === table) ?? others[0];
  if (other !== undefined) return { class: type, code: other.code, name: other.name };
  return unlisted(type, protocol, axis?.numbers ?? new Map(), catalogue);
}

function unlisted(
  type: OperationClass,
  protocol: string | null,
  taken: ReadonlyMap<string, number>,
  catalogue: Catalogue,
): Operation {
  if (type === 'session') return connectOperation;
  for (let code = 255; ; code--) {
    const free = !taken.has(`code:${code}`) && operationsByCode(catalogue, protocol ?? '', String(code)).length === 0;
    if (free || code < 0) return { class: type, code: String(code), name: null };
  }
}
