/** A protocol of offices and DMZs that is told by its first bytes, and granted whole. */
import type { Transport } from '../../model/catalogue.ts';
import type { IdentityField } from '../../model/identity.ts';

/** Something that the first bytes tell about one of the two ends. Never anything secret. */
export interface OpeningFact {
  readonly about: 'sender' | 'receiver' | { readonly address: string };
  readonly field: IdentityField;
  readonly value: string;
}

/** What the first bytes turned out to be. */
export interface Opening {
  /** Id in the catalogue; null for encryption around a protocol that only the port can name. */
  readonly protocol: string | null;
  /** Who sent them, where that can be told. */
  readonly sender: 'client' | 'server' | 'either';
  readonly facts: readonly OpeningFact[];
}

/** How one protocol opens. */
export interface Service {
  readonly transports: readonly Transport[];
  /** As for decoders: whether the first bytes are a sure sign wherever they are, or only at the ports of the protocol. */
  readonly trusted: 'any-port' | { readonly portsOf: string };
  /** Judges the beginning of a segment or datagram in `bytes[start, end)`; null when it is something else. */
  readonly recognise: (bytes: Uint8Array, start: number, end: number) => Opening | null;
}

/** An opening that tells nothing else. */
export function plainOpening(protocol: string, sender: Opening['sender']): Opening {
  return { protocol, sender, facts: [] };
}

/** True when the bytes begin with a text of ASCII characters. */
export function startsWithText(bytes: Uint8Array, start: number, end: number, text: string): boolean {
  if (start < 0 || end - start < text.length) return false;
  for (let at = 0; at < text.length; at++) if (bytes[start + at] !== text.charCodeAt(at)) return false;
  return true;
}

/** True when the bytes begin with these. */
export function startsWithBytes(bytes: Uint8Array, start: number, end: number, beginning: readonly number[]): boolean {
  return end - start >= beginning.length && beginning.every((byte, at) => bytes[start + at] === byte);
}
