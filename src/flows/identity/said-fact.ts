/** What readers hand over when traffic tells something about a device. */
import type { Evidence } from '../../model/conversation.ts';
import type { IdentityField } from '../../model/identity.ts';

/** One thing that is said about a device now. */
export interface SaidFact {
  readonly scope: string | null;
  /** Canonical IPv4, IPv6 or MAC address. */
  readonly address: string;
  /** Number of the device behind the address, at least 0, or `absent`. */
  readonly unit: number;
  readonly field: IdentityField;
  /** As the protocol carries it; cleaned and shortened here. */
  readonly value: string;
  readonly protocol: string;
  readonly micros: number;
  readonly evidence: Evidence;
}
