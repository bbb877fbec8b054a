/**
 * Files of nfcapd and nfdump (their `nffile.h`, layouts 1 of nfdump 1.6 and 2 of nfdump 1.7): a header, and blocks of
 * records that may be packed one by one.
 */
import type { ByteWindow } from '../byte-window.ts';
import { read16Little, read32Little } from '../capture/bytes.ts';
import type { FlowFormat, FormatReader, ReadingSession } from '../format.ts';
import { createFlowAccount } from './flow-account.ts';
import { noteAnonymised } from './flow-notes.ts';
import { type BlockUnpacker, createBlockUnpacker } from './nfcapd-blocks.ts';
import { readNfcapdHeader } from './nfcapd-header.ts';
import { createNfcapdRecords } from './nfcapd-records.ts';

export const nfcapdFormat: FlowFormat = {
  name: 'nfcapd',
  title: 'nfcapd files',
  recognise(head) {
    if (head.length < 4) return 'more';
    const isNfcapd = read16Little(head, 0) === magic || read16Little(head, 0) === swappedMagic;
    const version = isNfcapd ? Math.max(head[2] ?? 0, head[3] ?? 0) : 0;
    return version >= 1 && version <= 9 && Math.min(head[2] ?? 0, head[3] ?? 0) === 0 ? 'yes' : 'no';
  },
  open: openNfcapd,
};

const magic = 0xa50c;
const swappedMagic = 0x0ca5;
const blockHeaderBytes = 12;
/** Blocks with records that name their types themselves; the others hold tables and histograms. */
const recordBlocks: ReadonlySet<number> = new Set([2, 3]);

function openNfcapd(session: ReadingSession): FormatReader {
  const { tally } = session;
  const account = createFlowAccount(session, 'record');
  const records = createNfcapdRecords(session, account);
  let unpacker: BlockUnpacker | null = null;

  function giveUp(window: ByteWindow, reason: string, text: string): boolean {
    tally.broken(reason, 'byte', window.base + window.start, text);
    window.start = window.end;
    return false;
  }

  /** False when the file is not read. */
  function readHeader(window: ByteWindow): boolean {
    const header = readNfcapdHeader(window.bytes, window.start, window.end);
    if (header === 'more') return true;
    if (typeof header === 'string') return giveUp(window, 'not-read', header);
    if (header.isAnonymised) noteAnonymised(tally, 'byte', 0);
    unpacker = createBlockUnpacker(header.compression, session.limits);
    window.start += header.bytes;
    return true;
  }

  /** Reads the block whose header stands at the start of the window, if it is there as a whole. */
  function readBlock(window: ByteWindow, unpack: BlockUnpacker): 'read' | 'more' | 'end' {
    const { bytes, start, end } = window;
    if (end - start < blockHeaderBytes) return 'more';
    const size = read32Little(bytes, start + 4);
    if (size > session.limits.blockBytes) {
      giveUp(window, 'oversized-block', `block of ${size} bytes; the rest of the file is not read`);
      return 'end';
    }
    const from = start + blockHeaderBytes;
    if (end - from < size) return 'more';
    if (recordBlocks.has(read16Little(bytes, start + 8))) {
      const isPacked = (read16Little(bytes, start + 10) & 1) === 0;
      const block = isPacked ? unpack(bytes, from, from + size) : bytes.subarray(from, from + size);
      if (typeof block === 'string') {
        giveUp(window, 'unpack', block);
        return 'end';
      }
      records.read(block, window.base + start);
    }
    window.start = from + size;
    return 'read';
  }

  return {
    read(window) {
      if (unpacker === null && !readHeader(window)) return false;
      if (unpacker === null) return true;
      for (;;) {
        const outcome = readBlock(window, unpacker);
        if (outcome !== 'read') return outcome === 'more';
      }
    },
    finish(window) {
      if (window.end > window.start)
        tally.broken('truncated', 'byte', window.base + window.start, 'the file ends inside a block');
      account.settle();
    },
    idle: account.settle,
  };
}
