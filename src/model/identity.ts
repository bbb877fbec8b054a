/** What traffic says about devices for free: vendor, model, firmware, names. An inventory is built on it. */
import type { Evidence } from './conversation.ts';

/** The kinds of facts that devices tell about themselves, or that others tell about them. */
export const identityFields = [
  'vendor',
  'model',
  'order-number',
  'firmware',
  'hardware',
  'serial-number',
  /** What its owner calls it: station name, tag, system name. */
  'name',
  'hostname',
  'device-type',
  /** Number by which a protocol knows it, e.g. the BACnet device instance. */
  'device-id',
  'application-uri',
  'product-uri',
  'location',
  'description',
  'mac-address',
  'ip-address',
  /** Who registered the first bytes of its MAC address with the IEEE. */
  'mac-vendor',
] as const;

/** One of {@link identityFields}. */
export type IdentityField = (typeof identityFields)[number];

/** One thing that was said about a device, and where. */
export interface IdentityFact {
  readonly field: IdentityField;
  /** Printable text of at most 256 characters. */
  readonly value: string;
  /** Protocol that said it, by its id in the catalogue; `mac-vendor` comes from the address itself. */
  readonly protocol: string;
  /** How often it was said. */
  readonly count: number;
  /** Microseconds since the Unix epoch. */
  readonly first: number;
  readonly last: number;
  /** Where it was said first. */
  readonly evidence: Evidence;
}

/** What was said about one device: an address, or one unit behind an address. */
export interface DeviceIdentity {
  /** Null when the source does not say which address domain it was recorded in. */
  readonly scope: string | null;
  /** Canonical IPv4, IPv6 or MAC address. */
  readonly address: string;
  /** Number of the device behind the address (Modbus unit id, DNP3 link address); null for the address itself. */
  readonly unit: number | null;
  /** Sorted by field, then value. Two values of one field are two facts: a contradiction is worth seeing. */
  readonly facts: readonly IdentityFact[];
}
