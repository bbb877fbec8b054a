/**
 * Completions of a partial observation: the finitely many complete conversations that stand for all of those it
 * could have been. A verdict on a partial observation quantifies over them (docs/architecture.md, "Three values").
 */
import { coversPort } from '../algebra/grant-limits.ts';
import type { Catalogue, OperationEntry, Protocol } from '../model/catalogue.ts';
import { protocolsByPort } from '../model/catalogue-lookup.ts';
import { type ConversationKey, connectOperation, type ObjectRange, type Operation } from '../model/conversation.ts';
import type { PlanGrant } from '../model/plan.ts';
import type { IntegerRange, ObjectLimit } from '../model/plant.ts';
import { coversOperation } from './grant-coverage.ts';

/** One way to fill in what was not shown. */
export interface Completion {
  readonly protocol: string;
  readonly operation: Operation;
  readonly object: ObjectRange | null;
}

/** A code outside every catalogue. */
const unknownOperation: Operation = { class: 'unknown', code: '?', name: null };

/**
 * Protocols that the conversation may have been, the likeliest first: the recognised one, else those that listen
 * on its port according to the catalogue or to a grant, else the bare transport.
 */
export function protocolsOf(
  key: ConversationKey,
  catalogue: Catalogue,
  grants: readonly PlanGrant[],
): readonly string[] {
  if (key.protocol !== null) return [key.protocol];
  const port = key.port ?? 0;
  const granted = grants
    .filter((grant) => !isGeneric(grant.protocol) && coversPort(grant, key.transport, port))
    .map((grant) => grant.protocol);
  const usual = protocolsByPort(catalogue, key.transport, port).filter((id) => granted.length === 0 || !isGeneric(id));
  const all = [...new Set([...usual, ...granted])];
  return all.length > 0 ? all : [key.transport];
}

/** What may tell completions apart. */
export interface Distinctions {
  /** The grants that name both endpoints: they hold the borders. */
  readonly grants: readonly PlanGrant[];
  /** Whether Rego speaks here, which may tell any two operations apart. */
  readonly rego: boolean;
}

/** One completion for each way in which the grants can tell them apart. */
export type Completer = (key: ConversationKey, protocol: string, distinctions: Distinctions) => readonly Completion[];

/** A completer that works out once what conversations of one kind could have been: most of a log is of one kind. */
export function createCompleter(catalogue: Catalogue): Completer {
  const known = new Map<string, readonly Completion[]>();
  const shapeOf = createShapes();
  return (key, protocol, distinctions) => {
    if (key.operation !== null || key.object !== null) return completionsOf(key, protocol, catalogue, distinctions);
    const shapes = distinctions.grants.map(shapeOf).join(',');
    const kind = `${protocol} ${key.missing.join('+')} ${distinctions.rego} ${shapes}`;
    const completions = known.get(kind) ?? completionsOf(key, protocol, catalogue, distinctions);
    known.set(kind, completions);
    return completions;
  };
}

/** Numbers grants by all that completions depend on. */
function createShapes(): (grant: PlanGrant) => number {
  const numbers = new Map<string, number>();
  const byGrant = new WeakMap<PlanGrant, number>();
  return (grant) => {
    const known = byGrant.get(grant);
    if (known !== undefined) return known;
    const text = JSON.stringify([grant.protocol, grant.operations, grant.objects]);
    const number = numbers.get(text) ?? numbers.size;
    numbers.set(text, number);
    byGrant.set(grant, number);
    return number;
  };
}

function completionsOf(
  key: ConversationKey,
  protocolId: string,
  catalogue: Catalogue,
  { grants, rego }: Distinctions,
): readonly Completion[] {
  const protocol = catalogue.protocols.get(protocolId);
  const own = grants.filter((grant) => grant.protocol === protocolId);
  const limits = own.flatMap((grant) => grant.objects ?? []);
  const operations = operationsOf(key, protocol, own);
  const representatives = rego ? operations : distinctOperations(operations, own);
  return representatives.flatMap(({ operation, table }) =>
    objectsOf(key, protocol, table, operation, limits).map((object) => ({ protocol: protocolId, operation, object })),
  );
}

/** One operation of each set that the grants treat alike; the object table counts where objects are limited. */
function distinctOperations(
  operations: readonly PossibleOperation[],
  grants: readonly PlanGrant[],
): readonly PossibleOperation[] {
  const limited = grants.some((grant) => grant.objects !== null);
  const found = new Map<string, PossibleOperation>();
  for (const possibility of operations) {
    const { operation, table } = possibility;
    const treatment = grants.map((grant) => (coversOperation(grant, operation) ? '1' : '0')).join('');
    const key = operation.class === 'session' ? 'session' : `${treatment} ${limited ? (table ?? '') : ''}`;
    if (!found.has(key)) found.set(key, possibility);
  }
  return [...found.values()];
}

interface PossibleOperation {
  readonly operation: Operation;
  /** Object table that the operation works on; null when it has none. */
  readonly table: string | null;
}

function operationsOf(
  key: ConversationKey,
  protocol: Protocol | undefined,
  grants: readonly PlanGrant[],
): readonly PossibleOperation[] {
  if (key.operation !== null) return [{ operation: key.operation, table: key.object?.table ?? null }];
  const entries = protocol?.operations ?? [];
  if (entries.length === 0 || !key.missing.includes('operation')) return [{ operation: connectOperation, table: null }];
  return [...entries.map(possible), ...codesOutsideCatalogue(grants), { operation: unknownOperation, table: null }];
}

/** Operations that a grant names by a code which the catalogue does not have. */
function codesOutsideCatalogue(grants: readonly PlanGrant[]): readonly PossibleOperation[] {
  const named = grants.flatMap((grant) => grant.operations ?? []).flatMap((each) => each.name ?? []);
  const codes = new Set(named.filter((name) => name.startsWith('code:')).map((name) => name.slice('code:'.length)));
  return [...codes].map((code) => ({ operation: { class: 'unknown', code, name: null }, table: null }));
}

function possible(entry: OperationEntry): PossibleOperation {
  return { operation: { class: entry.class, code: entry.code, name: entry.name }, table: entry.table };
}

function objectsOf(
  key: ConversationKey,
  protocol: Protocol | undefined,
  table: string | null,
  operation: Operation,
  limits: readonly Pick<ObjectLimit, 'unit' | 'table' | 'range'>[],
): readonly (ObjectRange | null)[] {
  const shown = key.object;
  const hidden = key.missing.includes('object') || key.missing.includes('operation');
  const addressing = protocol?.object ?? null;
  if (!hidden || addressing === null || operation.class === 'session') return [shown];
  const unit = addressing.unit;
  const units =
    shown?.unit !== undefined && shown.unit !== null
      ? [shown.unit]
      : unit === null
        ? [null]
        : points(
            limits.map((limit) => limit.unit),
            unit.min,
            unit.max,
          );
  const range = addressing.range;
  // An operation that does not say on what it works may work on any table, or on none.
  const tables = table === null ? [null, ...new Set(limits.flatMap((limit) => limit.table ?? []))] : [table];
  const firsts =
    range === null || (shown?.first ?? null) !== null
      ? [shown?.first ?? null]
      : [
          ...(table === null ? [null] : []),
          ...points(
            limits.map((limit) => limit.range),
            range.min,
            range.max,
          ),
        ];
  return units.flatMap((unitAsked) =>
    tables.flatMap((tableAsked) =>
      firsts.map((first) => ({
        unit: unitAsked,
        table: tableAsked,
        first,
        count: first === null ? null : (shown?.count ?? 1),
      })),
    ),
  );
}

/** One point in every interval that the limits' borders cut out of `[min, max]`. */
function points(limits: readonly (IntegerRange | null)[], min: number, max: number): readonly number[] {
  const cuts = new Set([min]);
  for (const limit of limits) {
    if (limit === null) continue;
    for (const point of [limit.from, limit.to + 1]) if (point >= min && point <= max) cuts.add(point);
  }
  return [...cuts].sort((a, b) => a - b);
}

function isGeneric(protocol: string): boolean {
  return protocol === 'tcp' || protocol === 'udp' || protocol === 'ip' || protocol === 'ethernet';
}
