/**
 * What people hand in by mistake, told by its first bytes, so that the message names it and says what to do. None of it
 * is read.
 */
import { describeForeignText, type ForeignFile } from './foreign-text.ts';

/** How much of a file is looked at to name it. */
export const foreignHeadBytes = 4096;

/** Names a file that is in none of the accepted formats; null when it is nothing that is known. */
export function describeForeign(head: Uint8Array): ForeignFile | null {
  const found = signatures.find(({ at, bytes }) => bytes.every((byte, index) => head[at + index] === byte));
  if (found !== undefined) return { what: found.what === zip ? describeZip(head) : found.what, next: found.next };
  if (includes(head.subarray(0, 64), 'NetScaler')) return { what: 'a NetScaler trace', next: editcap };
  if (isEventTrace(head)) return { what: 'a Windows event trace (ETL)', next: 'convert it with `etl2pcapng`' };
  if (head.every((byte) => byte === 0)) return { what: 'nothing but zeros, as a failed copy leaves', next: null };
  return describeForeignText(head);
}

interface Signature {
  readonly at: number;
  readonly bytes: readonly number[];
  readonly what: string;
  readonly next: string | null;
}

const editcap = 'convert it with `editcap -F pcap`';
const unpack = 'unpack it first';
const zip = 'a ZIP archive';

/** A signature in hexadecimal digits, or as text with a colon before it; at the beginning unless said otherwise. */
function signature(magic: string, what: string, next: string | null = null, at: number = 0): Signature {
  const bytes = magic.startsWith(':')
    ? [...magic.slice(1)].map((character) => character.charCodeAt(0))
    : Array.from({ length: magic.length / 2 }, (_, index) =>
        Number.parseInt(magic.slice(index * 2, index * 2 + 2), 16),
      );
  return { at, bytes, what, next };
}

const signatures: readonly Signature[] = [
  signature(':snoop\0\0\0', 'a snoop capture', editcap),
  signature(':RTSS', 'a Windows Network Monitor capture', editcap),
  signature(':GMBU', 'a Windows Network Monitor capture', editcap),
  signature(':TRSNIFF data', 'a Sniffer capture', editcap),
  signature(':XCP\0', 'a NetXRay or Sniffer capture', editcap),
  signature(':\x7fver', 'an EtherPeek or OmniPeek capture', editcap),
  signature(':iptrace ', 'an iptrace capture', editcap),
  signature(':\x05VNF', 'a Visual Networks capture', editcap),
  signature(':btsnoop\0', 'a Bluetooth capture (btsnoop)'),
  signature('1c0001ac', 'an IxVeriWave or Ixia capture', editcap),
  signature('1c0001ab', 'an IxVeriWave or Ixia capture', editcap),
  signature(':ElfFile\0', 'a Windows event log (EVTX)'),
  signature('300000004c664c65', 'a Windows event log (EVT)'),
  signature(':LPKSHHRH', 'a systemd journal'),
  signature(':SQLite format 3\0', 'a SQLite database'),
  signature(':PAR1', 'a Parquet table'),
  signature('504b0304', zip, unpack),
  signature('504b0506', 'an empty ZIP archive'),
  signature('1f8b', 'a gzip file inside a packed file', 'unpack it once'),
  signature('28b52ffd', 'a zstd file inside a packed file', 'unpack it once'),
  signature(':BZh', 'a bzip2 file', unpack),
  signature('fd377a585a00', 'an xz file', unpack),
  signature('04224d18', 'an LZ4 file', unpack),
  signature('5d00008000', 'an LZMA file', unpack),
  signature(':LZIP', 'an lzip file', unpack),
  signature('1f9d', 'a file packed with compress', unpack),
  signature('377abcaf271c', 'a 7z archive', unpack),
  signature(':Rar!\x1a\x07', 'a RAR archive', unpack),
  signature(':MSCF', 'a cabinet archive', unpack),
  signature(':ustar', 'a tar archive', unpack, 257),
  signature(':070701', 'a cpio archive', unpack),
  signature(':!<arch>', 'an ar archive', unpack),
  signature('edabeedb', 'an RPM package'),
  signature(':%PDF-', 'a PDF document'),
  signature('d0cf11e0a1b11ae1', 'an old Office document'),
  signature('89504e470d0a1a0a', 'a PNG image'),
  signature('ffd8ff', 'a JPEG image'),
  signature(':GIF8', 'a GIF image'),
  signature('7f454c46', 'an ELF program'),
  signature('cafebabe', 'a Java class or macOS program'),
  signature('cffaedfe', 'a macOS program'),
  signature('4d5a9000', 'a Windows program'),
  signature(':age-encryption.org/', 'a file encrypted with age', 'decrypt it first'),
];

/** A ZIP archive may be a document; its first entries tell. */
function describeZip(head: Uint8Array): string {
  if (includes(head, 'xl/')) return 'an Excel workbook';
  if (includes(head, 'word/')) return 'a Word document';
  if (includes(head, 'ppt/')) return 'a PowerPoint presentation';
  return includes(head, 'mimetypeapplication/vnd.oasis') ? 'an OpenDocument file' : zip;
}

/** Behind a buffer header of 72 bytes stands a system header with this marker. */
function isEventTrace(head: Uint8Array): boolean {
  return head[72] === 2 && head[73] === 0 && (head[74] === 1 || head[74] === 2) && head[75] === 0xc0;
}

function includes(bytes: Uint8Array, text: string): boolean {
  return new TextDecoder('latin1').decode(bytes).includes(text);
}
