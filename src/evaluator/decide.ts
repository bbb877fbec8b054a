/**
 * Decisions with a cache. The key holds exactly what a policy can observe, and `inputFor` builds the input from
 * nothing but the key: two conversations with one key cannot be decided differently, whatever the Rego says.
 */

import type { Transport } from '../model/catalogue.ts';
import type { ObjectRange, Operation } from '../model/conversation.ts';
import type { Endpoint } from '../model/endpoint.ts';
import type { PolicyInput } from '../model/policy-input.ts';
import type { Decision, Policy } from './policy.ts';

/** A complete observation, as the policy can see it. */
export interface DecisionKey {
  readonly source: Endpoint;
  readonly destination: Endpoint;
  readonly protocol: string | null;
  readonly transport: Transport;
  readonly port: number;
  readonly operation: Operation;
  readonly object: ObjectRange | null;
  /** Active windows, sorted. */
  readonly windows: readonly string[];
}

export interface DecisionCounts {
  readonly asked: number;
  readonly evaluated: number;
}

export interface Decider {
  readonly decide: (key: DecisionKey) => Decision;
  readonly counts: () => DecisionCounts;
}

/** A decider whose cache holds at most `capacity` decisions; when full it starts anew. */
export function createDecider(policy: Policy, capacity: number = 1_000_000): Decider {
  const cache = new Map<string, Decision>();
  let asked = 0;
  let evaluated = 0;
  return {
    decide: (key) => {
      asked += 1;
      const text = textOf(key);
      const known = cache.get(text);
      if (known !== undefined) return known;
      evaluated += 1;
      const decision = policy.decide(inputFor(key));
      if (cache.size >= capacity) cache.clear();
      cache.set(text, decision);
      return decision;
    },
    counts: () => ({ asked, evaluated }),
  };
}

/** The only producer of policy input. */
export function inputFor(key: DecisionKey): PolicyInput {
  return {
    source: key.source.attributes,
    destination: key.destination.attributes,
    service: { protocol: key.protocol, transport: key.transport, port: key.port },
    operation: key.operation,
    object: key.object ?? { unit: null, table: null, first: null, count: null },
    windows: key.windows,
  };
}

/**
 * An endpoint's id determines its attributes, since both come from one plan. Ids, protocols and names hold no line
 * breaks; a code may come from a packet, so its length stands before it and no two keys have one text.
 */
function textOf(key: DecisionKey): string {
  const { source, destination, protocol, transport, port, operation, object, windows } = key;
  const { class: operationClass, code, name } = operation;
  const head = `${source.id}\n${destination.id}\n${protocol ?? ''}\n${transport}\n${port}\n${windowsText(windows)}`;
  const asked = `${operationClass}\n${name ?? ''}\n${code.length}:${code}`;
  if (object === null) return `${head}\n${asked}`;
  return `${head}\n${asked}\n${object.unit}\n${object.table}\n${object.first}\n${object.count}`;
}

const windowTexts = new WeakMap<readonly string[], string>();

/** The windows of a bucket are one array for all its conversations. */
function windowsText(windows: readonly string[]): string {
  const known = windowTexts.get(windows) ?? JSON.stringify(windows);
  windowTexts.set(windows, known);
  return known;
}
