/**
 * The protocol catalogue, the endpoint taxonomy, the ATT&CK mapping and the zone templates, as plain data.
 * The files under `zones/` are its only source; `src/compiler/catalogue/` reads them and checks them.
 */
import type { IntegerRange, InternalTraffic, Membership, ZoneKind } from './plant.ts';

/** Everything the project knows about protocols, endpoints and zones before a plant is read. */
export interface Catalogue {
  /** By protocol id, in alphabetical order. */
  readonly protocols: ReadonlyMap<string, Protocol>;
  /** By class id, e.g. `plc`. */
  readonly endpointClasses: ReadonlyMap<string, EndpointClass>;
  readonly attack: AttackMapping;
  /** By template id, e.g. `cell`. */
  readonly templates: ReadonlyMap<string, ZoneTemplate>;
  /** Which protocols listen where; built once, read through `protocolsByPort`. */
  readonly portIndex: PortIndex;
  /** Zeek `conn.log` service name (one of the comma-separated ones) to protocol id. */
  readonly zeekServices: ReadonlyMap<string, string>;
  /** Suricata `app_proto` or `event_type` to protocol id. */
  readonly suricataNames: ReadonlyMap<string, string>;
}

/**
 * What is asked of a device, in one vocabulary for all protocols. `program.upload` is a sub-class of `program`:
 * it reads logic out of a device and changes nothing.
 */
export const operationClasses = [
  'read',
  'write',
  'control',
  'program',
  'program.upload',
  'firmware',
  'file',
  'time',
  'diagnostic',
  'discovery',
  'session',
  'report',
  'unknown',
] as const;

/** One of {@link operationClasses}. */
export type OperationClass = (typeof operationClasses)[number];

/** The carriers a service can listen on. */
export const transports = ['tcp', 'udp', 'icmp', 'icmpv6', 'ip', 'ethernet'] as const;

/** One of {@link transports}. */
export type Transport = (typeof transports)[number];

/** Where a protocol belongs: plant floor, DMZ and IT services, network upkeep, or a bare transport. */
export const protocolLayers = ['ot', 'dmz', 'housekeeping', 'generic'] as const;

/** One of {@link protocolLayers}. */
export type ProtocolLayer = (typeof protocolLayers)[number];

/** How an entry was checked: read in a specification or dissector, read in a document, or general knowledge. */
export type Confidence = 'source' | 'document' | 'general';

/** One protocol: where it listens and which operations its codes ask for. */
export interface Protocol {
  /** Kebab-case, equal to its file name, e.g. `iec-104`. */
  readonly id: string;
  readonly title: string;
  readonly layer: ProtocolLayer;
  /** The specification or dissector that the entry was read in. */
  readonly source: string;
  readonly confidence: Confidence;
  /** Empty for an alias. */
  readonly services: readonly ProtocolService[];
  /** One sentence on how `code` is written, or null when the protocol has no operations. */
  readonly codes: string | null;
  /** How objects are addressed, or null when none are judged. */
  readonly object: ObjectAddressing | null;
  /** Empty for a protocol that is granted whole. One entry per class: a code that reads and writes has two. */
  readonly operations: readonly OperationEntry[];
  /** The entries of {@link operations} by their exact code. */
  readonly operationsByCode: ReadonlyMap<string, readonly OperationEntry[]>;
  /** The codes with `*` or a range in them, the most specific first. */
  readonly codePatterns: readonly CodePattern[];
  /** The protocols that this id stands for; empty unless it is an alias. */
  readonly members: readonly string[];
}

/** A place where the servers of a protocol listen. */
export interface ProtocolService {
  readonly transport: Transport;
  /**
   * Never empty. tcp and udp: ports 0..65535. ip: IP protocol numbers 0..255. ethernet: EtherTypes 0x0600..0xffff,
   * or for LLC frames the service access point 0..255 or SNAP protocol id. icmp and icmpv6: always 0..0.
   * A service that names no ports has every number of its transport.
   */
  readonly ports: readonly IntegerRange[];
  /** True when the payload is encrypted, so that its operations cannot be seen. */
  readonly encrypted: boolean;
  /** True when the ports are agreed at run time: a number in them is no sign of a server. */
  readonly dynamic: boolean;
  readonly note: string | null;
}

/** How a protocol addresses what it reads and writes. A part that the protocol does not have is null. */
export interface ObjectAddressing {
  /** The device or partition behind the address, e.g. the Modbus unit id. */
  readonly unit: NumberField | null;
  /** The named spaces of objects, e.g. `coils`; empty when there is only one. */
  readonly tables: readonly string[];
  /** The numbered object inside its table, counted as on the wire, e.g. a Modbus register from 0. */
  readonly range: NumberField | null;
}

/** A numbered part of an object address; `min` and `max` are both included. */
export interface NumberField {
  readonly title: string;
  readonly min: number;
  readonly max: number;
}

/** One thing that a protocol can ask for, in one class. */
export interface OperationEntry {
  /** As {@link Protocol.codes} says; a pattern when it holds `*` or a range, e.g. `0x64-0xffff/0x32-0x7f`. */
  readonly code: string;
  /** Snake case, unique within the protocol (the classes of one code share it). */
  readonly name: string;
  readonly class: OperationClass;
  /** The object table that the code implies, or null. */
  readonly table: string | null;
  /** ATT&CK for ICS v18 ids of this operation; empty when those of its class hold. */
  readonly attack: readonly string[];
}

/** A code that stands for many, cut into its segments at `/`. */
export interface CodePattern {
  readonly code: string;
  readonly segments: readonly CodeSegment[];
  readonly entries: readonly OperationEntry[];
}

/** One segment of a {@link CodePattern}. */
export type CodeSegment =
  | { readonly kind: 'exact'; readonly text: string }
  | { readonly kind: 'range'; readonly range: IntegerRange }
  | { readonly kind: 'any' };

/** Transport, then number, to the protocols that listen there. */
export type PortIndex = ReadonlyMap<Transport, PortIndexOfTransport>;

/** The listeners of one transport. */
export interface PortIndexOfTransport {
  readonly byNumber: ReadonlyMap<number, PortEntry>;
  /** For a number that no protocol names: the generic protocols of the transport. */
  readonly otherwise: PortEntry;
}

/** The protocols that may be spoken at one port. */
export interface PortEntry {
  /** The likeliest first; the order is defined at `protocolsByPort`. */
  readonly protocols: readonly string[];
  /** True when a server is known to listen there; false for dynamic services and from port 49152 on. */
  readonly listening: boolean;
}

/** A class of the endpoint taxonomy. */
export interface EndpointClass {
  readonly id: string;
  readonly title: string;
  readonly layer: EndpointLayer;
  /** Whether a protection agent may be installed. */
  readonly agent: AgentCapability;
  readonly monitoring: Monitoring;
  /** ATT&CK for ICS asset ids, e.g. `A0003`. */
  readonly attackAssets: readonly string[];
  /** What protects such an endpoint. */
  readonly protections: readonly string[];
  /** What must never be done to it. */
  readonly forbidden: readonly string[];
  /** What stands in where it cannot be protected itself. */
  readonly compensating: string;
  /** The usual Purdue levels, 0 to 5; 3.5 is the DMZ. */
  readonly levels: readonly number[];
}

/** Which side of the IT/OT border an endpoint is on. */
export type EndpointLayer = 'it' | 'ot_adjacent' | 'ot' | 'dmz' | 'boundary';

/** Whether a protection agent may be installed on an endpoint. */
export type AgentCapability = 'yes' | 'after_validation' | 'no' | 'not_applicable';

/** How an endpoint is watched. */
export type Monitoring = 'edr' | 'edr_plus_passive' | 'passive_only';

/** MITRE ATT&CK for ICS: which techniques an operation class can carry, in the ids of version 18 and 19. */
export interface AttackMapping {
  /** v18 ids by operation class. */
  readonly classes: ReadonlyMap<OperationClass, readonly string[]>;
  /** By v18 id. */
  readonly techniques: ReadonlyMap<string, AttackTechnique>;
}

/** One technique under both of its ids. */
export interface AttackTechnique {
  /** Its id in version 18, e.g. `T0855`. */
  readonly v18: string;
  /** Its id in version 19; the same unless the technique was revoked there. */
  readonly v19: string;
  /** Its name in version 18. */
  readonly name: string;
  /** Its name in version 19. */
  readonly nameV19: string;
}

/** The same techniques in the ids of both versions. */
export interface AttackIds {
  readonly v18: readonly string[];
  readonly v19: readonly string[];
}

/** A zone that a plant may extend instead of writing every field. */
export interface ZoneTemplate {
  readonly id: string;
  /** Purdue level, 0 to 5 in steps of a half. */
  readonly level: number;
  readonly kind: ZoneKind;
  /** Who belongs to the zone: declared assets only, or every address of its networks. */
  readonly members: Membership;
  /** Whether traffic between two members needs a grant. */
  readonly internal: InternalTraffic;
  /** IEC 62443 SL-T, 0 to 4. */
  readonly securityLevel: number;
  readonly safety: boolean;
  readonly description: string;
}
