/**
 * What C12.22 messages tell about nodes: their names in the network (application process titles), and in the answer to
 * Identify the class and the number of the device (ANSI C12.22-2012 5.3.2.4.1).
 */
import { absent } from '../../observation-sink.ts';
import type { OperationOutput } from '../decoder.ts';
import { type BerElement, createBerElement, readBer } from '../shared/ber.ts';
import { latin1Text } from '../shared/text.ts';
import type { AcseMessage } from './acse-message.ts';

/** Passes titles on, each once for a conversation. */
export type TitleReader = (from: 'client' | 'server', bytes: Uint8Array, message: AcseMessage) => void;

/** Behind a relay there may be very many. */
const mostTitles = 32;

/** Titles of a conversation. */
export function createTitles(output: OperationOutput): TitleReader {
  const seen = new Set<number>();
  const say = (subject: 'client' | 'server', bytes: Uint8Array, title: BerElement): void => {
    if (title.start === title.end || seen.size >= mostTitles) return;
    const hash = hashOf(subject === 'client' ? 1 : 2, bytes, title);
    if (seen.has(hash)) return;
    seen.add(hash);
    output.identify(subject, absent, 'device-id', objectIdentifier(bytes, title));
  };
  return (from, bytes, { calledTitle, callingTitle }) => {
    say(from, bytes, callingTitle);
    say(from === 'client' ? 'server' : 'client', bytes, calledTitle);
  };
}

function hashOf(seed: number, bytes: Uint8Array, { start, end }: BerElement): number {
  let hash = seed;
  for (let at = start; at < end; at++) hash = (Math.imul(hash, 0x01000193) ^ (bytes[at] ?? 0)) >>> 0;
  return hash;
}

const absoluteIdentifier = 0x06;
const longestIdentifier = 64;

/** An object identifier in digits; a relative one (ITU-T X.690 8.20) begins with a dot. */
function objectIdentifier(bytes: Uint8Array, { tag, start, end }: BerElement): string {
  const numbers: number[] = [];
  let value = 0;
  for (let at = start; at < Math.min(end, start + longestIdentifier); at++) {
    const octet = bytes[at] ?? 0;
    value = value * 128 + (octet & 0x7f);
    if (octet >= 0x80) continue;
    if (numbers.length === 0 && tag === absoluteIdentifier) {
      const first = Math.min(2, Math.floor(value / 40));
      numbers.push(first, value - first * 40);
    } else numbers.push(value);
    value = 0;
  }
  return `${tag === absoluteIdentifier ? '' : '.'}${numbers.join('.')}`;
}

const features = { security: 4, sessions: 5, deviceClass: 6, deviceIdentity: 7 } as const;
/** Standard, version, revision. */
const headBytes = 3;
const mostFeatures = 16;

/** Reads the answer to Identify, behind its code, up to a feature of unknown length. */
export function sayIdentification(bytes: Uint8Array, start: number, end: number, output: OperationOutput): void {
  const element = createBerElement();
  let at = start + headBytes;
  for (let left = mostFeatures; left > 0 && at < end; left--) {
    switch (bytes[at]) {
      case features.security:
        if (!readBer(bytes, at + 1, end, element)) return;
        at = element.end;
        break;
      case features.sessions:
        at += 2;
        break;
      case features.deviceClass:
        if (!readBer(bytes, at + 1, end, element)) return;
        output.identify('server', absent, 'device-type', objectIdentifier(bytes, element));
        at = element.end;
        break;
      case features.deviceIdentity:
        // A length, then the form of the number and the number.
        if (!readBer(bytes, at, end, element) || element.start === element.end) return;
        output.identify('server', absent, 'serial-number', latin1Text(bytes, element.start + 1, element.end));
        at = element.end;
        break;
      default:
        return;
    }
  }
}
