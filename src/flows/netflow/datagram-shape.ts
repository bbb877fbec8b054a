/** Tells datagrams of exporters by their headers, and how long they are. */
import { read16, read32 } from '../capture/bytes.ts';
import { ipfixHeaderBytes, version9HeaderBytes } from './export-message.ts';
import { fixedLayouts } from './fixed-records.ts';
import { leastTemplateId } from './template.ts';

/** Bytes that are enough to tell a datagram: a header, and behind it the header of a set. */
const tellingBytes = 24;

/**
 * Whether a datagram of an exporter begins at `start`; `more` when `end` comes too early to tell. The fields of the
 * headers that have few values are looked at, not only the version.
 */
export function beginsDatagram(bytes: Uint8Array, start: number, end: number): 'yes' | 'no' | 'more' {
  if (end - start < 4) return couldBegin(bytes, start, end) ? 'more' : 'no';
  const version = read16(bytes, start);
  const count = read16(bytes, start + 2);
  const layout = fixedLayouts.get(version);
  if (layout !== undefined) {
    if (count === 0 || count > layout.mostRecords) return 'no';
    if (end - start < 16) return 'more';
    return isPlausibleTime(read32(bytes, start + 8)) && read32(bytes, start + 12) < 1_000_000_000 ? 'yes' : 'no';
  }
  if (version === 9) return beginsVersion9(bytes, start, end, count);
  return version === 10 ? beginsIpfix(bytes, start, end, count) : 'no';
}

/** A quick look: whether the first two bytes are a version. */
export function mayBeDatagram(bytes: Uint8Array, start: number, end: number): boolean {
  return end - start >= 4 && bytes[start] === 0 && isVersion(bytes[start + 1] ?? 0);
}

/** Whether fewer than four bytes may be the beginning. */
function couldBegin(bytes: Uint8Array, start: number, end: number): boolean {
  if (end > start && bytes[start] !== 0) return false;
  return end - start < 2 || isVersion(bytes[start + 1] ?? 0);
}

function isVersion(version: number): boolean {
  return version === 9 || version === 10 || fixedLayouts.has(version);
}

function beginsVersion9(bytes: Uint8Array, start: number, end: number, count: number): 'yes' | 'no' | 'more' {
  if (count === 0 || count > 4096) return 'no';
  if (end - start < tellingBytes) return 'more';
  if (!isPlausibleTime(read32(bytes, start + 8))) return 'no';
  return isSet(bytes, start + version9HeaderBytes, 0) ? 'yes' : 'no';
}

function beginsIpfix(bytes: Uint8Array, start: number, end: number, length: number): 'yes' | 'no' | 'more' {
  if (length < ipfixHeaderBytes) return 'no';
  if (end - start < ipfixHeaderBytes) return 'more';
  if (!isPlausibleTime(read32(bytes, start + 4))) return 'no';
  if (length === ipfixHeaderBytes) return 'yes';
  if (length < ipfixHeaderBytes + 4) return 'no';
  if (end - start < ipfixHeaderBytes + 4) return 'more';
  return isSet(bytes, start + ipfixHeaderBytes, 2) ? 'yes' : 'no';
}

/** NetFlow is of 1996; routers without a clock begin with 1970 or a few years later. */
function isPlausibleTime(seconds: number): boolean {
  return seconds > 0 && seconds < 0xf000_0000;
}

function isSet(bytes: Uint8Array, at: number, templates: number): boolean {
  const id = read16(bytes, at);
  return (id === templates || id === templates + 1 || id >= leastTemplateId) && read16(bytes, at + 2) >= 4;
}

/**
 * Where the datagram that begins at `start` ends, for datagrams that follow one another; null when `end` comes too
 * early to tell. One of version 9 ends where a number stands that is no set's.
 */
export function datagramEnd(bytes: Uint8Array, start: number, end: number): number | null {
  if (end - start < 4) return null;
  const layout = fixedLayouts.get(read16(bytes, start));
  const count = read16(bytes, start + 2);
  if (layout !== undefined) return within(start + layout.headerBytes + count * layout.recordBytes, end);
  return read16(bytes, start) === 10 ? within(start + count, end) : version9End(bytes, start, end);
}

const mostDatagramBytes = 65_535;

function version9End(bytes: Uint8Array, start: number, end: number): number | null {
  let at = start + version9HeaderBytes;
  for (;;) {
    if (end - at < 4) return null;
    const id = read16(bytes, at);
    const length = read16(bytes, at + 2);
    const isNext = id > 1 && id < leastTemplateId;
    if (id === 0 && length === 0) return paddingEnd(bytes, at, Math.min(end, start + mostDatagramBytes));
    if (isNext || length < 4 || at + length - start > mostDatagramBytes) return at;
    at += length;
  }
}

/** Where zeros end that fill a datagram up. */
function paddingEnd(bytes: Uint8Array, start: number, end: number): number {
  let at = start;
  while (end - at >= 2 && read16(bytes, at) === 0) at += 2;
  return at;
}

function within(at: number, end: number): number | null {
  return at <= end ? at : null;
}

/** Whether `bytes[start, end)` is one whole datagram, told by everything that its headers say. */
export function isWholeDatagram(bytes: Uint8Array, start: number, end: number): boolean {
  if (end - start < ipfixHeaderBytes || beginsDatagram(bytes, start, end) !== 'yes') return false;
  const version = read16(bytes, start);
  const count = read16(bytes, start + 2);
  const layout = fixedLayouts.get(version);
  if (layout !== undefined) return start + layout.headerBytes + count * layout.recordBytes === end;
  if (version === 10 && count !== end - start) return false;
  let at = start + (version === 9 ? version9HeaderBytes : ipfixHeaderBytes);
  while (end - at >= 4) {
    if (read32(bytes, at) === 0) return paddingEnd(bytes, at, end) === end;
    if (!isSet(bytes, at, version === 9 ? 0 : 2)) return false;
    at += read16(bytes, at + 2);
  }
  return at === end;
}
