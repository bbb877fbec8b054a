/**
 * PCCC commands (DF1 Protocol and Command Set, 1770-6.5.16, chapter 7): command, status, transaction number, and for
 * some commands a function. EtherNet/IP and CSPv4 carry them alike.
 */
import type { OperationLookup } from '../operation-index.ts';
import { createOperationCache, hexCode, type OperationCache } from './operation-cache.ts';

/** Command, status, transaction number. */
export const pcccHeaderBytes = 4;
/** All but the bits for answers and for priority. */
const commandMask = 0x9f;

/** The number of the code of the command at `at`, of which at least `pcccHeaderBytes` are there. */
export function pcccCode(bytes: Uint8Array, at: number, end: number): number {
  const command = (bytes[at] ?? 0) & commandMask;
  if (!hasFunction(command) || end <= at + pcccHeaderBytes) return command;
  return ((command + 1) << 8) | (bytes[at + pcccHeaderBytes] ?? 0);
}

/** True when the answer at `at` refuses its command. */
export function isPcccRefusal(bytes: Uint8Array, at: number): boolean {
  return bytes[at + 1] !== 0;
}

/** Finds PCCC operations by `pcccCode`; `prefix` stands in front of their codes. */
export function createPcccOperations(lookup: OperationLookup, prefix: string): OperationCache {
  return createOperationCache(lookup, (code) =>
    code < 256 ? `${prefix}${hexCode(code)}` : `${prefix}${hexCode((code >> 8) - 1)}/${hexCode(code & 255)}`,
  );
}

function hasFunction(command: number): boolean {
  return command === 0x06 || command === 0x07 || command === 0x0f;
}
