/**
 * pcapng captures (draft-ietf-opsawg-pcapng): several sections, interfaces and byte orders in one file.
 * Blocks without packets are stepped over.
 */
import type { ByteWindow } from '../byte-window.ts';
import type { FlowFormat, FormatReader, ReadingSession } from '../format.ts';
import { read16As, read32, read32As } from './bytes.ts';
import type { FrameSink } from './frame-sink.ts';
import { openFrames } from './frames.ts';
import { type CaptureInterface, readInterface } from './pcapng-interface.ts';

const sectionBlock = 0x0a0d0d0a;
const leastBlockBytes = 12;
/** Up to the length of the section. */
const sectionHeaderBytes = 16;
const interfaceBlock = 1;
const packetBlock = 2;
const simplePacketBlock = 3;
const enhancedPacketBlock = 6;

/** Room for headers and options around the bytes of a packet. */
const blockOverhead = 65_536;
/** No tool writes so many; more would only be an attempt to fill memory. */
const mostInterfaces = 65_536;

export const pcapngFormat: FlowFormat = {
  name: 'pcapng',
  title: 'pcapng',
  recognise(head) {
    if (head.length < 12) return head.length === 0 || head[0] === 0x0a ? 'more' : 'no';
    return read32(head, 0) === sectionBlock && byteOrder(head, 8) !== null ? 'yes' : 'no';
  },
  open: openPcapng,
};

/** A block header with the position of its body. */
interface Block {
  type: number;
  /** Bytes of the whole block. */
  length: number;
  start: number;
  end: number;
}

function openPcapng(session: ReadingSession): FormatReader {
  const { tally } = session;
  const frames = openFrames(session);
  const section = { little: true, interfaces: [] as CaptureInterface[] };
  const block: Block = { type: 0, length: 0, start: 0, end: 0 };
  /** Bytes of a block without packets that are still to come. */
  let skipping = 0;

  /** Answers what is wrong with the section. */
  function beginSection({ bytes, start }: ByteWindow): string | null {
    const little = byteOrder(bytes, start + 8);
    if (little === null) return 'section of no known byte order';
    const version = read16As(bytes, start + 12, little);
    if (version !== 1) return `section of version ${version}, not 1`;
    section.little = little;
    section.interfaces = [];
    return null;
  }

  function giveUp(window: ByteWindow, problem: string): false {
    const text = `${problem}; the file is damaged from here and is not read further`;
    tally.broken('malformed-block', 'byte', window.base + window.start, text);
    window.start = window.end;
    return false;
  }

  function readBlock(window: ByteWindow): void {
    const { bytes } = window;
    const { little, interfaces } = section;
    if (block.type === interfaceBlock) {
      const described = readInterface(bytes, block.start, block.end, little);
      if (interfaces.length < mostInterfaces) interfaces.push(described);
      if (described.readLink === null)
        tally.note(
          `link type ${described.linkType} is not supported; its packets are not read`,
          'byte',
          window.base + block.start,
        );
    } else if (isPacketBlock(block.type)) {
      frames.packet.frame = ++tally.packets;
      session.trace?.at(tally.packets, 'frame');
      const found = locatePacket(bytes, block, section, frames);
      if (found === null) tally.broken('malformed-block', 'frame', tally.packets, 'packet block with wrong lengths');
      else frames.accept(found.readLink);
    }
  }

  /** Reads or steps over one block; answers whether it was there, or what is wrong with it. */
  function takeBlock(window: ByteWindow): 'taken' | 'more' | { readonly wrong: string } {
    const available = window.end - window.start;
    if (available < leastBlockBytes) return 'more';
    if (read32(window.bytes, window.start) === sectionBlock) {
      if (available < sectionHeaderBytes) return 'more';
      const wrong = beginSection(window);
      if (wrong !== null) return { wrong };
    }
    const wrong = readHeader(window, section.little, block, session);
    if (wrong !== null) return { wrong };
    if (!isHeld(block.type)) {
      skipping = block.length;
      return 'taken';
    }
    if (available < block.length) return 'more';
    if (read32As(window.bytes, block.end, section.little) !== block.length)
      return { wrong: 'block whose two lengths differ' };
    readBlock(window);
    window.start += block.length;
    return 'taken';
  }

  return {
    read(window) {
      for (;;) {
        const step = Math.min(skipping, window.end - window.start);
        window.start += step;
        skipping -= step;
        const outcome = takeBlock(window);
        if (outcome === 'taken') continue;
        return outcome === 'more' ? true : giveUp(window, outcome.wrong);
      }
    },
    idle: frames.idle,
    finish(window) {
      if (window.end > window.start || skipping > 0)
        tally.broken('truncated', 'byte', window.base + window.start, 'the capture ends inside a block');
      frames.finish();
    },
  };
}

/** True for little-endian, null when the byte-order magic is neither. */
function byteOrder(bytes: Uint8Array, at: number): boolean | null {
  const magic = read32(bytes, at);
  if (magic === 0x4d3c2b1a) return true;
  return magic === 0x1a2b3c4d ? false : null;
}

function isPacketBlock(type: number): boolean {
  return type === enhancedPacketBlock || type === simplePacketBlock || type === packetBlock;
}

/** What is needed whole; everything else is stepped over, and with it names, statistics and secrets. */
function isHeld(type: number): boolean {
  return isPacketBlock(type) || type === interfaceBlock;
}

/** Fills `block`; answers what is wrong with it. */
function readHeader(window: ByteWindow, little: boolean, block: Block, session: ReadingSession): string | null {
  block.type = read32As(window.bytes, window.start, little);
  block.length = read32As(window.bytes, window.start + 4, little);
  block.start = window.start + 8;
  block.end = window.start + block.length - 4;
  if (block.length < leastBlockBytes) return `block of ${block.length} bytes`;
  if (block.type === interfaceBlock && block.length < 20) return `interface block of ${block.length} bytes`;
  // Blocks are padded to 4 bytes, but some writers of blocks without packets forget it.
  if (isPacketBlock(block.type) && block.length % 4 !== 0) return `packet block of ${block.length} bytes`;
  const limit = session.limits.packetBytes + blockOverhead;
  return isHeld(block.type) && block.length > limit ? `block of ${block.length} bytes, more than ${limit}` : null;
}

/** Fills the packet from its block; null when the lengths do not fit or the interface is not described. */
function locatePacket(
  bytes: Uint8Array,
  block: Block,
  section: { readonly little: boolean; readonly interfaces: readonly CaptureInterface[] },
  frames: FrameSink,
): CaptureInterface | null {
  const { little, interfaces } = section;
  const { packet } = frames;
  const at = block.start;
  const simple = block.type === simplePacketBlock;
  const headerBytes = simple ? 4 : 20;
  if (block.end - at < headerBytes) return null;
  const number = simple ? 0 : block.type === packetBlock ? read16As(bytes, at, little) : read32As(bytes, at, little);
  const described = interfaces[number];
  if (described === undefined) return null;
  const length = read32As(bytes, simple ? at : at + 16, little);
  const snapped = described.snapLength === 0 ? length : Math.min(length, described.snapLength);
  const captured = simple ? Math.min(snapped, block.end - at - 4) : read32As(bytes, at + 12, little);
  if (captured > block.end - at - headerBytes) return null;
  const micros = simple ? null : described.micros(read32As(bytes, at + 4, little), read32As(bytes, at + 8, little));
  packet.timed = micros !== null;
  packet.micros = micros ?? 0;
  packet.bytes = bytes;
  packet.start = at + headerBytes;
  packet.end = packet.start + captured;
  packet.cut = length > captured ? length - captured : 0;
  return described;
}
