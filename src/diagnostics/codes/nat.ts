/** Translation of addresses at boundaries: 1:1 NAT and port forwards. */
import type { CatalogueEntries, References } from '../catalogue-entry.ts';
import { quote } from '../words.ts';

interface NatArgs {
  readonly boundary: string;
  readonly nat: string;
}

interface ForwardArgs {
  readonly boundary: string;
  readonly forward: string;
}

export interface NatDiagnostics {
  readonly 'nat/unequal': NatArgs & { readonly outside: string; readonly inside: string };
  readonly 'nat/one-scope': NatArgs & { readonly scope: string };
  readonly 'nat/overlap': NatArgs & {
    readonly network: string;
    readonly scope: string;
    /** Who else has addresses of the network, in plant words. */
    readonly other: string;
  };
  readonly 'nat/nested': NatArgs & { readonly network: string; readonly outer: string; readonly zone: string };
  readonly 'nat/shadowed': NatArgs & {
    readonly zone: string;
    readonly network: string;
    readonly scope: string;
    readonly inside: string;
  };
  readonly 'nat/inside-twice': NatArgs & { readonly network: string; readonly other: string };
  readonly 'nat/circular': { readonly scope: string; readonly boundary: string };
  readonly 'nat/not-between': {
    readonly boundary: string;
    /** The 1:1 NAT or the port forward, in plant words. */
    readonly what: string;
    readonly outside: string;
    readonly inside: string;
  };
  readonly 'nat/forward-twice': ForwardArgs & { readonly service: string; readonly other: string };
  readonly 'nat/forward-nowhere': ForwardArgs & {
    readonly asset: string;
    readonly family: 'IPv4' | 'IPv6';
    /** The addresses that it has of the family, in words; null for none. */
    readonly addresses: string | null;
  };
}

const logicalBoundary: References = {
  iec62443: ['3-2 ZCR 6.4', '3-3 SR 5.1'],
  attackIcs: ['M0930'],
  nist80082: ['5.2.3'],
};

export const natEntries: CatalogueEntries<NatDiagnostics> = {
  'nat/unequal': {
    severity: 'high',
    what: ({ boundary, nat, outside, inside }) =>
      `NAT ${quote(nat)} of boundary ${quote(boundary)} translates ${quote(outside)} to ${quote(inside)}, which is not of the same size`,
    why: 'in 1:1 NAT each address outside stands for one inside; in networks of two sizes some would stand for none',
    fix: () => 'give both networks the same family and the same prefix length',
    references: logicalBoundary,
  },
  'nat/one-scope': {
    severity: 'high',
    what: ({ boundary, nat, scope }) =>
      `NAT ${quote(nat)} of boundary ${quote(boundary)} has scope ${quote(scope)} on both sides`,
    why: 'a device would have two addresses in one scope, and traffic past the translation could not be told from traffic through it',
    fix: () => 'give the zones inside a scope of their own, and name it under `inside`',
    references: logicalBoundary,
  },
  'nat/overlap': {
    severity: 'high',
    what: ({ boundary, nat, network, scope, other }) =>
      `network ${quote(network)}, by which NAT ${quote(nat)} of boundary ${quote(boundary)} is seen in scope ${quote(scope)}, has addresses of ${other}`,
    why: 'traffic of these addresses cannot be attributed to one device',
    fix: () => 'translate to a network that nothing else in the scope uses',
    references: logicalBoundary,
  },
  'nat/nested': {
    severity: 'medium',
    what: ({ boundary, nat, network, outer, zone }) =>
      `network ${quote(network)} of NAT ${quote(nat)} of boundary ${quote(boundary)} lies inside ${quote(outer)} of zone ${quote(zone)}`,
    why: 'its addresses stand for devices of another zone, which readers of the outer zone do not see',
    fix: ({ network, outer }) => `cut ${quote(network)} out of ${quote(outer)}`,
    references: logicalBoundary,
  },
  'nat/shadowed': {
    severity: 'medium',
    what: ({ boundary, nat, zone, network, scope, inside }) =>
      `network ${quote(network)} of zone ${quote(zone)} has addresses that mean other devices in scope ${quote(scope)}, inside NAT ${quote(nat)} of boundary ${quote(boundary)} (${quote(inside)})`,
    why: 'inside, the two cannot be told apart, and answers to the zone outside never leave the line',
    fix: ({ zone }) => `give zone ${quote(zone)} other addresses, or translate its addresses too`,
    references: logicalBoundary,
  },
  'nat/inside-twice': {
    severity: 'medium',
    what: ({ boundary, nat, network, other }) =>
      `network ${quote(network)} inside NAT ${quote(nat)} has addresses that NAT ${quote(other)} of the same boundary ${quote(boundary)} has too`,
    why: 'a boundary forwards what it has translated, so it would see two devices under one address, and exports refuse both',
    fix: () =>
      'give each line a boundary of its own; on one machine, a network namespace each (docs/nat.md, "Two lines with the same network")',
    references: logicalBoundary,
  },
  'nat/circular': {
    severity: 'high',
    what: ({ scope, boundary }) => `boundary ${quote(boundary)} puts scope ${quote(scope)} inside of itself`,
    why: 'what an address outside stands for could not be followed to an end',
    fix: () =>
      'see which scope lies outside at each boundary, and exchange `outside` and `inside` where they are mistaken',
    references: logicalBoundary,
  },
  'nat/not-between': {
    severity: 'medium',
    what: ({ boundary, what, outside, inside }) =>
      `${what} of boundary ${quote(boundary)} does not have zones of scope ${quote(outside)} and of scope ${quote(inside)} behind different interfaces`,
    why: 'a boundary translates what passes from one of its interfaces to another, so nothing can be exported for this',
    fix: () =>
      'put the zones of both scopes behind interfaces of the boundary, or move the translation to the boundary that has them',
    references: logicalBoundary,
  },
  'nat/forward-twice': {
    severity: 'high',
    what: ({ boundary, forward, service, other }) =>
      `port forward ${quote(forward)} of boundary ${quote(boundary)} takes ${quote(service)}, which ${other} has already`,
    why: 'what is sent there would have two destinations',
    fix: () => 'give one of them another port or another address',
    references: logicalBoundary,
  },
  'nat/forward-nowhere': {
    severity: 'high',
    what: ({ boundary, forward, asset, family, addresses }) =>
      addresses === null
        ? `asset ${quote(asset)}, to which port forward ${quote(forward)} of boundary ${quote(boundary)} leads, has no ${family} address`
        : `asset ${quote(asset)}, to which port forward ${quote(forward)} of boundary ${quote(boundary)} leads, has the ${family} addresses ${quote(addresses)}`,
    why: 'a port forward leads to one address',
    fix: ({ addresses, family }) =>
      addresses === null
        ? `give the asset an ${family} address, or name another asset`
        : 'make an asset of its own of the address that answers',
    references: logicalBoundary,
  },
};
