/** A bridge of its own for one boundary, in a scratch network namespace. The platform implements it. */

export interface BridgeLab {
  /** As `nft 1.0.6, Linux 6.18.44`. */
  readonly describe: () => Promise<string>;
  /** Loads nft commands in one transaction. Gives what the kernel says against them, null when it takes them. */
  readonly load: (commands: string) => Promise<string | null>;
  /**
   * Sends frames one after the other and gives all that came out, in the order of ports. Both are packed alike: the port and
   * the length in 16 bits each, then the frame.
   */
  readonly send: (frames: Uint8Array) => Promise<Uint8Array>;
  /** From here on the bridge learns where stations are; before, every frame goes to all other ports. */
  readonly learn: () => Promise<void>;
  /** Ports that the bridge has learnt, by address. */
  readonly learnt: () => Promise<ReadonlyMap<string, string>>;
  /** Packets that elements with a comment have counted, by the comment; elements with the same one are summed up. */
  readonly counters: () => Promise<ReadonlyMap<string, number>>;
  /** Frames that were dropped by anything but rules, and processor time of sending in seconds, since the lab was opened. */
  readonly account: () => Promise<{ readonly lost: number; readonly seconds: number }>;
  /** Ends the namespace and everything in it. */
  readonly close: () => Promise<void>;
}
