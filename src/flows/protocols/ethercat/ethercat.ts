/**
 * EtherCAT (ETG.1000.4): datagrams that the master sends and the slaves fill in while the frame passes through them. The
 * frame comes back with another source address and with working counters, and is the answer to itself.
 */
import { read16Little, read32Little } from '../../capture/bytes.ts';
import { absent } from '../../observation-sink.ts';
import type { Decoder, Dialogue, OperationOutput } from '../decoder.ts';
import type { KnownOperation } from '../operation-index.ts';
import { createEthercatOperations, type EthercatOperations } from './ethercat-operations.ts';

/** Length of 11 bits, a reserved one, type of 4. */
const frameHeaderBytes = 2;
const datagramHeaderBytes = 10;
const counterBytes = 2;
const commandType = 1;
const lastCommand = 14;
const moreFlag = 0x8000;

export const ethercatDecoder: Decoder = {
  protocol: 'ethercat',
  transports: ['ethernet', 'udp'],
  trusted: 'own-ports',
  probe: (bytes, start, end) => (isEthercat(bytes, start, end) ? 'client' : 'no'),
  prepare(lookup) {
    const operations = createEthercatOperations(lookup);
    /** By index octet: what was sent last and has not come back. */
    const sent = new Int32Array(256);
    return (output) => openEthercat(operations, sent, output);
  },
};

/** True when a chain of datagrams fills the frame up to its length; padding may follow. */
function isEthercat(bytes: Uint8Array, start: number, end: number): boolean {
  if (end - start < frameHeaderBytes + datagramHeaderBytes + counterBytes) return false;
  const head = read16Little(bytes, start);
  return head >>> 12 === commandType && (bytes[start + 2] ?? 0) <= lastCommand && (head & 0x7ff) <= end - start - 2;
}

function openEthercat(operations: EthercatOperations, sent: Int32Array, output: OperationOutput): Dialogue {
  /** Calls `visit` with each datagram and with the end of its data, in front of the working counter. */
  function eachDatagram(bytes: Uint8Array, start: number, visit: (at: number, end: number) => void): void {
    const end = start + frameHeaderBytes + (read16Little(bytes, start) & 0x7ff);
    let at = start + frameHeaderBytes;
    for (let isMore = true; isMore && end - at >= datagramHeaderBytes + counterBytes; ) {
      const flags = read16Little(bytes, at + 6);
      const next = at + datagramHeaderBytes + (flags & 0x7ff) + counterBytes;
      if (next > end) break;
      visit(at, next - counterBytes);
      isMore = (flags & moreFlag) !== 0;
      at = next;
    }
  }

  /** A frame comes back when it holds what was sent, and at least one slave has counted itself in. */
  function comesBack(bytes: Uint8Array, start: number): boolean {
    let isKnown = true;
    let isCounted = false;
    eachDatagram(bytes, start, (at, end) => {
      if (sent[bytes[at + 1] ?? 0] !== signatureOf(bytes, at)) isKnown = false;
      if (read16Little(bytes, end) !== 0) isCounted = true;
    });
    return isKnown && isCounted;
  }

  function read(bytes: Uint8Array, start: number, frameEnd: number): number {
    if (!isEthercat(bytes, start, frameEnd)) return start;
    const isBack = comesBack(bytes, start);
    if (isBack) output.answersElsewhere();
    eachDatagram(bytes, start, (at, end) => {
      sent[bytes[at + 1] ?? 0] = isBack ? 0 : signatureOf(bytes, at);
      if (!isBack) datagram(bytes, at, end);
    });
    return frameEnd;
  }

  function datagram(bytes: Uint8Array, at: number, end: number): void {
    const command = bytes[at] ?? 0;
    const dataStart = at + datagramHeaderBytes;
    const mailbox = operations.mailbox(bytes, command, at, dataStart, end);
    if (mailbox !== null) count(mailbox, addressedUnit(bytes, command, at), absent, absent);
    else countAccess(bytes, command, at, end - dataStart);
  }

  function countAccess(bytes: Uint8Array, command: number, at: number, length: number): void {
    const isLogical = command >= 10 && command <= 12;
    const first = isLogical ? read32Little(bytes, at + 2) : read16Little(bytes, at + 4);
    const known = operations.access(command, isLogical ? absent : first, length);
    if (command === 0) count(known, absent, absent, absent);
    else count(known, addressedUnit(bytes, command, at), first, Math.max(length, 1));
  }

  function count(known: readonly KnownOperation[], unit: number, first: number, length: number): void {
    for (const { operation, table } of known) output.operation(operation, unit, table, first, length, 0);
  }

  return { client: read, server: read, lost: () => {} };
}

/** The station that a configured address means; a position in the ring or a broadcast names none. */
function addressedUnit(bytes: Uint8Array, command: number, at: number): number {
  return (command >= 4 && command <= 6) || command === 14 ? read16Little(bytes, at + 2) : absent;
}

/** Command, offset and length: what the slaves leave as it is; they count an auto-increment address up. */
function signatureOf(bytes: Uint8Array, at: number): number {
  const length = read16Little(bytes, at + 6) & 0x7ff;
  return ((((bytes[at] ?? 0) << 24) | (length << 13)) ^ read16Little(bytes, at + 4)) | (1 << 31);
}
