/** The flags of `zonewright audit`. */
import type { FailOnFlags, PlantFlags } from './flags.ts';

export interface AuditFlags extends PlantFlags, FailOnFlags {
  readonly format: 'text' | 'json' | 'ndjson';
  readonly scope?: string;
  readonly all: boolean;
  /** Who reads the protocols that have no decoder here. */
  readonly decoder: 'native' | 'tshark';
  readonly follow: boolean;
  /** Seconds between two events about one conversation of a live audit. */
  readonly every: number;
}
