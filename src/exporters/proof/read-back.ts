/** What the reader of a dialect gives: how a configuration that was written treats packets, found without what wrote it. */
import type { DiagramNode } from '../../algebra/diagram-runs.ts';
import type { AddressRange } from '../../algebra/ip-address.ts';
import type { Question } from '../nft/trace/packet-model.ts';
import type { Refusal } from './refusal.ts';
import type { BoundaryTranslation, Distinguished } from './translation/plan-translation.ts';
import type { WireSpace } from './wire-space.ts';

/** A configuration that was read. */
export interface ReadBack {
  /** Addresses that it tells apart. */
  readonly addresses: readonly AddressRange[];
  readonly interfaces: readonly string[];
  readonly rules: number;
  readonly elements: number;
  /** Vendor sessions that are open in it: those of these windows, and the number of others. */
  readonly openSessions: (windows: readonly string[]) => OpenSessions;
  readonly translation: ReadTranslation;
  /** What it does with packets of a space that tells apart at least these addresses and interfaces. */
  readonly enforce: (space: WireSpace) => Enforcement;
}

/** How it translates addresses, and the interfaces that it names for that. */
export interface ReadTranslation extends BoundaryTranslation, Distinguished {
  readonly interfaces: readonly string[];
}

export interface OpenSessions {
  readonly known: readonly string[];
  readonly others: number;
}

/** Packets of live connections, or of none, that are treated otherwise than the first packets of their conversations. */
export interface Fault {
  /** Whether they pass and should not, do not pass and should, or only carry marks that they should not. */
  readonly effect: 'opens' | 'closes' | 'marks';
  readonly what: string;
  readonly packets: DiagramNode;
  /** The state of connection tracking that they are in. */
  readonly question: Question;
  /** Packets whose connections can be in that state. */
  readonly within: DiagramNode;
}

export interface Enforcement {
  /** First packets of conversations that pass. */
  readonly opened: DiagramNode;
  /** What is wrong with packets of conversations that have begun, or that belong to none; empty sets are no faults. */
  readonly faults: readonly Fault[];
  readonly refusal: Refusal | null;
}
