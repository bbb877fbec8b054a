/**
 * What OT packets carry in clear never reaches an output: marked passwords, keys and communities go through every reader
 * of packets, and the whole result is searched. Logs have the same law in `test/flows/logs`.
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { pcap } from '../support/capture-files.ts';
import { datagrams } from '../support/decoder-laws.ts';
import { bytesOf, word } from '../support/frames.ts';
import { readContent } from '../support/read-conversations.ts';
import { shippedCatalogue } from '../support/shipped-catalogue.ts';
import { adsDiscovery, fox } from '../support/small-protocol-messages.ts';
import { snmp, snmpPdu } from '../support/snmp-messages.ts';
import { tcpTalk } from '../support/tcp-talk.ts';

const text = (value: string): Uint8Array => new TextEncoder().encode(value);
const counted = (value: string): Uint8Array => bytesOf(word(value.length), text(value));

/** A secret that no protocol could hold by accident. */
const marker = fc.stringMatching(/^[A-Za-z]{4}Q7x[A-Za-z0-9]{5,12}$/);

/** How protocols carry what must not be seen, as what a client sends. */
const carriers: readonly (readonly [
  what: string,
  transport: 'tcp' | 'udp',
  port: number,
  message: (secret: string) => Uint8Array,
])[] = [
  [
    'an HTTP login',
    'tcp',
    80,
    (secret) => text(`GET / HTTP/1.1\r\nAuthorization: Basic ${btoa(secret)}\r\nX-Key: ${secret}\r\n\r\n`),
  ],
  ['an FTP login', 'tcp', 21, (secret) => text(`USER plc\r\nPASS ${secret}\r\n`)],
  ['a Telnet login', 'tcp', 23, (secret) => bytesOf([255, 251, 1], text(`admin\r\n${secret}\r\n`))],
  ['a POP3 login', 'tcp', 110, (secret) => text(`USER x\r\nPASS ${secret}\r\n`)],
  ['an SMTP login', 'tcp', 25, (secret) => text(`EHLO x\r\nAUTH PLAIN ${btoa(secret)}\r\n${secret}\r\n`)],
  [
    'an LDAP bind',
    'tcp',
    389,
    (secret) =>
      bytesOf(
        [0x30, 12 + secret.length, 2, 1, 1, 0x60, 7 + secret.length, 2, 1, 3, 4, 0, 0x80, secret.length],
        text(secret),
      ),
  ],
  ['an SNMP community', 'udp', 161, (secret) => snmp(0, snmpPdu(0, 1), secret)],
  ['a set of SNMP', 'udp', 161, (secret) => snmp(1, snmpPdu(3, 1, 0, 9, secret))],
  [
    'an MQTT login',
    'tcp',
    1883,
    (secret) =>
      bytesOf(
        [0x10, 24 + secret.length],
        counted('MQTT'),
        [4, 0xc2, 0, 60],
        counted('scada'),
        counted('user'),
        counted(secret),
      ),
  ],
  [
    'an MQTT topic',
    'tcp',
    1883,
    (secret) =>
      bytesOf([0x10, 17], counted('MQTT'), [4, 2, 0, 60], counted('scada'), [0x30, 2 + secret.length], counted(secret)),
  ],
  ['a route of ADS', 'udp', 48_899, (secret) => adsDiscovery(6, false, [[2, text(secret)]])],
  ['a login of Fox', 'tcp', 1911, (secret) => fox(1, -1, 'fox', 'authenticate', [`password=s:${secret}`])],
  ['a syslog line', 'udp', 514, (secret) => text(`<34>su: password ${secret}`)],
  ['a PostgreSQL start', 'tcp', 5432, (secret) => bytesOf([0, 0, 0, 8, 0, 3, 0, 0], text(secret))],
];

async function reads(transport: 'tcp' | 'udp', port: number, payload: Uint8Array): Promise<string> {
  const capture =
    transport === 'udp'
      ? pcap(datagrams(port, [{ from: 'client', bytes: payload }]))
      : pcap(tcpTalk({ serverPort: port }).open().client(payload).server(payload).frames);
  return JSON.stringify(await readContent(capture));
}

describe('no secret reaches an output', () => {
  test.each(carriers)('%s', async (_, transport, port, message) => {
    await fc.assert(
      fc.asyncProperty(marker, async (secret) => {
        const output = await reads(transport, port, message(secret));
        expect(output).not.toContain(secret);
        expect(output).not.toContain(btoa(secret));
      }),
      { numRuns: 15 },
    );
  });

  test('nor any text that a connection to a port of the catalogue carries', async () => {
    const ports = [...shippedCatalogue.protocols.values()].flatMap(({ services }) =>
      services.flatMap(({ transport, ports: ranges }) =>
        transport === 'tcp' || transport === 'udp' ? ranges.map(({ from }) => [transport, from] as const) : [],
      ),
    );
    const lead = fc.oneof(fc.constant(new Uint8Array(0)), fc.uint8Array({ minLength: 1, maxLength: 12 }));
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...ports), lead, marker, async ([transport, port], before, secret) => {
        expect(await reads(transport, port, bytesOf(before, text(`password=${secret}\r\n`)))).not.toContain(secret);
      }),
      { numRuns: 300 },
    );
  });
});
