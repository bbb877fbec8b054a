/**
 * The seam between carrying bytes and understanding them. A protocol is one decoder in one file, listed in
 * `registry.ts`; it sees the two directions of a conversation and says which operations the client asks for.
 */
import type { Transport } from '../../model/catalogue.ts';
import type { OperationLookup } from './operation-index.ts';

/**
 * What the first bytes of one direction are for a protocol: sent by its client, by its server, by either, no message
 * of it, or too few to tell (`more`).
 */
export type Recognition = 'client' | 'server' | 'either' | 'no' | 'more';

/** A protocol that can be read from its bytes. */
export interface Decoder {
  /** Id in the catalogue. */
  readonly protocol: string;
  readonly transports: readonly Transport[];
  /** Judges `bytes[start, end)`, the beginning of a segment or datagram. It must not take another protocol for its own. */
  readonly probe: (bytes: Uint8Array, start: number, end: number) => Recognition;
  /** Looks up in the catalogue what the decoder will need; called once per file. */
  readonly prepare: (lookup: OperationLookup) => (output: OperationOutput) => Dialogue;
}

/** One conversation in a protocol. Nothing in it may throw, whatever the bytes are. */
export interface Dialogue {
  /** Reads the messages of the client in `bytes[start, end)`; answers where the first incomplete one begins. */
  client(bytes: Uint8Array, start: number, end: number): number;
  /** The same for the server. */
  server(bytes: Uint8Array, start: number, end: number): number;
  /** Bytes of one side are missing: what comes next may begin inside a message. */
  lost(from: 'client' | 'server'): void;
}

/** What a dialogue reports; time, frame and endpoints are known to the receiver. */
export interface OperationOutput {
  /**
   * Counts one operation that is asked for now; answers its slot for `refuse`. `unit`, `first` and `count` are at
   * least 0 or `absent`; `missing` is a mask of `missingBits`.
   */
  operation(operation: number, unit: number, table: number, first: number, count: number, missing: number): number;
  /** The server refused an operation counted before. */
  refuse(slot: number): void;
  /** The server answers an operation counted before, be it by refusing. */
  answered(slot: number): void;
  /** Counts a stretch of bytes that are no message of this protocol. */
  unreadable(): void;
}
