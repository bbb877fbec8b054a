import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { services } from '../../src/flows/services/services.ts';
import { pcap } from '../support/capture-files.ts';
import { datagrams } from '../support/decoder-laws.ts';
import { bytesOf, long, word } from '../support/frames.ts';
import { conversationLine, factLines, readContent } from '../support/read-conversations.ts';
import { tcpTalk } from '../support/tcp-talk.ts';

const text = (value: string): Uint8Array => new TextEncoder().encode(value);

const sized = (bytes: Uint8Array, octets: 1 | 2 | 3): Uint8Array =>
  bytesOf(long(bytes.length).slice(4 - octets), bytes);

/** A TLS ClientHello with a server name and application protocols. */
function clientHello(name: string, alpn: readonly string[]): Uint8Array {
  const extension = (type: number, contents: Uint8Array): Uint8Array => bytesOf(word(type), sized(contents, 2));
  const extensions = bytesOf(
    extension(0, sized(bytesOf(0, sized(text(name), 2)), 2)),
    alpn.length === 0 ? [] : extension(16, sized(bytesOf(...alpn.map((each) => sized(text(each), 1))), 2)),
  );
  const hello = bytesOf(
    word(0x0303),
    new Uint8Array(32),
    0,
    sized(bytesOf(word(0x1301)), 2),
    sized(Uint8Array.of(0), 1),
    sized(extensions, 2),
  );
  return bytesOf([22, 3, 1], sized(bytesOf(1, sized(hello, 3)), 2));
}

const smb2 = (isAnswer: boolean): Uint8Array =>
  bytesOf([0, 0, 0, 64], [0xfe, 0x53, 0x4d, 0x42], new Uint8Array(12), isAnswer ? 1 : 0, new Uint8Array(47));

interface Case {
  readonly what: string;
  readonly port: number;
  readonly from?: 'client' | 'server';
  readonly bytes: Uint8Array;
  readonly protocol: string;
}

const streams: readonly Case[] = [
  { what: 'an SSH banner', port: 2022, from: 'server', bytes: text('SSH-2.0-OpenSSH_9.2\r\n'), protocol: 'ssh' },
  {
    what: 'an HTTP request at the port of Modbus',
    port: 502,
    bytes: text('GET / HTTP/1.1\r\nHost: x\r\n\r\n'),
    protocol: 'http',
  },
  { what: 'the preface of HTTP/2', port: 8080, bytes: text('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n'), protocol: 'http' },
  { what: 'TLS at its usual port', port: 443, bytes: clientHello('a.example', []), protocol: 'https' },
  { what: 'TLS that carries HTTP', port: 9000, bytes: clientHello('a.example', ['h2', 'http/1.1']), protocol: 'https' },
  { what: 'TLS at the port of encrypted Modbus', port: 802, bytes: clientHello('plc.example', []), protocol: 'modbus' },
  { what: 'TLS at the port of plain Modbus', port: 502, bytes: clientHello('plc.example', []), protocol: 'tls' },
  {
    what: 'RDP with a cookie',
    port: 3389,
    bytes: bytesOf([3, 0, 0, 42, 37, 0xe0, 0, 0, 0, 0, 0], text('Cookie: mstshash=user\r\n'), [1, 0, 8, 0, 3, 0, 0, 0]),
    protocol: 'rdp',
  },
  {
    what: 'RDP at another port',
    port: 13389,
    bytes: bytesOf([3, 0, 0, 19, 14, 0xe0, 0, 0, 0, 0, 0], [1, 0, 8, 0, 3, 0, 0, 0]),
    protocol: 'rdp',
  },
  { what: 'SMB 2', port: 445, bytes: smb2(false), protocol: 'smb' },
  { what: 'an answer of SMB 2', port: 445, from: 'server', bytes: smb2(true), protocol: 'smb' },
  { what: 'the greeting of FTP', port: 21, from: 'server', bytes: text('220 ready\r\n'), protocol: 'ftp' },
  { what: 'the greeting of SMTP', port: 25, from: 'server', bytes: text('220 mail ESMTP\r\n'), protocol: 'smtp' },
  {
    what: 'the negotiation of Telnet',
    port: 23,
    from: 'server',
    bytes: Uint8Array.of(255, 251, 1, 255, 253, 3),
    protocol: 'telnet',
  },
  { what: 'the version of VNC', port: 5900, from: 'server', bytes: text('RFB 003.008\n'), protocol: 'vnc' },
  { what: 'the start of PostgreSQL', port: 5432, bytes: bytesOf(long(8), long(0x04d2162f)), protocol: 'postgresql' },
  {
    what: 'a bind of LDAP',
    port: 389,
    bytes: Uint8Array.of(0x30, 12, 2, 1, 1, 0x60, 7, 2, 1, 3, 4, 0, 0x80, 0),
    protocol: 'ldap',
  },
  {
    what: 'a request of Kerberos',
    port: 88,
    bytes: bytesOf(long(12), [0x6a, 10], new Uint8Array(10)),
    protocol: 'kerberos',
  },
  { what: 'a bind of DCE/RPC', port: 135, bytes: bytesOf([5, 0, 11, 3], new Uint8Array(60)), protocol: 'msrpc' },
  {
    what: 'the pre-login of SQL Server',
    port: 1433,
    bytes: bytesOf([0x12, 1], word(26), [0, 0, 1, 0], [0, 0, 11, 0, 6, 0xff], new Uint8Array(12)),
    protocol: 'mssql',
  },
  {
    what: 'DNS over TCP',
    port: 53,
    bytes: bytesOf(word(17), word(7), word(0x0100), word(1), word(0), word(0), word(0), [0, 0, 1, 0, 1]),
    protocol: 'dns',
  },
];

const packets: readonly Case[] = [
  {
    what: 'DNS',
    port: 53,
    bytes: bytesOf(word(7), word(0x0100), word(1), word(0), word(0), word(0), [0, 0, 1, 0, 1]),
    protocol: 'dns',
  },
  { what: 'TFTP', port: 69, bytes: bytesOf(word(1), text('image.bin'), 0, text('octet'), 0), protocol: 'tftp' },
  { what: 'syslog', port: 514, bytes: text('<134>1 2026-01-01T00:00:00Z plc - - - hello'), protocol: 'syslog' },
  {
    what: 'DHCP',
    port: 67,
    bytes: bytesOf([1, 1, 6, 0], new Uint8Array(232), [0x63, 0x82, 0x53, 0x63, 53, 1, 1, 255]),
    protocol: 'dhcp',
  },
];

describe('services that their first bytes name', () => {
  test.each(streams)('$what', async ({ port, from = 'client', bytes, protocol }) => {
    const talk = tcpTalk({ serverPort: port }).open();
    const { conversations } = await readContent(pcap(talk[from](bytes).frames));
    expect(conversations.map(conversationLine)).toEqual([
      expect.stringContaining(`10.0.0.1 -> 10.0.0.2 tcp/${port}, ${protocol}, -`),
    ]);
  });

  test.each(packets)('$what in a datagram', async ({ port, bytes, protocol }) => {
    const { conversations } = await readContent(pcap(datagrams(port, [{ from: 'client', bytes }])));
    expect(conversations.map(conversationLine)).toEqual([expect.stringContaining(`udp/${port}, ${protocol}, -`)]);
  });

  test('a capture that starts in the middle still knows who asks', async () => {
    const talk = tcpTalk({ serverPort: 9445, clientPort: 445 });
    const { conversations } = await readContent(pcap(talk.client(smb2(false)).frames));
    expect(conversations).toMatchObject([{ source: '10.0.0.1', port: 9445, protocol: 'smb' }]);
  });

  test('a server name and a banner are facts about their hosts', async () => {
    const hello = await readContent(
      pcap(tcpTalk({ serverPort: 443 }).open().client(clientHello('mes.example', [])).frames),
    );
    expect(factLines(hello.devices)).toEqual(['10.0.0.2 hostname: mes.example']);
    const banner = await readContent(
      pcap(tcpTalk({ serverPort: 22 }).open().server(text('SSH-2.0-dropbear_2019.78\r\n')).frames),
    );
    expect(factLines(banner.devices)).toEqual(['10.0.0.2 description: dropbear_2019.78']);
  });

  test('a DHCP client tells its name, under the address that it has', async () => {
    const named = (own: readonly number[]): Uint8Array =>
      bytesOf(
        [1, 1, 6, 0],
        new Uint8Array(8),
        own,
        new Uint8Array(12),
        [0, 0x80, 0xf4, 0, 0, 1],
        new Uint8Array(202),
        [0x63, 0x82, 0x53, 0x63, 12, 3],
        text('hmi'),
        255,
      );
    const facts = async (own: readonly number[]) =>
      factLines((await readContent(pcap(datagrams(67, [{ from: 'client', bytes: named(own) }])))).devices);
    expect(await facts([0, 0, 0, 0])).toEqual(['00:80:f4:00:00:01 hostname: hmi']);
    expect(await facts([10, 0, 0, 7])).toEqual(['10.0.0.7 hostname: hmi', '10.0.0.7 mac-address: 00:80:f4:00:00:01']);
  });

  test('whatever the bytes are, none of them fails', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...streams, ...packets),
        fc.array(fc.tuple(fc.nat(80), fc.nat(255))),
        fc.nat(90),
        ({ bytes }, changes, length) => {
          const broken = bytes.slice(0, length);
          for (const [at, value] of changes) if (at < broken.length) broken[at] = value;
          for (const { recognise } of services) recognise(broken, 0, broken.length);
        },
      ),
      { numRuns: 300 },
    );
  });
});
