/** The header of connectionless DCE/RPC (The Open Group C706 12.5.2), as PROFINET uses it. */
import { read16As, read32As } from '../../capture/bytes.ts';

export const rpcHeaderBytes = 80;

/** Packet types that a dialogue tells apart. */
export const rpcTypes = { request: 0, response: 2, fault: 3, reject: 6 } as const;

const lastType = 10;
/** In the first octet of flags: the last fragment, and one of several fragments. */
const lastFragmentFlag = 2;
const fragmentFlag = 4;

/** The interfaces of PROFINET IO: device, controller, supervisor, parameter server; they differ in the fourth octet. */
const profinetNode = [0x6c, 0x97, 0x11, 0xd1, 0x82, 0x71, 0x00, 0xa0, 0x24, 0x42, 0xdf, 0x7d];
/** The endpoint mapper, which tells on which ports interfaces listen. */
const endpointMapper = [0xe1, 0xaf, 0x83, 0x08, 0x5d, 0x1f, 0x11, 0xc9, 0x91, 0xa4, 0x08, 0x00, 0x2b, 0x14, 0xa0, 0xfa];

/** True when integers of the packet at `at` are little-endian. */
export function isRpcLittle(bytes: Uint8Array, at: number): boolean {
  return ((bytes[at + 4] ?? 0) & 0x10) !== 0;
}

/** What the packet at `at` is for; null when it is none of PROFINET. */
export function rpcInterface(bytes: Uint8Array, at: number, end: number): 'profinet' | 'endpoint-mapper' | null {
  if (end - at < rpcHeaderBytes || bytes[at] !== 4 || ((bytes[at + 1] ?? 0) & 0x1f) > lastType) return null;
  const little = isRpcLittle(bytes, at);
  const first = read32As(bytes, at + 24, little);
  if (first >= 0xdea00001 && first <= 0xdea00004 && hasOctets(bytes, at + 28, profinetNode, little)) return 'profinet';
  const mapper = endpointMapper.slice(4);
  return first === 0xe1af8308 && hasOctets(bytes, at + 28, mapper, little) ? 'endpoint-mapper' : null;
}

/** Compares a UUID behind its first four octets; the next two numbers are in the byte order of the packet. */
function hasOctets(bytes: Uint8Array, at: number, octets: readonly number[], little: boolean): boolean {
  const swapped = little ? [1, 0, 3, 2] : [0, 1, 2, 3];
  return octets.every((octet, index) => bytes[at + (swapped[index] ?? index)] === octet);
}

/** Type of the packet at `at`. */
export function rpcType(bytes: Uint8Array, at: number): number {
  return (bytes[at + 1] ?? 0) & 0x1f;
}

/** Number of the operation. */
export function rpcOperation(bytes: Uint8Array, at: number): number {
  return read16As(bytes, at + 68, isRpcLittle(bytes, at));
}

/** True for one of several fragments of a message. */
export function isFragment(bytes: Uint8Array, at: number): boolean {
  return ((bytes[at + 2] ?? 0) & fragmentFlag) !== 0;
}

/** True for the last fragment of a message. */
export function isLastFragment(bytes: Uint8Array, at: number): boolean {
  return ((bytes[at + 2] ?? 0) & lastFragmentFlag) !== 0;
}

/** False for the second and later fragments of a message. */
export function isFirstFragment(bytes: Uint8Array, at: number): boolean {
  return !isFragment(bytes, at) || read16As(bytes, at + 76, isRpcLittle(bytes, at)) === 0;
}

/** A text that a request and its answer share, whatever byte order each has: activity and sequence number. */
export function rpcCall(bytes: Uint8Array, at: number): string {
  const little = isRpcLittle(bytes, at);
  const first = read32As(bytes, at + 40, little);
  const middle = [read16As(bytes, at + 44, little), read16As(bytes, at + 46, little)];
  const sequence = read32As(bytes, at + 64, little);
  return `${first} ${middle.join(' ')} ${String.fromCharCode(...bytes.subarray(at + 48, at + 56))} ${sequence}`;
}
