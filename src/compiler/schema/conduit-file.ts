/** Conduits, grants, boundaries and invariants as a plant's files write them. */
import type { DateText, Id, OneOrMany, OneOrSome, OperationText, SelectorFile, Text } from './common-values.ts';

/** A directed relation between zones. Everything that it does not grant is denied. */
export interface ConduitFile {
  /**
   * The zones that begin conversations: a zone id, `kind:cell`, or a mapping of attributes.
   * @examples ["scada", "kind:cell"]
   */
  from: SelectorFile;
  /** The zones that answer. */
  to: SelectorFile;
  /** Who is accountable for it. */
  owner?: Text;
  /** Why it exists. */
  reason?: Text;
  /** Its grants, by id. */
  allow?: { [grant in Id]: GrantFile };
  /**
   * Rego packages `plant.allow.<name>` that speak in it.
   * @examples [["historian"]]
   */
  allowlists?: OneOrMany<Text>;
}

/** The unit of permission. */
interface GrantFile {
  /** Who may begin the conversation. */
  from: OneOrSome<SelectorFile>;
  /** With whom. */
  to: OneOrSome<SelectorFile>;
  /**
   * A protocol of the catalogue.
   * @examples ["modbus", "s7comm", "opc-ua"]
   */
  protocol: Text;
  /**
   * Server ports, where they differ from those of the protocol.
   * @examples [[502, "5000-5010", "tcp/502"]]
   */
  ports?: OneOrSome<Text>;
  /**
   * What may be asked of the device. Without it, every operation of the protocol.
   * @examples [["read"], ["write_single_register", "code:16"]]
   */
  operations?: OneOrSome<OperationText>;
  /** The objects that may be touched. Without it, all. */
  objects?: OneOrSome<ObjectFile>;
  /**
   * Asks boundaries that can to look for the functions of each packet to the server, in place of opening the port for
   * whatever is spoken on it. For `modbus`, and operations whose requests have a length that can be looked for.
   */
  enforce?: 'functions';
  /** The window during which it holds. */
  during?: Text;
  /** First day on which it holds, in the plant's time zone. */
  starts?: DateText;
  /** Last day on which it holds, in the plant's time zone. */
  expires?: DateText;
  /** Who is accountable for it; without it, the owner of the conduit. */
  owner?: Text;
  /** Why it exists; without it, the reason of the conduit. */
  reason?: Text;
  /**
   * Where it was agreed.
   * @examples ["CHG-4471"]
   */
  ticket?: Text;
}

/**
 * Objects of a device. A part that is left out means any.
 * @minProperties 1
 */
interface ObjectFile {
  /**
   * Device or partition behind the address, as the Modbus unit.
   * @examples [1, "1-10"]
   */
  unit?: Text;
  /**
   * Named space of objects, as `holding`.
   */
  table?: Text;
  /**
   * Objects, counted as on the wire.
   * @examples [100, "100-119"]
   */
  range?: Text;
}

/** An enforcement point. */
export interface BoundaryFile {
  /**
   * What its configuration is written in.
   * @examples ["nftables"]
   */
  dialect: Text;
  /**
   * Its interfaces, and which zones lie behind each.
   * @examples [{"eth0": ["scada", "dmz"], "eth1": ["cell-filling"]}]
   */
  interfaces?: { [name: string]: OneOrMany<SelectorFile> };
  /**
   * 1:1 NAT, by id: networks inside that appear outside as others of the same size.
   * @examples [{"line-1": {"outside": {"scope": "north", "network": "10.20.1.0/24"}, "inside": {"scope": "line-1", "network": "192.168.0.0/24"}}}]
   */
  nat?: { [nat in Id]: NatFile };
  /**
   * Port forwards, by id: addresses and ports outside that stand for those of assets inside.
   * @examples [{"hmi-web": {"outside": {"scope": "north", "ip": "10.20.0.2", "port": "tcp/8443"}, "to": "hmi-1", "port": 443}}]
   */
  'port-forwards'?: { [forward in Id]: PortForwardFile };
  /** What it is, in one or two sentences. */
  description?: string;
}

/** Two networks of one size: the first address of one stands for the first of the other, and so on. */
interface NatFile {
  /** How the rest of the plant sees the devices. */
  outside: NatSideFile;
  /** How the devices see themselves. */
  inside: NatSideFile;
}

/** A network in an address domain. */
interface NatSideFile {
  /** The address domain. */
  scope: Text;
  /**
   * An IPv4 or IPv6 network.
   * @examples ["10.20.1.0/24"]
   */
  network: string;
}

/** A port of an address outside that stands for a port of an asset inside. */
interface PortForwardFile {
  /** Where it is asked for. */
  outside: ForwardedFile;
  /**
   * The asset that answers.
   * @examples ["hmi-1"]
   */
  to: Text;
  /**
   * The port at which it answers. Without it, the port outside.
   * @minimum 1
   * @maximum 65535
   * @asType integer
   */
  port?: number;
}

/** An address and a port in an address domain. */
interface ForwardedFile {
  /** The address domain. */
  scope: Text;
  /**
   * An IPv4 or IPv6 address, often that of the boundary itself.
   * @examples ["10.20.0.2"]
   */
  ip: string;
  /**
   * The port with its transport.
   * @pattern ^(tcp|udp)/\d{1,5}$
   * @examples ["tcp/8443"]
   */
  port: string;
}

/** A statement that the plant must satisfy whatever its grants say: one of `never`, `only`, `no-chain` and `no-relay`. */
export interface InvariantFile {
  /** No grant may cover anything of this. */
  never?: InvariantSubject;
  /** Grants may cover nothing but this. */
  only?: InvariantSubject;
  /** No chain of conduits may lead from one zone to another without a hop in between. */
  'no-chain'?: ForbiddenChain;
  /** No protocol may be allowed on both sides of a zone, so that it is passed through instead of ended there. */
  'no-relay'?: ForbiddenRelay;
  /** Why. */
  reason?: Text;
  /**
   * Grants that may go against it for a while, by their ids: `conduit/grant`, or `plant.allow.list/grant` of Rego.
   * @examples [{"office-to-dmz/trial": {"owner": "it-security", "reason": "until the new historian is there", "expires": "2027-03-31"}}]
   */
  waivers?: Record<string, WaiverFile>;
}

/** A chain goes from zone to zone wherever something is allowed between the two. */
interface ForbiddenChain {
  /** Zones where it begins. */
  from: SelectorFile;
  /** Zones where it must not end. */
  to: SelectorFile;
  /** Zones that every chain must go through. */
  without: SelectorFile;
}

interface ForbiddenRelay {
  /** Zones in the middle. */
  through: SelectorFile;
  /** Protocols of the catalogue; without them, any. */
  protocols?: OneOrSome<Text>;
}

/** Who answers for what goes against an invariant or a rule, why, and until when. */
export interface WaiverFile {
  /** Who answers for it. */
  owner: Text;
  /** Why it has to be. */
  reason: Text;
  /** Last day on which it holds, in the plant's time zone. */
  expires: DateText;
}

/**
 * What an invariant speaks of. A part that is left out means any.
 * @minProperties 1
 */
interface InvariantSubject {
  /** Who begins the conversation. */
  from?: SelectorFile;
  /** With whom. */
  to?: SelectorFile;
  /** Protocols of the catalogue. */
  protocols?: OneOrSome<Text>;
  /** What is asked of the device. */
  operations?: OneOrSome<OperationText>;
  /** A window. */
  during?: Text;
}
