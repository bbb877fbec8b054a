/**
 * The seam between carrying bytes and understanding them. A protocol is one decoder in one file, listed in
 * `registry.ts`; it sees the two directions of a conversation and says which operations the client asks for.
 */
import type { Transport } from '../../model/catalogue.ts';
import type { IdentityField } from '../../model/identity.ts';
import type { OperationLookup, TableLookup } from './operation-index.ts';

/**
 * What the first bytes of one direction are for a protocol: sent by its client, by its server, by either, no message
 * of it, or too few to tell (`more`).
 */
export type Recognition = 'client' | 'server' | 'either' | 'no' | 'more';

/** A protocol that can be read from its bytes. */
export interface Decoder {
  /** Id in the catalogue; several decoders may read forms of one protocol. */
  readonly protocol: string;
  /** Protocols that its conversations may turn out to be in, see {@link OperationOutput.become}. */
  readonly kindred?: readonly string[];
  /** For `ethernet` the frames are those with an EtherType that the catalogue gives the protocol. */
  readonly transports: readonly Transport[];
  /**
   * Where its first bytes are trusted: at `any-port` when they can hardly be anything else, only at its `own-ports`
   * (those of the catalogue, on either side) when other protocols may look the same.
   */
  readonly trusted: 'any-port' | 'own-ports';
  /**
   * Judges `bytes[start, end)`, the beginning of a segment, a datagram, or what an Ethernet frame carries behind its
   * EtherType. It must not take another protocol for its own.
   */
  readonly probe: (bytes: Uint8Array, start: number, end: number) => Recognition;
  /**
   * Looks up in the catalogue what the decoder will need; called once per file, so that what it keeps beside the
   * returned function is shared by all conversations of the file, and must be bounded. `tables` numbers the tables of
   * a protocol whose codes do not imply them; `lookupOf` is for a kindred protocol, see {@link OperationOutput.become}.
   */
  readonly prepare: (
    lookup: OperationLookup,
    tables: TableLookup,
    lookupOf: (protocol: string) => OperationLookup,
  ) => (output: OperationOutput) => Dialogue;
}

/** One conversation in a protocol. Nothing in it may throw, whatever the bytes are. */
export interface Dialogue {
  /**
   * Reads the messages of the client in `bytes[start, end)`; answers where the first incomplete one begins. Datagrams
   * and frames come whole, and what is left unread of them counts as unreadable.
   */
  client(bytes: Uint8Array, start: number, end: number): number;
  /** The same for the server. */
  server(bytes: Uint8Array, start: number, end: number): number;
  /** Bytes of one side are missing: what comes next may begin inside a message. */
  lost(from: 'client' | 'server'): void;
  /** The conversation is over: what waited to be counted is counted now. */
  end?(): void;
}

/** Whom a fact is about: one of the two ends, or the device with an address that a message names. */
export type FactSubject = 'client' | 'server' | { readonly address: string };

/** What a dialogue reports; time, frame and endpoints are known to the receiver. */
export interface OperationOutput {
  /**
   * Counts one operation that is asked for now; answers its slot for `refuse`. `unit`, `first` and `count` are at
   * least 0 or `absent`; `missing` is a mask of `missingBits`.
   */
  operation(operation: number, unit: number, table: number, first: number, count: number, missing: number): number;
  /**
   * Counts a request whose operation cannot be seen, as in an encrypted channel, or when only its answer was captured
   * and does not repeat what was asked; answers its slot.
   */
  concealed(): number;
  /** The server refused an operation counted before. */
  refuse(slot: number): void;
  /** The server answers an operation counted before, be it by refusing. */
  answered(slot: number): void;
  /**
   * The message answers what was asked in another conversation, such as a request to a group; nothing is counted, and
   * the conversation needs no observation of its own.
   */
  answersElsewhere(): void;
  /** Counts a stretch of bytes that are no message of this protocol. */
  unreadable(): void;
  /**
   * Who was taken for the client is the server: from the next piece of payload on the two change places. Only before
   * anything was counted, in protocols whose first bytes do not tell. False when the server would be a group, which
   * asks for nothing: then they stay.
   */
  turnAround(): boolean;
  /**
   * The conversation is in a kindred protocol, which begins in the same way. Only before anything was counted.
   */
  become(protocol: string): void;
  /** Counts an operation without objects that opened the conversation, at the time of its first packet. */
  opened(operation: number): void;
  /**
   * Notes what a message tells about a device: never anything secret, never a process value. `unit` is the number of
   * the device behind the address, or `absent`.
   */
  identify(subject: FactSubject, unit: number, field: IdentityField, value: string): void;
  /** The client sends to a group: nobody answers in this conversation. */
  readonly toGroup: boolean;
  /** The same with client and server changed, for what the server asks where stations are peers. */
  readonly reverse: PeerOutput;
}

/** What one of two peers reports. */
export type PeerOutput = Omit<OperationOutput, 'turnAround' | 'become' | 'opened' | 'reverse'>;
