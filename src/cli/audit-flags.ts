/** The flags of `zonewright audit`. */
import type { FailOnFlags, PlantFlags, SessionsFlags } from './flags.ts';

export interface AuditFlags extends PlantFlags, SessionsFlags, FailOnFlags {
  readonly format: 'text' | 'json' | 'ndjson';
  readonly scope?: string;
  readonly all: boolean;
  /** Who reads the protocols that have no decoder here. */
  readonly decoder: 'native' | 'tshark';
  readonly follow: boolean;
  /** Seconds between two events about one conversation of a live audit. */
  readonly every: number;
}
