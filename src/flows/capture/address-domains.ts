/** Numbers for the address domains (scopes) that VLANs belong to, so that VLANs of one scope share their connections. */
import type { FlowContext } from '../flow-context.ts';
import { untagged } from './packet.ts';

export interface AddressDomains {
  /** The number of a VLAN's scope; `untagged` is a VLAN too. */
  numberOf(vlan: number): number;
  /** The scope with a number. */
  scope(domain: number): string | null;
  /** How many there are so far. */
  count(): number;
}

/** The domains of one file; there are at most as many as VLAN ids. */
export function createAddressDomains(context: FlowContext): AddressDomains {
  const scopes: (string | null)[] = [];
  const numbers = new Map<number, number>();
  return {
    numberOf(vlan) {
      const known = numbers.get(vlan);
      if (known !== undefined) return known;
      const scope = context.scopeOf(vlan === untagged ? null : vlan);
      const place = scopes.indexOf(scope);
      const domain = place < 0 ? scopes.push(scope) - 1 : place;
      numbers.set(vlan, domain);
      return domain;
    },
    scope: (domain) => scopes[domain] ?? null,
    count: () => scopes.length,
  };
}
