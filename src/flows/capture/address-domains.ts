/**
 * Numbers for the address domains (scopes) that VLANs belong to, so that VLANs of one scope share their connections. What a
 * boundary dropped is no part of a connection that passed, so that it has domains of its own.
 */
import { notDropped } from '../boundary-drops.ts';
import type { FlowContext } from '../flow-context.ts';
import { untagged } from './packet.ts';

export interface AddressDomains {
  /** The number of a VLAN's scope, `untagged` is a VLAN too, and of what a boundary did, `notDropped` is that too. */
  numberOf(vlan: number, drop: number): number;
  /** The scope with a number. */
  scope(domain: number): string | null;
  /** What a boundary did with the packets of a domain, as a number. */
  drop(domain: number): number;
  /** How many there are so far. */
  count(): number;
}

const vlans = 4096;

/** The domains of one file; there are at most as many as VLAN ids, for each thing that a boundary did. */
export function createAddressDomains(context: FlowContext): AddressDomains {
  const domains: { readonly scope: string | null; readonly drop: number }[] = [];
  const numbers = new Map<number, number>();
  /** By what makes a domain. */
  const places = new Map<string, number>();

  function find(vlan: number, drop: number): number {
    const scope = context.scopeOf(vlan === untagged ? null : vlan);
    const text = JSON.stringify([drop, scope]);
    const place = places.get(text) ?? domains.push({ scope, drop }) - 1;
    places.set(text, place);
    return place;
  }

  return {
    numberOf(vlan, drop) {
      const key = drop * vlans + vlan;
      const known = numbers.get(key);
      if (known !== undefined) return known;
      const domain = find(vlan, drop);
      numbers.set(key, domain);
      return domain;
    },
    scope: (domain) => domains[domain]?.scope ?? null,
    drop: (domain) => domains[domain]?.drop ?? notDropped,
    count: () => domains.length,
  };
}
