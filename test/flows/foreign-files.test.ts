import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { describeForeign } from '../../src/flows/foreign-files.ts';
import { bytesOf, hexBytes, word } from '../support/frames.ts';
import { readContent } from '../support/read-conversations.ts';

const text = (content: string) => Uint8Array.from(Buffer.from(content, 'latin1'));
const utf8 = (content: string) => new TextEncoder().encode(content);
const utf16 = (content: string) => bytesOf([0xff, 0xfe], Buffer.from(content, 'utf16le'));
const padded = (...parts: readonly (Uint8Array | number[])[]) => bytesOf(...parts, new Uint8Array(400).fill(0x81));
/** A ZIP archive that begins with an entry of this name. */
const zipOf = (name: string, content = '') =>
  padded(
    hexBytes('504b0304140000000800'),
    new Uint8Array(16),
    word(name.length * 256),
    [0, 0],
    text(name),
    text(content),
  );

const unpack = 'unpack it first';
const editcap = 'convert it with `editcap -F pcap`';
const theCapture = 'use the capture that it was made from';

const files: readonly (readonly [string, Uint8Array, string | null])[] = [
  ['a snoop capture', padded(text('snoop\0\0\0')), editcap],
  ['a Windows Network Monitor capture', padded(text('RTSS')), editcap],
  ['a Windows Network Monitor capture', padded(text('GMBU')), editcap],
  ['a Sniffer capture', padded(text('TRSNIFF data    \x1a')), editcap],
  ['a NetXRay or Sniffer capture', padded(text('XCP\0')), editcap],
  ['an EtherPeek or OmniPeek capture', padded(text('\x7fver')), editcap],
  ['an iptrace capture', padded(text('iptrace 2.0')), editcap],
  ['a Visual Networks capture', padded(text('\x05VNF')), editcap],
  ['a NetScaler trace', padded([0, 2, 0x60, 0, 0, 0], text('NetScaler Performance Data')), editcap],
  ['a Bluetooth capture (btsnoop)', padded(text('btsnoop\0')), null],
  ['an IxVeriWave or Ixia capture', padded(hexBytes('1c0001ac')), editcap],
  ['an IxVeriWave or Ixia capture', padded(hexBytes('1c0001ab')), editcap],
  [
    'a Windows event trace (ETL)',
    padded(hexBytes('00000100'), new Uint8Array(68), hexBytes('020002c0')),
    'convert it with `etl2pcapng`',
  ],
  ['a Windows event log (EVTX)', padded(text('ElfFile\0')), null],
  ['a Windows event log (EVT)', padded(hexBytes('300000004c664c65')), null],
  ['a systemd journal', padded(text('LPKSHHRH')), null],
  ['a SQLite database', padded(text('SQLite format 3\0')), null],
  ['a Parquet table', padded(text('PAR1')), null],
  ['a ZIP archive', zipOf('capture.pcap'), unpack],
  ['an empty ZIP archive', padded(hexBytes('504b0506')), null],
  ['an Excel workbook', zipOf('xl/workbook.xml'), unpack],
  ['a Word document', zipOf('word/document.xml'), unpack],
  ['a PowerPoint presentation', zipOf('ppt/presentation.xml'), unpack],
  ['an OpenDocument file', zipOf('mimetype', 'application/vnd.oasis.opendocument.text'), unpack],
  ['a bzip2 file', padded(text('BZh91AY&SY')), unpack],
  ['an xz file', padded(hexBytes('fd377a585a000004')), unpack],
  ['an LZ4 file', padded(hexBytes('04224d18')), unpack],
  ['an LZMA file', padded(hexBytes('5d00008000')), unpack],
  ['an lzip file', padded(text('LZIP\x01')), unpack],
  ['a file packed with compress', padded(hexBytes('1f9d90')), unpack],
  ['a 7z archive', padded(hexBytes('377abcaf271c')), unpack],
  ['a RAR archive', padded(text('Rar!\x1a\x07\0')), unpack],
  ['a cabinet archive', padded(text('MSCF')), unpack],
  ['a tar archive', padded(new Uint8Array(257), text('ustar')), unpack],
  ['a cpio archive', padded(text('070701')), unpack],
  ['an ar archive', padded(text('!<arch>\n')), unpack],
  ['an RPM package', padded(hexBytes('edabeedb')), null],
  ['a PDF document', padded(text('%PDF-1.7')), null],
  ['an old Office document', padded(hexBytes('d0cf11e0a1b11ae1')), null],
  ['a PNG image', padded(hexBytes('89504e470d0a1a0a')), null],
  ['a JPEG image', padded(hexBytes('ffd8ffe0')), null],
  ['a GIF image', padded(text('GIF89a')), null],
  ['an ELF program', padded(hexBytes('7f454c46')), null],
  ['a Java class or macOS program', padded(hexBytes('cafebabe')), null],
  ['a macOS program', padded(hexBytes('cffaedfe')), null],
  ['a Windows program', padded(hexBytes('4d5a9000')), null],
  ['a file encrypted with age', padded(text('age-encryption.org/v1')), 'decrypt it first'],
  ['nothing but zeros, as a failed copy leaves', new Uint8Array(500), null],
  [
    'a Git LFS pointer',
    utf8('version https://git-lfs.github.com/spec/v1\noid sha256:00\n'),
    'fetch the file with `git lfs pull`',
  ],
  [
    'packets printed as PDML',
    utf8('<?xml version="1.0"?>\n<?xml-stylesheet href="x"?>\n<!-- x -->\n<pdml version="0">'),
    theCapture,
  ],
  ['packets printed as PSML', utf8('<?xml version="1.0"?>\n<psml version="0">'), theCapture],
  ['packets printed as JSON', utf8('[\n  {\n    "_index": "packets-2026-01-01",\n    "_type": "doc"'), theCapture],
  ['an HTML page, as a failed download leaves', utf8('\n<!DOCTYPE html><html>'), null],
  ['an XML document', utf8('<?xml version="1.0"?><configuration>'), null],
  ['an XML document', utf8('<configuration version="1">'), null],
  ['JSON of no known log', utf8('{"a": 1}\n'), null],
  [
    'a packet list exported as CSV',
    utf8('"No.","Time","Source","Destination","Protocol","Length","Info"\n'),
    theCapture,
  ],
  ['a CSV table of no known log', utf8('asset;address;zone\nplc-1;10.0.0.1;cell\n'), null],
  [
    'packets printed by tcpdump',
    utf8('12:00:00.000001 IP 10.0.0.1.40000 > 10.0.0.2.502: Flags [S]\n'),
    'record them with `tcpdump -w FILE`',
  ],
  [
    'packets printed by tcpdump',
    utf8('2026-01-01 12:00:00.000001 00:00:5e:00:53:01 > ff:ff:ff:ff:ff:ff\n'),
    'record them with `tcpdump -w FILE`',
  ],
  [
    'packets printed by tshark',
    utf8('    1 0.000000000 10.0.0.1 → 10.0.0.2 TCP 74\n'),
    'record them with `tshark -w FILE`',
  ],
  ['alerts of Suricata (`fast.log`)', utf8('01/01/2026-12:00:00.000001  [**] [1:1:1] x [**]'), 'use its `eve.json`'],
  ['a hex dump', utf8('0000  02 00 00 00 00 01 02 00\n'), 'convert it with `text2pcap`'],
  ['a hex dump', utf8('00000000: 0200 0000 0001 0200  ........\n').map((byte) => byte), 'convert it with `text2pcap`'],
  ['a PEM file', utf8('-----BEGIN CERTIFICATE-----\n'), null],
  ['plain text', utf8('Dear colleague, this is no capture – sorry.'), null],
];

describe('a file that is no capture and no log is named', () => {
  test.each(files)('as %s', (what, content, next) => {
    expect(describeForeign(content)).toMatchObject({ what, next });
  });

  test('as text in UTF-16, which PowerShell makes of captures', () => {
    expect(describeForeign(utf16('12:00:00 IP'))?.what).toBe('text in UTF-16, as PowerShell writes with `>`');
  });

  test('or not at all, when nothing is known about it', () => {
    expect(describeForeign(hexBytes('0102030405060708'))).toBeNull();
    expect(describeForeign(bytesOf(utf8('text and then '), [0xc3, 0x28]))).toBeNull();
  });

  test('even when its end cuts a character in two', () => {
    expect(describeForeign(utf8('text –').slice(0, -1))?.what).toBe('plain text');
  });
});

test('every first byte of a file is enough for an answer', () => {
  for (const [, content] of files)
    for (let length = 1; length < 80; length++) describeForeign(content.subarray(0, length));
});

describe('the message about a file of no known format', () => {
  const messageOf = async (content: Uint8Array, pieceBytes?: number) => {
    const { reading } = await readContent(content, {}, pieceBytes);
    expect(reading.format).toBe('unknown');
    expect(reading.problems).toHaveLength(1);
    return reading.problems[0]?.reason ?? '';
  };

  test('names it and says what to do, however the file arrives', async () => {
    const xz = padded(hexBytes('fd377a585a000004'));
    expect(await messageOf(xz)).toBe('unknown format: an xz file; unpack it first');
    expect(await messageOf(xz, 1)).toBe('unknown format: an xz file; unpack it first');
    expect(await messageOf(gzipSync(xz))).toBe('unknown format: an xz file; unpack it first');
    expect(await messageOf(gzipSync(gzipSync(xz)))).toBe(
      'unknown format: a gzip file inside a packed file; unpack it once',
    );
  });

  test('says what is accepted where nothing else helps', async () => {
    expect(await messageOf(padded(text('%PDF-1.7')))).toMatch(
      /^unknown format: a PDF document; accepted are pcap, pcapng, /,
    );
    expect(await messageOf(hexBytes('0102030405060708'))).toMatch(
      /^unknown format: no known file begins with the bytes 01 02 03 04; accepted are pcap, pcapng, /,
    );
  });
});
