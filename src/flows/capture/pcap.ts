/**
 * Classic capture files (draft-ietf-opsawg-pcap): both byte orders, times in microseconds or nanoseconds, and the
 * longer record headers of patched kernels.
 */
import type { ByteWindow } from '../byte-window.ts';
import type { FlowFormat, FormatReader, ReadingSession } from '../format.ts';
import { read32, read32As } from './bytes.ts';
import type { FrameSink } from './frame-sink.ts';
import { openFrames } from './frames.ts';
import { type LinkReader, linkReader } from './link-layer.ts';

const fileHeaderBytes = 24;
const recordHeaderBytes = 16;

/** What the first four bytes say, read big-endian. */
interface Layout {
  readonly little: boolean;
  readonly nanos: boolean;
  readonly recordHeaderBytes: number;
}

const micros: Layout = { little: false, nanos: false, recordHeaderBytes };
const nanos: Layout = { ...micros, nanos: true };
/** Written by the patch of Alexey Kuznetzov: interface, protocol and packet type stand behind the lengths. */
const patched: Layout = { ...micros, recordHeaderBytes: 24 };

const layouts: ReadonlyMap<number, Layout> = new Map([
  [0xa1b2c3d4, micros],
  [0xa1b23c4d, nanos],
  [0xa1b2cd34, patched],
  [0xd4c3b2a1, { ...micros, little: true }],
  [0x4d3cb2a1, { ...nanos, little: true }],
  [0x34cdb2a1, { ...patched, little: true }],
]);

export const pcapFormat: FlowFormat = {
  name: 'pcap',
  title: 'pcap',
  recognise(head) {
    if (head.length < 4) return 'more';
    return layouts.has(read32(head, 0)) ? 'yes' : 'no';
  },
  open: openPcap,
};

interface Header extends Layout {
  readonly readLink: LinkReader | null;
}

function openPcap(session: ReadingSession): FormatReader {
  const frames = openFrames(session);
  let header: Header | null = null;
  return {
    read(window) {
      if (header === null) {
        if (window.end - window.start < fileHeaderBytes) return true;
        const layout = layouts.get(read32(window.bytes, window.start));
        if (layout === undefined) return false;
        // The upper bits of the link type may hold the length of a frame check sequence.
        const linkType = read32As(window.bytes, window.start + 20, layout.little) & 0xffff;
        header = { ...layout, readLink: linkReader(linkType, layout.little) };
        if (header.readLink === null)
          session.tally.note(`link type ${linkType} is not supported; its packets are not read`, 'byte', 20);
        window.start += fileHeaderBytes;
      }
      return readRecords(window, header, frames, session);
    },
    idle: frames.idle,
    finish(window) {
      const left = window.end - window.start;
      if (left > 0)
        session.tally.broken('truncated', 'byte', window.base + window.start, `the capture ends inside a packet`);
      frames.finish();
    },
  };
}

function readRecords(window: ByteWindow, header: Header, frames: FrameSink, session: ReadingSession): boolean {
  const { bytes, end } = window;
  const { little, nanos, readLink, recordHeaderBytes } = header;
  const { packet } = frames;
  const { tally, limits } = session;
  let at = window.start;
  while (end - at >= recordHeaderBytes) {
    const captured = read32As(bytes, at + 8, little);
    if (captured > limits.packetBytes) {
      const text = `packet of ${captured} bytes, more than ${limits.packetBytes}; the file is damaged from here and is not read further`;
      tally.broken('oversized-packet', 'byte', window.base + at, text);
      window.start = end;
      return false;
    }
    if (end - at < recordHeaderBytes + captured) break;
    const fraction = read32As(bytes, at + 4, little);
    const length = read32As(bytes, at + 12, little);
    packet.micros = read32As(bytes, at, little) * 1_000_000 + (nanos ? Math.floor(fraction / 1000) : fraction);
    packet.frame = ++tally.packets;
    packet.bytes = bytes;
    packet.start = at + recordHeaderBytes;
    packet.end = packet.start + captured;
    packet.cut = length > captured ? length - captured : 0;
    frames.accept(readLink);
    at += recordHeaderBytes + captured;
  }
  window.start = at;
  return true;
}
