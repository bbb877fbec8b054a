/** Collects what traffic says about devices: one entry per distinct fact, in bounded number. */
import type { Evidence } from '../../model/conversation.ts';
import { type DeviceIdentity, type IdentityFact, identityFields } from '../../model/identity.ts';
import { absent } from '../observation-sink.ts';
import { compareDevices } from './device-order.ts';
import { printableValue } from './printable-value.ts';
import type { SaidFact } from './said-fact.ts';

export interface FactTable {
  add(fact: SaidFact): void;
  /** Facts that found no place. */
  overflow(): number;
  /** Sorted by scope, address and unit. */
  devices(): DeviceIdentity[];
}

interface KnownFact {
  readonly said: SaidFact;
  readonly value: string;
  count: number;
  first: number;
  last: number;
  evidence: Evidence;
}

/** An empty table for at most `limit` distinct facts. */
export function createFactTable(limit: number): FactTable {
  const facts = new Map<string, KnownFact>();
  let overflow = 0;
  return {
    add(said) {
      const value = printableValue(said.value);
      if (value === null) return;
      const { scope, address, unit, field, protocol, micros, evidence } = said;
      const key = `${scope === null ? '' : `=${scope}`} ${address} ${unit} ${field} ${protocol} ${value}`;
      const known = facts.get(key);
      if (known === undefined) {
        if (facts.size < limit) facts.set(key, { said, value, count: 1, first: micros, last: micros, evidence });
        else overflow++;
        return;
      }
      known.count++;
      known.last = Math.max(known.last, micros);
      if (micros < known.first || (micros === known.first && evidencePrecedes(evidence, known.evidence))) {
        known.first = micros;
        known.evidence = evidence;
      }
    },
    overflow: () => overflow,
    devices: () => groupByDevice([...facts.values()]),
  };
}

function evidencePrecedes(one: Evidence, other: Evidence): boolean {
  return one.file === other.file ? one.position < other.position : one.file < other.file;
}

function groupByDevice(facts: readonly KnownFact[]): DeviceIdentity[] {
  const devices = new Map<string, { readonly said: SaidFact; readonly facts: IdentityFact[] }>();
  for (const { said, value, count, first, last, evidence } of facts) {
    const { scope, address, unit, field, protocol } = said;
    const key = `${scope === null ? '' : `=${scope}`} ${address} ${unit}`;
    const device = devices.get(key) ?? { said, facts: [] };
    device.facts.push({ field, value, protocol, count, first, last, evidence });
    devices.set(key, device);
  }
  return [...devices.values()]
    .map(({ said, facts: own }) => ({
      scope: said.scope,
      address: said.address,
      unit: said.unit === absent ? null : said.unit,
      facts: own.sort(compareFacts),
    }))
    .sort(compareDevices);
}

function compareFacts(a: IdentityFact, b: IdentityFact): number {
  const byField = identityFields.indexOf(a.field) - identityFields.indexOf(b.field);
  return byField || compareText(a.value, b.value) || compareText(a.protocol, b.protocol);
}

function compareText(a: string, b: string): number {
  return a === b ? 0 : a < b ? -1 : 1;
}
