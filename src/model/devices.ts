/** What traffic told about devices, as `devices --format json` and `audit --format json` print it. */
import type { AuditInput } from './audit-input.ts';
import type { Evidence } from './conversation.ts';
import type { IdentityField } from './identity.ts';

export interface DevicesReport {
  readonly schema: 'zonewright/devices/v1';
  readonly inputs: readonly AuditInput[];
  readonly devices: readonly SeenDevice[];
}

/** One address that told something, or one unit behind an address, and where the plant has it. */
export interface SeenDevice {
  readonly scope: string | null;
  readonly address: string;
  /** Number of the device behind the address; null for the address itself. */
  readonly unit: number | null;
  readonly zone: string | null;
  readonly asset: string | null;
  readonly facts: readonly SeenFact[];
}

export interface SeenFact {
  readonly field: IdentityField;
  readonly value: string;
  /** Protocol that said it; `ieee-oui` for what the registry of MAC addresses says. */
  readonly protocol: string;
  readonly count: number;
  /** ISO 8601, UTC, microseconds. */
  readonly first: string;
  readonly last: string;
  readonly evidence: Evidence;
}
