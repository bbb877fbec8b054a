/**
 * The tree of an nftables ruleset, as far as this project understands the language: one table with chains, sets and maps.
 * Whatever is written in another way but means the same has the same tree, so names are numbers and comparisons intervals.
 */

import type { Family } from '../../../algebra/ip-address.ts';
import type { Place } from '../../proof/refusal.ts';
import type { FieldName, ValueType } from './fields.ts';

/** A closed interval of a field's values, or the name of an interface. */
export type NftValue = NumberValue | NameValue;

export interface NumberValue {
  readonly kind: 'numbers';
  readonly from: bigint;
  readonly to: bigint;
}

export interface NameValue {
  readonly kind: 'name';
  readonly name: string;
}

export type NftVerdict = { readonly kind: 'accept' | 'drop' } | { readonly kind: 'goto'; readonly target: string };

/** What an element leads to: nothing in a set; a mark, a verdict or an address in a map. */
export type NftResult = NftVerdict | NftMark | NftTarget | null;

/** The verdict that an element leads to, null where it leads to none. */
export function verdictOf(result: NftResult): NftVerdict | null {
  return result === null || result.kind === 'mark' || result.kind === 'target' ? null : result;
}

export interface NftMark {
  readonly kind: 'mark';
  readonly mark: number;
}

/** What stands instead of an address: a network of the same size, or one address and port. */
export interface NftTarget {
  readonly kind: 'target';
  readonly family: Family;
  readonly from: bigint;
  readonly to: bigint;
  readonly port: number | null;
}

/** Types of what maps lead to: `interval ipv4_addr`, or `ipv4_addr . inet_service`, and the same for IPv6. */
export type TargetType = 'networks4' | 'networks6' | 'sockets4' | 'sockets6';

export interface NftElement<R = NftResult> {
  /** One value for each part of the key. */
  readonly key: readonly NftValue[];
  readonly result: R;
  readonly comment: string | null;
  readonly at: Place;
}

/** A set, or a map when `result` is not null. */
export interface NftSet<R = NftResult> {
  readonly name: string;
  readonly key: readonly ValueType[];
  readonly result: 'mark' | 'verdict' | TargetType | null;
  /** Whether keys may be intervals. */
  readonly interval: boolean;
  /** Whether elements may go away by themselves; those that are there count as if they stayed. */
  readonly timeout: boolean;
  /** Whether each element counts its packets. */
  readonly counter: boolean;
  readonly elements: readonly NftElement<R>[];
  readonly at: Place;
}

export type NftStatement =
  | {
      readonly kind: 'match';
      readonly field: FieldName;
      /** Bits of the field that are looked at, null for the whole field. */
      readonly mask: bigint | null;
      readonly negated: boolean;
      /** At least one; the statement holds when the field is any of them. */
      readonly values: readonly NftValue[];
    }
  | { readonly kind: 'match-set'; readonly key: readonly FieldName[]; readonly negated: boolean; readonly set: string }
  | { readonly kind: 'vmap'; readonly key: readonly FieldName[]; readonly map: string }
  | { readonly kind: 'set-mark'; readonly target: 'meta mark' | 'ct mark'; readonly value: MarkValue }
  | { readonly kind: 'verdict'; readonly verdict: NftVerdict }
  /** Gives a connection another destination, or another source, where the map has the key. */
  | {
      readonly kind: 'translate';
      readonly side: 'dnat' | 'snat';
      readonly target: TargetType;
      readonly key: readonly FieldName[];
      readonly map: string;
    }
  /** A condition of which nothing is known; a reader that refuses what it does not understand never gives one. */
  | { readonly kind: 'unknown'; readonly number: number }
  | { readonly kind: 'counter'; readonly name: string | null }
  | { readonly kind: 'limit'; readonly rate: number; readonly per: string; readonly burst: number | null }
  | {
      readonly kind: 'log';
      readonly prefix: string | null;
      readonly group: number | null;
      readonly snaplen: number | null;
      readonly threshold: number | null;
    };

/** A number, the packet's mark with more bits, or what a map has for a key. */
export type MarkValue =
  | { readonly kind: 'mark'; readonly mark: number }
  | { readonly kind: 'with-bits'; readonly bits: number }
  | { readonly kind: 'map'; readonly key: readonly FieldName[]; readonly map: string };

export interface NftRule {
  readonly statements: readonly NftStatement[];
  readonly comment: string | null;
  readonly at: Place;
}

export interface NftChain {
  readonly name: string;
  /** Where packets enter the chain; null for a chain that is only gone to. */
  readonly hook: NftHook | null;
  /** What becomes of packets at the end of a chain with a hook; null for one without. */
  readonly policy: 'accept' | 'drop' | null;
  readonly rules: readonly NftRule[];
  readonly at: Place;
}

/**
 * Before it is known where a packet leaves, and once it is. First packets of connections also pass `dstnat` before it is known,
 * and `srcnat` once they were judged, where their addresses are translated.
 */
export type NftHook = 'prerouting' | 'forward' | 'dstnat' | 'srcnat';

/** What a router forwards, or what a bridge does. */
export type NftFamily = 'inet' | 'bridge';

/** The only table that looks at what is forwarded. */
export interface NftTable {
  readonly family: NftFamily;
  readonly name: string;
  readonly comment: string | null;
  /** Names of counters. */
  readonly counters: readonly string[];
  readonly sets: readonly NftSet[];
  readonly chains: readonly NftChain[];
}
