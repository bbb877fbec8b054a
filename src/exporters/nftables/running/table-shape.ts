/**
 * What there is to know of a table to change the policy in it: its chains with a hook, what its policies share, and what keeps
 * a candidate on trial. One table judges the packets of a router, another the frames of a bridge.
 */
import { sharedObjects, table } from '../generation.ts';

export interface TableShape {
  /** The name of the table, with its family. */
  readonly table: string;
  /** Chains that packets meet. The first one judges, and its rules carry the names of the policies. */
  readonly hooks: readonly [HookShape, ...HookShape[]];
  /** Declarations of counters and sets that stay as they are when one policy takes over from another. */
  readonly shared: readonly string[];
  readonly trial: TrialShape;
  /** Families of chains that see the same packets. */
  readonly families: readonly string[];
  /** The number of the priority `filter` in the family of the table (nft(8)). */
  readonly priority: number;
}

export interface HookShape {
  /** Of the chain. */
  readonly name: string;
  readonly hook: string;
  readonly policy: 'drop' | 'accept';
  /** The chain of a policy that it leads to, without a suffix. */
  readonly leadsTo: string;
}

/** What every packet has, so that a set of it with a timeout is a switch that goes off by itself. */
export interface TrialShape {
  /** As nft(8) calls the type, and the field of that type. */
  readonly type: string;
  readonly field: string;
  /** All of its values that there can be. */
  readonly values: readonly string[];
}

/** The table of a router. */
export const routerShape: TableShape = {
  table,
  hooks: [{ name: 'forward', hook: 'forward', policy: 'drop', leadsTo: 'enforce' }],
  shared: sharedObjects,
  trial: { type: 'nf_proto', field: 'nfproto', values: ['ipv4', 'ipv6'] },
  families: ['ip', 'ip6', 'inet', 'netdev'],
  priority: 0,
};
