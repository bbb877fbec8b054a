/** The frame of KNXnet/IP (ISO 22510): header length 6, version 1.0, service type, total length. */
import { read16 } from '../../capture/bytes.ts';
import type { Recognition } from '../decoder.ts';
import { moreBytes, noMessage } from '../shared/framed-dialogue.ts';

export const headerBytes = 6;
const headerLength = 0x06;
const version = 0x10;
const longestFrame = 4096;

export const services = {
  searchRequest: 0x0201,
  searchResponse: 0x0202,
  descriptionResponse: 0x0204,
  disconnectRequest: 0x0209,
  disconnectResponse: 0x020a,
  extendedSearchRequest: 0x020b,
  extendedSearchResponse: 0x020c,
  configurationRequest: 0x0310,
  configurationAck: 0x0311,
  tunnellingRequest: 0x0420,
  tunnellingAck: 0x0421,
  featureResponse: 0x0423,
  featureInfo: 0x0425,
  routingIndication: 0x0530,
  secureWrapper: 0x0950,
} as const;

/** Answers, each with the requests that it may belong to; the first of them stands for all. */
export const answers: ReadonlyMap<number, number> = new Map([
  [services.searchResponse, services.searchRequest],
  [services.descriptionResponse, 0x0203],
  [0x0206, 0x0205],
  [0x0208, 0x0207],
  [services.disconnectResponse, services.disconnectRequest],
  [services.extendedSearchResponse, services.extendedSearchRequest],
  [services.featureResponse, 0x0422],
  [0x0741, 0x0740],
  [0x0952, 0x0951],
  [0x0954, 0x0953],
]);

const knownFamilies: ReadonlySet<number> = new Set([0x02, 0x03, 0x04, 0x05, 0x06, 0x07, 0x09]);

/** Octets of the frame at `at`, `noMessage`, or `moreBytes` where there are too few to tell. */
export function frameLength(bytes: Uint8Array, at: number, end: number): number {
  if (at < end && bytes[at] !== headerLength) return noMessage;
  if (at + 1 < end && bytes[at + 1] !== version) return noMessage;
  if (at + 2 < end && !knownFamilies.has(bytes[at + 2] ?? 0)) return noMessage;
  if (end - at < headerBytes) return moreBytes;
  const length = read16(bytes, at + 4);
  return length >= headerBytes && length <= longestFrame ? length : noMessage;
}

/** Who sends the whole frame in `bytes[at, end)`. */
export function senderOf(bytes: Uint8Array, at: number, end: number): Exclude<Recognition, 'no' | 'more'> {
  const service = read16(bytes, at + 2);
  if (service === services.disconnectRequest || service === services.disconnectResponse) return 'either';
  if (service === services.configurationAck || service === services.tunnellingAck) return 'either';
  if (service === services.featureInfo || answers.has(service)) return 'server';
  if (service === services.secureWrapper) return 'either';
  if (service === services.tunnellingRequest || service === services.configurationRequest) {
    const code = bytes[at + connectionEnd] ?? 0;
    if (at + connectionEnd >= end) return 'either';
    return requestCodes.has(code) ? 'client' : 'server';
  }
  return 'client';
}

/** Header and connection header: length, channel, sequence counter, status. */
export const connectionEnd = 10;

/** Message codes of cEMI that ask: data, raw data, poll, and properties, functions and reset of the device. */
const requestCodes: ReadonlySet<number> = new Set([0x11, 0x10, 0x13, 0xfc, 0xf6, 0xf8, 0xf9, 0xf1]);

/** True for what a server tells its client: a telegram on the bus, or a confirmation. */
export function isRequestCode(code: number): boolean {
  return requestCodes.has(code);
}
