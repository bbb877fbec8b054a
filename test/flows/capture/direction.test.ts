import { describe, expect, test } from 'vitest';
import { pcap } from '../../support/capture-files.ts';
import { ethernet, ipv4, udp } from '../../support/frames.ts';
import { conversationLine, readContent } from '../../support/read-conversations.ts';
import { tcpTalk } from '../../support/tcp-talk.ts';

const some = new TextEncoder().encode('some bytes');

async function linesOf(bytes: Uint8Array): Promise<string[]> {
  return (await readContent(bytes)).conversations.map(conversationLine);
}

function datagram(source: string, destination: string, ports: readonly [number, number], micros: number = 0) {
  return { micros, bytes: ethernet(0x0800, ipv4({ source, destination, protocol: 17 }, udp(...ports, some))) };
}

describe('who asks', () => {
  test('the one that opens the connection, even towards a port that means nothing from one that does', async () => {
    const { frames } = tcpTalk({ clientPort: 502, serverPort: 4446 }).open().client(some);
    expect(await linesOf(pcap(frames))).toEqual(['plant 10.0.0.1 -> 10.0.0.2 tcp/4446, -, -, missing operation, x1']);
    expect(await linesOf(pcap(frames.slice(1)))).toEqual([
      'plant 10.0.0.1 -> 10.0.0.2 tcp/4446, -, -, missing operation, x1',
    ]);
  });

  test('without the beginning, the one that is not at a server port of the catalogue', async () => {
    const { frames } = tcpTalk({ serverPort: 4840 }).open().server(some);
    expect(await linesOf(pcap(frames.slice(3)))).toEqual([
      'plant 10.0.0.1 -> 10.0.0.2 tcp/4840, opc-ua, unknown payload, x1',
    ]);
  });

  test('between two such ports, and between two that mean nothing, the one at the likelier client port', async () => {
    const both = tcpTalk({ clientPort: 1089, serverPort: 102 }).open().server(some);
    expect(await linesOf(pcap(both.frames.slice(3)))).toEqual([
      'plant 10.0.0.1 -> 10.0.0.2 tcp/102, -, -, missing operation object, x1',
    ]);
    const neither = tcpTalk({ clientPort: 50_000, serverPort: 12_345 }).open().server(some);
    expect(await linesOf(pcap(neither.frames.slice(3)))).toEqual([
      'plant 10.0.0.1 -> 10.0.0.2 tcp/12345, -, -, missing operation, x1',
    ]);
  });

  test('else the one that is seen first', async () => {
    const { frames } = tcpTalk({ serverPort: 40_001 }).open().server(some);
    expect(await linesOf(pcap(frames.slice(3)))).toEqual([
      'plant 10.0.0.2 -> 10.0.0.1 tcp/40000, -, -, missing operation, x1',
    ]);
  });

  test('the sender of a datagram to a group', async () => {
    expect(await linesOf(pcap([datagram('10.0.0.1', '224.0.0.251', [5353, 5353])]))).toEqual([
      'plant 10.0.0.1 -> 224.0.0.251 udp/5353, -, -, missing operation, x1',
    ]);
  });

  test('the client of an answering datagram service', async () => {
    expect(await linesOf(pcap([datagram('10.0.0.2', '10.0.0.1', [53, 40_000])]))).toEqual([
      'plant 10.0.0.1 -> 10.0.0.2 udp/53, -, -, missing operation, x1',
    ]);
  });
});

describe('datagrams', () => {
  test('both ways are one conversation until a minute of silence', async () => {
    const exchange = (micros: number) => [
      datagram('10.0.0.1', '10.0.0.2', [40_000, 53], micros),
      datagram('10.0.0.2', '10.0.0.1', [53, 40_000], micros + 1000),
    ];
    const frames = [...exchange(0), ...exchange(59_000_000), ...exchange(120_000_000)];
    expect(await linesOf(pcap(frames))).toEqual(['plant 10.0.0.1 -> 10.0.0.2 udp/53, -, -, missing operation, x2']);
  });
});

describe('protocols that name themselves', () => {
  test.each([
    ['SSH-2.0-OpenSSH_9.6\r\n', 'ssh'],
    ['GET /index.html HTTP/1.1\r\nHost: plc\r\n\r\n', 'http'],
  ])('%s', async (text, protocol) => {
    const { frames } = tcpTalk({ serverPort: 502 }).open().client(new TextEncoder().encode(text));
    expect(await linesOf(pcap(frames))).toEqual([
      `plant 10.0.0.1 -> 10.0.0.2 tcp/502, ${protocol}, -, missing operation, x1`,
    ]);
  });

  test('the client of HTTP is the one that asks for something', async () => {
    const { frames } = tcpTalk({ clientPort: 80, serverPort: 50_000 })
      .open()
      .server(new TextEncoder().encode('GET / HTTP/1.0\r\n\r\n'));
    expect(await linesOf(pcap(frames))).toEqual(['plant 10.0.0.2 -> 10.0.0.1 tcp/80, http, -, missing operation, x1']);
  });

  test('other protocols with the same words are not taken for HTTP', async () => {
    const { frames } = tcpTalk({ serverPort: 554 })
      .open()
      .client(new TextEncoder().encode('OPTIONS * RTSP/1.0\r\n\r\n'));
    expect(await linesOf(pcap(frames))).toEqual(['plant 10.0.0.1 -> 10.0.0.2 tcp/554, -, -, missing operation, x1']);
  });
});
