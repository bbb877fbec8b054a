import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { pcap, pcapng, type TimedFrame } from '../support/capture-files.ts';
import { commonEvent, eveLog, flowRecord, modbusEvent } from '../support/eve.ts';
import {
  fixedDatagram,
  flowData,
  flowFields,
  flowSet,
  ipfix as ipfixMessage,
  lengthPrefixed,
  template,
  version9,
} from '../support/flow-datagrams.ts';
import { bytesOf, ethernet, icmp, ipv4, ipv6, udp } from '../support/frames.ts';
import { lz4Literals } from '../support/lz4-block.ts';
import { exception, modbus, readRequest, registersAnswer, writeRegisters } from '../support/modbus-messages.ts';
import { byteMutation, mutateBytes } from '../support/mutate-bytes.ts';
import { extensionMap, flowElements, mapRecord, nfcapd, nfcapdOfLayout1 } from '../support/nfcapd-files.ts';
import { nflog, nflogLinkType, nflogRecord } from '../support/nflog-records.ts';
import { readContent } from '../support/read-conversations.ts';
import { tcpTalk } from '../support/tcp-talk.ts';
import { ulogdFrame, ulogdJson, ulogdSyn } from '../support/ulogd-lines.ts';
import { commonRow, connFields, modbusDetailedFields, modbusFields, zeekJson, zeekTsv } from '../support/zeek.ts';

const limits = {
  conversations: 50,
  connections: 10,
  packetBytes: 4096,
  lineBytes: 500,
  directionBytes: 1000,
  reassemblyBytes: 3000,
  fragmentBytes: 200_000,
  blockBytes: 5000,
  heldRows: 5,
  unpackedBytes: 100_000,
  problems: 3,
};

let inputs = 0;

afterAll(() => console.log(`fuzzing: ${inputs} broken captures, logs and flow records read`));

/** Reads without failing, and accounts for what it read. */
async function readsSoundly(bytes: Uint8Array): Promise<void> {
  inputs++;
  const { conversations, reading } = await readContent(bytes, { limits });
  const { statistics, problems } = reading;
  expect(conversations.length).toBeLessThanOrEqual(limits.conversations);
  for (const { count, refused, first, last, evidence } of conversations) {
    expect(refused).toBeLessThanOrEqual(count);
    expect(first).toBeLessThanOrEqual(last);
    expect(evidence.length).toBe(Math.min(count, 3));
  }
  expect(problems.length).toBeLessThan(150);
  expect(Object.values(statistics.skipped).every((count) => count > 0)).toBe(true);
}

const group = '20010db8000000000000000000000001';
const frames: readonly TimedFrame[] = [
  ...tcpTalk({ vlans: [5] })
    .open()
    .client(bytesOf(readRequest(1, 3, 0, 10), writeRegisters(2, 5, 3)))
    .server(bytesOf(registersAnswer(1, 3, 10), exception(2, 16, 2)))
    .client(modbus(3, 1, 43, [14, 1, 0]))
    .close().frames,
  ...tcpTalk({ serverPort: 22 }).open().client(new TextEncoder().encode('SSH-2.0-x\r\n')).frames,
  ...[
    ethernet(
      0x0800,
      ipv4({ source: '10.0.0.1', destination: '10.0.0.2', protocol: 17 }, udp(5, 502, readRequest(1, 1, 1, 1))),
    ),
    ethernet(0x0800, ipv4({ source: '10.0.0.1', destination: '10.0.0.2', protocol: 1 }, icmp(8, 1))),
    ethernet(
      0x0800,
      ipv4({ source: '10.0.0.1', destination: '10.0.0.2', protocol: 17, fragment: 0x2000 }, new Uint8Array(64)),
    ),
    ethernet(0x86dd, ipv6({ source: group, destination: group, nextHeader: 58 }, icmp(128, 1))),
    ethernet(0x0806, new Uint8Array(28)),
  ].map((bytes, index) => ({ micros: 1_800_000_000_000_000 + index, bytes })),
];

const connRow = { ...commonRow, proto: 'tcp', service: 'modbus', conn_state: 'SF', history: 'ShAD' };
const modbusRow = { ...commonRow, tid: 1, unit: 1, func: 'READ_COILS', pdu_type: 'REQ' };
const detailedRow = { ...modbusRow, address: 1, quantity: 2, matched: 'T' };
const text = new TextEncoder();

const templated = version9([flowSet(0, template(256, flowFields)), flowSet(256, bytesOf(flowData(), flowData()))]);
const flowMessage = ipfixMessage([
  flowSet(2, template(256, [...flowFields, [82, 65_535], [1, 4, 9]])),
  flowSet(256, bytesOf(flowData(), 2, [1, 2], [0, 0, 0, 0])),
]);

const seeds: readonly (readonly [string, Uint8Array])[] = [
  ['pcap', pcap(frames)],
  ['pcap in nanoseconds, big-endian', pcap(frames, { little: false, nanos: true })],
  [
    'raw IP',
    pcap(
      frames.map(({ micros, bytes }) => ({ micros, bytes: bytes.subarray(18) })),
      { linkType: 101 },
    ),
  ],
  ['Linux cooked', pcap(frames, { linkType: 113 })],
  [
    'records of a packet filter',
    pcap(
      frames.map(({ micros, bytes }, index) => ({
        micros,
        bytes: nflogRecord(
          [
            nflog.packetHeader(),
            nflog.prefix(index % 2 === 0 ? 'zonewright deny fw-line ' : 'zonewright spoofed '),
            nflog.entry(index),
            nflog.physicalExit(4),
            nflog.vlan(5),
            nflog.time(1_800_000_000, 5),
            nflog.linkHeader('02:00:00:00:00:0b', '02:00:00:00:00:0a', 0x88b5),
            nflog.payload(bytes.subarray(18, 18 + 96)),
          ],
          { family: [2, 7, 10][index % 3] ?? 2 },
        ),
      })),
      { linkType: nflogLinkType },
    ),
  ],
  ['pcapng', pcapng(frames)],
  ['conn.log', text.encode(zeekTsv('conn', connFields, [connRow, connRow, { ...connRow, uid: 'C2' }]))],
  ['modbus.log', text.encode(zeekTsv('modbus', modbusFields, [modbusRow, { ...modbusRow, pdu_type: 'RESP' }]))],
  ['modbus_detailed.log', text.encode(zeekTsv('modbus_detailed', modbusDetailedFields, [detailedRow, detailedRow]))],
  [
    'EVE',
    text.encode(
      eveLog([
        modbusEvent({ function_raw: 3, read: { address: 1, quantity: 2 } }, { function_raw: 3, read: { data: 'x' } }),
        { ...commonEvent, event_type: 'dns', flow_id: 2, dest_port: 53, proto: 'UDP', dns: {} },
        flowRecord,
      ]),
    ),
  ],
  ['ulogd JSON', text.encode(ulogdJson([ulogdSyn, { ...ulogdSyn, 'tcp.seq': 1 }, ulogdFrame]))],
  ['JSON', text.encode(zeekJson([connRow, modbusRow, detailedRow]))],
  ['gzip', gzipSync(pcap(frames))],
  [
    'exporter in a pcap',
    pcap(
      [templated, flowMessage, fixedDatagram(5, [{}])].map((payload, micros) => ({
        micros,
        bytes: ethernet(
          0x0800,
          ipv4({ source: '10.0.0.9', destination: '10.0.0.8', protocol: 17 }, udp(5, 2055, payload)),
        ),
      })),
    ),
  ],
  ['NetFlow v5', bytesOf(fixedDatagram(5, [{}, { protocol: 1 }]), fixedDatagram(1, [{}]), fixedDatagram(7, [{}]))],
  ['NetFlow v9', bytesOf(templated, templated)],
  ['IPFIX behind lengths', lengthPrefixed([flowMessage, flowMessage])],
  [
    'nfdump CSV',
    text.encode(
      'ts,te,td,sa,da,sp,dp,pr,flg\n2027-01-15 08:00:00,2027-01-15 08:00:01,1.5,10.0.0.1,fd00::1,5,502,TCP,...AP.SF\nSummary\n',
    ),
  ],
  [
    'nfdump JSON',
    text.encode(
      '[{ "type" : "FLOW", "first" : "2027-01-15T08:00:00.250", "proto" : 1, "icmp_type" : 8,\n"src4_addr" : "10.0.0.1", "dst4_addr" : "10.0.0.2" },\n{"type":"EVENT"}]\n',
    ),
  ],
  ['nfcapd', nfcapd([{ content: bytesOf(flowElements(), flowElements({ protocol: 17 })) }])],
  ['nfcapd with LZ4', nfcapd([{ content: lz4Literals(flowElements()) }], { compression: 3 })],
  ['nfcapd of nfdump 1.6', nfcapdOfLayout1([{ content: bytesOf(extensionMap(0, [13, 14]), mapRecord({})) }])],
];

describe('no bytes make a reader fail', () => {
  test.each(seeds)('%s, cut off at every byte', async (_, bytes) => {
    for (let length = 0; length <= bytes.length; length++) await readsSoundly(bytes.subarray(0, length));
  });

  test.each(seeds)('%s, damaged', async (_, bytes) => {
    await fc.assert(
      fc.asyncProperty(fc.array(byteMutation, { minLength: 1, maxLength: 6 }), async (mutations) => {
        await readsSoundly(mutations.reduce(mutateBytes, bytes));
      }),
      { numRuns: 150 },
    );
  });

  test.each(seeds)('random bytes behind the beginning of %s', async (_, bytes) => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 4, max: 60 }), fc.uint8Array({ maxLength: 400 }), async (keep, random) => {
        await readsSoundly(bytesOf(bytes.subarray(0, keep), random));
      }),
      { numRuns: 100 },
    );
  });

  test('random payload at the port of a decoder', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.uint8Array({ maxLength: 40 }), { maxLength: 8 }), async (payloads) => {
        const talk = tcpTalk().open();
        for (const [index, payload] of payloads.entries()) {
          if (index % 2 === 0) talk.client(payload);
          else talk.server(payload);
        }
        await readsSoundly(pcap(talk.frames));
      }),
      { numRuns: 200 },
    );
  });
});
