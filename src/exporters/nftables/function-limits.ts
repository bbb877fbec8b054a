/** What may be asked where grants ask for functions to be told apart, numbered behind the time limits of everything else. */
import type { FixedRequest } from '../../model/fixed-requests.ts';
import type { Cell } from '../cells.ts';
import { compareRequests, type Openness } from '../enforced-functions.ts';
import { type TimeCondition, uniteConditions } from '../time-condition.ts';

export interface FunctionLimit {
  /** Behind the ids of schedules. */
  readonly id: number;
  /** When any of its parts holds: a connection may be open then. */
  readonly condition: TimeCondition;
  readonly parts: readonly FunctionPart[];
}

/** Requests that may be sent at the same times. */
export interface FunctionPart {
  readonly condition: TimeCondition;
  /** By code and length, at least one; null: whatever is spoken on the port. */
  readonly requests: readonly FixedRequest[] | null;
  /** Ids of the windows: a union of conjunctions. */
  readonly windows: readonly (readonly string[])[];
}

export interface FunctionPlan {
  readonly limits: readonly FunctionLimit[];
  /** `goto functions_3` for each cell. */
  readonly verdicts: ReadonlyMap<Cell, string>;
}

/** Limits for cells in which nothing but requests passes; numbers begin behind `last`. */
export function planFunctionLimits(cells: readonly Cell[], openness: Openness, last: number): FunctionPlan {
  const limits = new Map<string, FunctionLimit>();
  const verdicts = new Map<Cell, string>();
  for (const cell of cells) {
    const parts = partsOf(cell, openness);
    const key = JSON.stringify(parts.map(({ condition, requests: own }) => [condition, own]));
    const limit = limits.get(key) ?? {
      id: last + limits.size + 1,
      condition: uniteConditions(parts.map(({ condition }) => condition)),
      parts,
    };
    limits.set(key, limit);
    verdicts.set(cell, `goto functions_${limit.id}`);
  }
  return { limits: [...limits.values()], verdicts };
}

function partsOf({ grants }: Cell, { requests, times }: Openness): readonly FunctionPart[] {
  const alike = Map.groupBy(grants, ({ id }) => JSON.stringify([requests.has(id), times.get(id) ?? []]));
  return [...alike.keys()].sort().map((key) => {
    const own = alike.get(key) ?? [];
    const isWhole = own.some(({ id }) => !requests.has(id));
    const asked = own.flatMap(({ id }) => requests.get(id) ?? []);
    const single = new Map(asked.map((request) => [`${request.code} ${request.length}`, request]));
    const windows = new Map(own.map((grant) => [...grant.windows].sort()).map((ids) => [ids.join('\n'), ids]));
    return {
      condition: times.get(own[0]?.id ?? '') ?? [],
      requests: isWhole ? null : [...single.values()].sort(compareRequests),
      windows: [...windows.keys()].sort().map((ids) => windows.get(ids) ?? []),
    };
  });
}
