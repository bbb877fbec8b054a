/** What the reader of a dialect gives: how a configuration that was written treats packets, found without what wrote it. */
import type { DiagramNode } from '../../algebra/diagram-runs.ts';
import type { AddressRange } from '../../algebra/ip-address.ts';
import type { Refusal } from './refusal.ts';
import type { WireSpace } from './wire-space.ts';

/** A configuration that was read. */
export interface ReadBack {
  /** Addresses that it tells apart. */
  readonly addresses: readonly AddressRange[];
  readonly interfaces: readonly string[];
  readonly rules: number;
  readonly elements: number;
  /** What it does with packets of a space that tells apart at least these addresses and interfaces. */
  readonly enforce: (space: WireSpace) => Enforcement;
}

export interface Enforcement {
  /** First packets of conversations that pass. */
  readonly opened: DiagramNode;
  /** What is wrong with packets of conversations that have begun, or that belong to none; empty sets are no faults. */
  readonly faults: readonly { readonly what: string; readonly packets: DiagramNode }[];
  readonly refusal: Refusal | null;
}
