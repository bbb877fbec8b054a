/**
 * What a plant description of another tool says, whatever its format: every reader of a format ends here, and everything
 * behind is the same for all. Ids and references are still those of the source.
 */
import type { Written, ZoneKind } from '../../model/plant.ts';
import type { Span } from '../../model/span.ts';

/** One file. */
export interface ForeignPlant {
  readonly name: Written<string> | null;
  readonly description: string | null;
  /** The nearest rule packs to the standards that it names. */
  readonly packs: readonly string[];
  readonly zones: readonly ForeignZone[];
  readonly conduits: readonly ForeignConduit[];
}

export interface ForeignZone {
  /** Empty when the source has none. */
  readonly id: Written<string>;
  readonly title: string | null;
  readonly description: string | null;
  readonly kind: ZoneKind;
  /** Purdue level 0 to 5, 3.5 for a DMZ. */
  readonly level: number;
  /** SL-T, 0 to 4. */
  readonly securityLevel: number | null;
  /** Canonical text. */
  readonly networks: readonly Written<string>[];
  readonly labels: readonly string[];
  readonly parent: Written<string> | null;
  readonly assets: readonly ForeignAsset[];
}

export interface ForeignAsset {
  /** Empty when the source has none. */
  readonly id: Written<string>;
  readonly title: string | null;
  readonly description: string | null;
  readonly class: Written<string> | null;
  /** Canonical text. */
  readonly ip: readonly Written<string>[];
  /** Canonical text. */
  readonly mac: readonly Written<string>[];
  readonly vendor: string | null;
  readonly model: string | null;
  readonly firmware: string | null;
  readonly labels: readonly string[];
}

/** A relation between two zones, or between two assets. */
export interface ForeignConduit {
  /** Null where the format gives none; it is then named after the zones of its ends. */
  readonly id: Written<string> | null;
  readonly at: Span;
  readonly reason: string | null;
  readonly ends: 'zones' | 'assets';
  readonly from: Written<string>;
  readonly to: Written<string>;
  readonly flows: readonly ForeignFlow[];
  /** Whether the source names flows of which none can be read, as has been reported. */
  readonly unread: boolean;
}

/** Protocols that may be spoken between the two ends. */
export interface ForeignFlow {
  readonly at: Span;
  /** As it is written, for messages. */
  readonly text: string;
  /** Names of protocols, as the source spells them; an empty one where it has none. */
  readonly protocols: readonly string[];
  /** Null when the source names none. */
  readonly ports: readonly ForeignPort[] | null;
  /** Which end may begin: the first, the second, or either. */
  readonly begins: 'from' | 'to' | 'both';
  readonly reason: string | null;
}

export interface ForeignPort {
  /** Null when the source does not say. */
  readonly transport: 'tcp' | 'udp' | null;
  /** 1 to 65535. */
  readonly from: number;
  readonly to: number;
}
