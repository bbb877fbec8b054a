/**
 * The encapsulation around CIP messages (The CIP Networks Library volume 2, 2-3): command, length, session, status,
 * sender context, options, all little-endian.
 */
import { read16Little, read32Little } from '../../capture/bytes.ts';
import type { Recognition } from '../decoder.ts';

/** Bytes in front of the data of a command. */
export const headerBytes = 24;

/** Encapsulation commands. */
export const commands = {
  nop: 0x00,
  /** An older form of the list of identities, still asked by configuration tools. */
  listTargets: 0x01,
  listServices: 0x04,
  listIdentity: 0x63,
  listInterfaces: 0x64,
  registerSession: 0x65,
  unregisterSession: 0x66,
  sendRRData: 0x6f,
  sendUnitData: 0x70,
  indicateStatus: 0x72,
  cancel: 0x73,
  startDtls: 0xc8,
} as const;

const knownCommands: ReadonlySet<number> = new Set(Object.values(commands));
const longestData = 65_511;
const largestStatus = 0xffff;

/** True when a message may begin at `at`; at least `headerBytes` are there. */
export function isHeader(bytes: Uint8Array, at: number): boolean {
  return (
    knownCommands.has(read16Little(bytes, at)) &&
    read16Little(bytes, at + 2) <= longestData &&
    read32Little(bytes, at + 8) <= largestStatus &&
    read32Little(bytes, at + 20) === 0
  );
}

/** What the answer to the message at `at` repeats, folded into one number. */
export function contextOf(bytes: Uint8Array, at: number): number {
  return read32Little(bytes, at + 12) ^ read32Little(bytes, at + 16);
}

const contexts = 2 ** 32;
const servicesPerCommand = 256;

/** Where a request waits for its answer: by command, CIP service or 0, and what the answer repeats. */
export function pendingKey(command: number, service: number, repeated: number): number {
  return (command * servicesPerCommand + service) * contexts + (repeated >>> 0);
}

/** True when two keys differ at most in their services. */
export function isSameButService(one: number, other: number): boolean {
  const [a, b] = [Math.floor(one / contexts), Math.floor(other / contexts)];
  return (
    one % contexts === other % contexts && Math.floor(a / servicesPerCommand) === Math.floor(b / servicesPerCommand)
  );
}

/** Where the message at `at` ends. */
export function messageEnd(bytes: Uint8Array, at: number): number {
  return at + headerBytes + read16Little(bytes, at + 2);
}

/**
 * Who sends the message at `at` by its command and data, as far as they are in `bytes[at, end)`; `no` when the data
 * is not that of the command, or when it is too plain to tell.
 */
export function messageShape(bytes: Uint8Array, at: number, end: number): Recognition {
  if (end - at < headerBytes) return mayBecomeHeader(bytes, at, end) ? 'more' : 'no';
  if (!isHeader(bytes, at)) return 'no';
  const length = read16Little(bytes, at + 2);
  const isRefusal = read32Little(bytes, at + 8) !== 0;
  switch (read16Little(bytes, at)) {
    case commands.listServices:
    case commands.listIdentity:
    case commands.listInterfaces:
      if (length === 0) return isRefusal ? 'server' : 'client';
      return listShape(bytes, at, end, length);
    case commands.registerSession:
      return registrationShape(bytes, at, end, length, isRefusal);
    case commands.unregisterSession:
      return length === 0 && read32Little(bytes, at + 4) !== 0 ? 'client' : 'no';
    case commands.sendRRData:
    case commands.sendUnitData:
      if (length === 0) return isRefusal ? 'server' : 'no';
      return dataShape(bytes, at, end, length);
    default:
      return 'no';
  }
}

/** What there is of a header does not speak against one that tells who sent it. */
function mayBecomeHeader(bytes: Uint8Array, at: number, end: number): boolean {
  const length = end - at;
  if (length === 0) return true;
  const shortest = leastData.get(bytes[at] ?? 0);
  if (shortest === undefined || (length > 1 && bytes[at + 1] !== 0)) return false;
  const dataLength = read16Little(bytes, at + 2);
  if (length > 3 && dataLength !== 0 && dataLength < shortest) return false;
  // The upper half of the status is zero.
  if (length > 10 && bytes[at + 10] !== 0) return false;
  return length <= 11 || bytes[at + 11] === 0;
}

/** Bytes of data that the commands have at least, if they have any. */
const leastData: ReadonlyMap<number, number> = new Map([
  [commands.listServices, 2],
  [commands.listIdentity, 2],
  [commands.listInterfaces, 2],
  [commands.registerSession, 4],
  [commands.unregisterSession, Number.POSITIVE_INFINITY],
  [commands.sendRRData, 18],
  [commands.sendUnitData, 18],
]);

const identityItem = 0x0c;
const servicesItem = 0x100;
const mostItems = 8;

/** A list of items, each with type and length. */
function listShape(bytes: Uint8Array, at: number, end: number, length: number): Recognition {
  const from = at + headerBytes;
  if (length < 2) return 'no';
  if (end < from + 2) return 'more';
  const count = read16Little(bytes, from);
  if (count === 0) return length === 2 ? 'server' : 'no';
  if (count > mostItems || length < 6) return 'no';
  if (end < from + 6) return 'more';
  const type = read16Little(bytes, from + 2);
  const fits = 2 + 4 * count + read16Little(bytes, from + 4) <= length;
  return fits && (type === identityItem || type === servicesItem) ? 'server' : 'no';
}

function registrationShape(
  bytes: Uint8Array,
  at: number,
  end: number,
  length: number,
  isRefusal: boolean,
): Recognition {
  const from = at + headerBytes;
  if (length !== 4) return length === 0 && isRefusal ? 'server' : 'no';
  if (end < from + 4) return 'more';
  if (read16Little(bytes, from + 2) !== 0 || read16Little(bytes, from) > 0xff) return 'no';
  return isRefusal || read32Little(bytes, at + 4) !== 0 ? 'server' : 'client';
}

const nullAddress = 0x00;
const connectedAddress = 0xa1;
const connectedData = 0xb1;
const unconnectedData = 0xb2;

/** Interface 0, then an address item and a data item; the CIP service says who sent it. */
function dataShape(bytes: Uint8Array, at: number, end: number, length: number): Recognition {
  const from = at + headerBytes;
  if (length < 18) return 'no';
  if (end < from + 12) return 'more';
  if (read32Little(bytes, from) !== 0) return 'no';
  const count = read16Little(bytes, from + 6);
  const type = read16Little(bytes, from + 8);
  const addressLength = read16Little(bytes, from + 10);
  if (count < 2 || count > mostItems) return 'no';
  if (type === nullAddress ? addressLength !== 0 : type !== connectedAddress || addressLength !== 4) return 'no';
  const data = from + 12 + addressLength;
  if (end < data + 4) return 'more';
  const dataType = read16Little(bytes, data);
  if (dataType !== connectedData && dataType !== unconnectedData) return 'no';
  const service = data + 4 + (dataType === connectedData ? 2 : 0);
  const dataEnd = data + 4 + read16Little(bytes, data + 2);
  if (dataEnd > at + headerBytes + length || service >= dataEnd) return 'no';
  if (end <= service) return 'more';
  return ((bytes[service] ?? 0) & 0x80) === 0 ? 'client' : 'server';
}
