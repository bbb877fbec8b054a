/**
 * EPSEM services (ANSI C12.22-2012 5.3.2): flags, then services, each with its length. Requests name the table that
 * they read or write; answers begin with a code below 0x20.
 */
import { read16 } from '../../capture/bytes.ts';
import { absent } from '../../observation-sink.ts';

const securityModes = 0x0c;
const authenticated = 0x04;
const encrypted = 0x08;
const deviceClassFlag = 0x10;
const deviceClassBytes = 4;
const macBytes = 4;

/** What the flags at `at` say about reading what follows. */
export function isEncrypted(flags: number): boolean {
  return (flags & securityModes) >= encrypted;
}

/** Where the first service stands. */
export function firstService(bytes: Uint8Array, at: number): number {
  return at + 1 + (((bytes[at] ?? 0) & deviceClassFlag) === 0 ? 0 : deviceClassBytes);
}

/** Where the services end: an authentication code may follow. */
export function servicesEnd(bytes: Uint8Array, at: number, end: number): number {
  return ((bytes[at] ?? 0) & securityModes) === authenticated ? end - macBytes : end;
}

/** Where one service stands; overwritten by the next. */
export interface EpsemService {
  start: number;
  end: number;
}

/** Reads the length at `at` and with it where the service is; false when it does not fit. */
export function readService(bytes: Uint8Array, at: number, end: number, service: EpsemService): boolean {
  const first = bytes[at] ?? 0;
  const octets = first < 0x80 ? 0 : first - 0x80;
  if (octets > 2) return false;
  let length = octets === 0 ? first : 0;
  for (let octet = 1; octet <= octets; octet++) length = length * 256 + (bytes[at + octet] ?? 0);
  service.start = at + 1 + octets;
  service.end = service.start + length;
  return length > 0 && service.end <= end;
}

/** First code of a request. */
export const firstRequest = 0x20;
/** An answer that everything went well. */
export const ok = 0x00;
export const identify = 0x20;

const fullRead = 0x30;
const lastPartialRead = 0x39;
const offsetRead = 0x3f;
const fullWrite = 0x40;
const lastPartialWrite = 0x49;
const offsetWrite = 0x4f;
/** Writing it starts a procedure in the meter. */
const procedureTable = 7;

/** The table that a request names; `absent` when it names none. */
export function tableOf(bytes: Uint8Array, { start, end }: EpsemService): number {
  const code = bytes[start] ?? 0;
  const namesTable = (code >= fullRead && code <= lastPartialRead) || code === offsetRead || isWrite(code);
  return namesTable && end - start >= 3 ? read16(bytes, start + 1) : absent;
}

/** True for requests of one table, whether it is shown or not. */
export function hasTable(code: number): boolean {
  return (code >= fullRead && code <= lastPartialRead) || code === offsetRead || isWrite(code);
}

/** The number of the code of a request: a table in it changes the meaning of some. */
export function codeOf(code: number, table: number): number {
  return isWrite(code) && table === procedureTable ? code + 256 * (table + 1) : code;
}

function isWrite(code: number): boolean {
  return (code >= fullWrite && code <= lastPartialWrite) || code === offsetWrite;
}
