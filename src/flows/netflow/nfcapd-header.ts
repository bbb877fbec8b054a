/** The header of an nfcapd file: its layout, and what is said of the blocks behind it. */
import { read16Little, read32Little } from '../capture/bytes.ts';

/** How the blocks of a file are packed. */
export type BlockCompression = 'none' | 'lzo' | 'bz2' | 'lz4' | 'zstd';

export interface NfcapdHeader {
  /** Bytes before the first block. */
  readonly bytes: number;
  readonly compression: BlockCompression;
  readonly isAnonymised: boolean;
}

const firstLayoutBytes = 276;
const secondLayoutBytes = 40;
const bigEndianMagic = 0x0ca5;

const nextStep = '`nfdump -r FILE -o json` writes it in a form that is read';

/** Reads the header at `start`; `more` when `end` comes too early, and another text says why the file is not read. */
export function readNfcapdHeader(bytes: Uint8Array, start: number, end: number): NfcapdHeader | string {
  if (end - start < 4) return 'more';
  if (read16Little(bytes, start) === bigEndianMagic)
    return `the file was written on a big-endian machine and is not read; ${nextStep}`;
  const layout = read16Little(bytes, start + 2);
  if (layout === 1) return end - start < firstLayoutBytes ? 'more' : readFirstLayout(bytes, start);
  if (layout === 2) return end - start < secondLayoutBytes ? 'more' : readSecondLayout(bytes, start);
  return `file layout ${layout} of nfdump is not read; ${nextStep}`;
}

const lzoFlag = 1;
const anonymisedFlag = 2;
const bz2Flag = 8;
const lz4Flag = 16;

function readFirstLayout(bytes: Uint8Array, start: number): NfcapdHeader {
  const flags = read32Little(bytes, start + 4);
  const has = (flag: number): boolean => (flags & flag) !== 0;
  const compression = has(lzoFlag) ? 'lzo' : has(bz2Flag) ? 'bz2' : has(lz4Flag) ? 'lz4' : 'none';
  return { bytes: firstLayoutBytes, compression, isAnonymised: has(anonymisedFlag) };
}

const compressions: readonly BlockCompression[] = ['none', 'lzo', 'bz2', 'lz4', 'zstd'];

function readSecondLayout(bytes: Uint8Array, start: number): NfcapdHeader | string {
  const compression = compressions[bytes[start + 16] ?? 0];
  if (compression === undefined || bytes[start + 17] !== 0)
    return `the file is encrypted or packed in an unknown way and is not read; ${nextStep}`;
  return { bytes: secondLayoutBytes, compression, isAnonymised: false };
}
