/**
 * Files of exporter datagrams: each behind its length (two bytes, big-endian), or one directly behind the other, which
 * also is how IPFIX is kept in files (RFC 5655).
 */
import type { ByteWindow } from '../byte-window.ts';
import { read16 } from '../capture/bytes.ts';
import type { FlowFormat, FormatReader, ReadingSession } from '../format.ts';
import { createDatagramReader, type Exporter } from './datagram-reader.ts';
import { beginsDatagram, datagramEnd } from './datagram-shape.ts';
import { createFlowAccount } from './flow-account.ts';

export const flowDatagramFormat: FlowFormat = {
  name: 'netflow datagrams',
  title: 'NetFlow and IPFIX datagrams',
  recognise(head) {
    const plain = beginsDatagram(head, 0, head.length);
    return plain === 'no' ? beginsPrefixed(head) : plain;
  },
  open: openFlowDatagrams,
};

const prefixBytes = 2;
const leastLength = 16;
const nobody: Exporter = { host: 0, session: 0 };

function beginsPrefixed(head: Uint8Array): 'yes' | 'no' | 'more' {
  if (head.length < prefixBytes) return 'more';
  const length = read16(head, 0);
  if (length < leastLength) return 'no';
  return beginsDatagram(head, prefixBytes, Math.min(head.length, prefixBytes + length));
}

function openFlowDatagrams(session: ReadingSession): FormatReader {
  const { tally, trace } = session;
  const account = createFlowAccount(session, 'datagram');
  const datagrams = createDatagramReader(tally, account, 'datagram');
  const versions = new Set<number>();
  let isPrefixed: boolean | null = null;
  let number = 0;

  /** Files do not say who exported what, so that all of it counts as one exporter's. */
  const take: TakeDatagram = (bytes, start, end) => {
    number++;
    trace?.at(number, 'datagram');
    const version = read16(bytes, start);
    if (version <= 10) versions.add(version);
    datagrams.read(nobody, bytes, start, end, number);
  };

  return {
    read(window) {
      if (isPrefixed === null) {
        const begins = beginsDatagram(window.bytes, window.start, window.end);
        if (begins === 'more') return true;
        isPrefixed = begins === 'no';
      }
      if (isPrefixed) takePrefixed(window, take);
      else if (!takeFollowing(window, take)) {
        const text = 'bytes that begin no NetFlow or IPFIX datagram; the rest of the file is not read';
        tally.broken('malformed-datagram', 'byte', window.base + window.start, text);
        window.start = window.end;
        return false;
      }
      return true;
    },
    finish(window) {
      finishWindow(window, isPrefixed === true, take, session);
      datagrams.finish();
      account.settle();
    },
    idle: account.settle,
    describe: () => describeVersions(versions),
  };
}

type TakeDatagram = (bytes: Uint8Array, start: number, end: number) => void;

function takePrefixed(window: ByteWindow, take: TakeDatagram): void {
  const { bytes, end } = window;
  let at = window.start;
  while (end - at >= prefixBytes) {
    const next = at + prefixBytes + read16(bytes, at);
    if (next > end) break;
    take(bytes, at + prefixBytes, next);
    at = next;
  }
  window.start = at;
}

/** False when what follows is no datagram. */
function takeFollowing(window: ByteWindow, take: TakeDatagram): boolean {
  const { bytes, end } = window;
  while (window.start < end) {
    const begins = beginsDatagram(bytes, window.start, end);
    if (begins !== 'yes') return begins === 'more';
    const next = datagramEnd(bytes, window.start, end);
    if (next === null) return true;
    take(bytes, window.start, next);
    window.start = next;
  }
  return true;
}

/** Uses the last datagram as far as it is there; one of version 9 does not say where it ends. */
function finishWindow(window: ByteWindow, isPrefixed: boolean, take: TakeDatagram, { tally }: ReadingSession): void {
  const { bytes, end } = window;
  const start = isPrefixed ? window.start + prefixBytes : window.start;
  const isBegun = beginsDatagram(bytes, start, end) === 'yes';
  if (isPrefixed ? end > window.start : end > start && !isBegun)
    tally.broken('truncated', 'byte', window.base + window.start, 'the file ends inside a datagram');
  if (isBegun) take(bytes, start, end);
}

function describeVersions(versions: ReadonlySet<number>): string {
  const names = [...versions].sort((a, b) => a - b).map((version) => (version === 10 ? 'ipfix' : `v${version}`));
  return names.length === 0 || names.length > 4 ? flowDatagramFormat.name : `netflow ${names.join('+')}`;
}
