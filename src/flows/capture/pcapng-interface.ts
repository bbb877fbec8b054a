/** What a pcapng interface description (draft-ietf-opsawg-pcapng 4.2) says about the packets of its interface. */
import { read16As, read32As } from './bytes.ts';
import { type LinkReader, linkReader } from './link-layer.ts';

export interface CaptureInterface {
  readonly linkType: number;
  readonly readLink: LinkReader | null;
  /** Longest captured part of a packet; 0 means no limit. */
  readonly snapLength: number;
  /** Microseconds since the Unix epoch of a time stamp given as two 32-bit halves; null for a time that cannot be. */
  readonly micros: (high: number, low: number) => number | null;
}

/** The year 10,000: a clock that says so is not set, or its resolution is wrong. */
const firstImpossibleMicros = 253_402_300_800 * 1_000_000;

const resolutionOption = 9;
const offsetOption = 14;

/** Reads an interface description block body in `bytes[start, end)`. */
export function readInterface(bytes: Uint8Array, start: number, end: number, little: boolean): CaptureInterface {
  let resolution = 6;
  let offsetSeconds = 0;
  for (let at = start + 8; at + 4 <= end; ) {
    const code = read16As(bytes, at, little);
    const length = read16As(bytes, at + 2, little);
    if (code === 0 || at + 4 + length > end) break;
    if (code === resolutionOption && length >= 1) resolution = bytes[at + 4] ?? 6;
    if (code === offsetOption && length >= 8) offsetSeconds = readSeconds(bytes, at + 4, little);
    at += 4 + length + ((4 - (length % 4)) % 4);
  }
  const linkType = read16As(bytes, start, little);
  const micros = microsOf(resolution);
  return {
    linkType,
    readLink: linkReader(linkType, little),
    snapLength: read32As(bytes, start + 4, little),
    micros(high, low) {
      const time = micros(high, low) + offsetSeconds * 1_000_000;
      return time >= 0 && time < firstImpossibleMicros ? time : null;
    },
  };
}

/** A signed 64-bit number of seconds. */
function readSeconds(bytes: Uint8Array, at: number, little: boolean): number {
  const high = read32As(bytes, at + (little ? 4 : 0), little) | 0;
  return high * 2 ** 32 + read32As(bytes, at + (little ? 0 : 4), little);
}

/**
 * Time stamps are counted in 10^-n or 2^-n seconds. Nanoseconds since 1970 do not fit a double, so the quotient
 * is taken of each half.
 */
function microsOf(resolution: number): (high: number, low: number) => number {
  if ((resolution & 0x80) !== 0) {
    const perMicro = 2 ** (resolution & 0x7f) / 1_000_000;
    return (high, low) => Math.floor((high * 2 ** 32 + low) / perMicro);
  }
  if (resolution === 6) return (high, low) => high * 2 ** 32 + low;
  if (resolution < 6) return (high, low) => (high * 2 ** 32 + low) * 10 ** (6 - resolution);
  const divisor = 10 ** (resolution - 6);
  const quotient = Math.floor(2 ** 32 / divisor);
  const remainder = 2 ** 32 % divisor;
  return (high, low) => high * quotient + Math.floor((high * remainder + low) / divisor);
}
