import { describe, expect, test } from 'vitest';
import { pcap, type TimedFrame } from '../../../support/capture-files.ts';
import {
  forwardOpen,
  implicitDatagram,
  objectPath,
  opened,
  sendRRData,
} from '../../../support/ethernet-ip-messages.ts';
import { bytesOf, ethernet, ipv4, udp } from '../../../support/frames.ts';
import { conversationLine, readContent } from '../../../support/read-conversations.ts';
import { tcpTalk } from '../../../support/tcp-talk.ts';

const scanner = '10.0.0.1';
const adapter = '10.0.0.2';
const toAdapter = 0xaaaa;
const toScanner = 0xbbbb;

function datagram(source: string, destination: string, payload: Uint8Array, micros: number): TimedFrame {
  return {
    micros: 1_700_000_100_000_000 + micros,
    bytes: ethernet(0x0800, ipv4({ source, destination, protocol: 17 }, udp(2222, 2222, payload))),
  };
}

/** The scanner opens a cyclic connection to assemblies 100 and 101 of the adapter. */
function opening(from: string, to: string, target: number, originator: number): TimedFrame[] {
  const path = [0x20, 4, 0x24, 105, 0x2c, 100, 0x2c, 101];
  return [
    ...tcpTalk({ client: from, server: to, serverPort: 44_818 })
      .open()
      .client(sendRRData(forwardOpen(path, { transport: 1 })))
      .server(sendRRData(opened(target, originator))).frames,
  ];
}

async function cyclicLines(frames: readonly TimedFrame[]): Promise<string[]> {
  const { conversations } = await readContent(pcap(frames));
  return conversations.map(conversationLine).filter((line) => line.includes(' io,'));
}

describe('cyclic data', () => {
  test('is a read and a write when the opening of its connection was not captured', async () => {
    const frames = [datagram(scanner, adapter, implicitDatagram(toAdapter, 6), 0)];
    expect(await cyclicLines(frames)).toEqual([
      'plant 10.0.0.1 -> 10.0.0.2 udp/2222, ethernet-ip, read io, missing object, x1',
      'plant 10.0.0.1 -> 10.0.0.2 udp/2222, ethernet-ip, write io, missing object, x1',
    ]);
  });

  test('is written to the target and read from it, whoever is seen first', async () => {
    const frames = [
      ...opening(scanner, adapter, toAdapter, toScanner),
      datagram(adapter, scanner, implicitDatagram(toScanner, 6), 0),
      datagram(scanner, adapter, implicitDatagram(toAdapter, 10), 1),
      datagram(adapter, scanner, implicitDatagram(toScanner, 6), 2),
    ];
    expect(await cyclicLines(frames)).toEqual([
      'plant 10.0.0.1 -> 10.0.0.2 udp/2222, ethernet-ip, read io, unit 4 101+1, x2',
      'plant 10.0.0.1 -> 10.0.0.2 udp/2222, ethernet-ip, write io, unit 4 100+1, x1',
    ]);
  });

  test('that a device sends to a group is read from it', async () => {
    const frames = [
      ...opening(scanner, adapter, toAdapter, toScanner),
      datagram(adapter, '239.192.1.32', implicitDatagram(toScanner, 6), 0),
      datagram(adapter, '239.192.1.32', implicitDatagram(toScanner, 6), 1),
    ];
    expect(await cyclicLines(frames)).toEqual([
      'plant 10.0.0.2 -> 239.192.1.32 udp/2222, ethernet-ip, read io, unit 4 101+1, x2',
    ]);
  });

  test('between two that have opened connections to each other is both', async () => {
    const frames = [
      ...opening(scanner, adapter, toAdapter, toScanner),
      ...opening(adapter, scanner, 0xcccc, 0xdddd),
      datagram(scanner, adapter, implicitDatagram(toAdapter, 6), 0),
      datagram(adapter, scanner, implicitDatagram(0xcccc, 6), 1),
    ];
    expect(await cyclicLines(frames)).toEqual([
      'plant 10.0.0.1 -> 10.0.0.2 udp/2222, ethernet-ip, read io, unit 4 100+1, x1',
      'plant 10.0.0.1 -> 10.0.0.2 udp/2222, ethernet-ip, write io, unit 4 100+1, x2',
    ]);
  });

  test('of one connection id on two lines goes nowhere in particular where they differ', async () => {
    const frames = [
      ...opening(scanner, adapter, toAdapter, toScanner),
      ...opening('10.0.1.1', '10.0.1.2', toScanner, toAdapter),
      datagram(scanner, adapter, implicitDatagram(toAdapter, 6), 0),
    ];
    expect(await cyclicLines(frames)).toEqual([
      'plant 10.0.0.1 -> 10.0.0.2 udp/2222, ethernet-ip, read io, missing object, x1',
      'plant 10.0.0.1 -> 10.0.0.2 udp/2222, ethernet-ip, write io, missing object, x1',
    ]);
  });

  test('is not seen in datagrams of another length', async () => {
    const long = bytesOf(implicitDatagram(toAdapter, 6), 0);
    expect(await cyclicLines([datagram(scanner, adapter, long, 0)])).toEqual([]);
  });

  test('a connection for messages says nothing of it', async () => {
    const { frames } = tcpTalk({ client: scanner, server: adapter, serverPort: 44_818 })
      .open()
      .client(sendRRData(forwardOpen(objectPath(2, 1), { transport: 3 })))
      .server(sendRRData(opened(toAdapter, toScanner)));
    expect(await cyclicLines([...frames, datagram(scanner, adapter, implicitDatagram(toAdapter, 6), 0)])).toHaveLength(
      2,
    );
  });
});
