import { describe, expect, test } from 'vitest';
import { pcap } from '../../../support/capture-files.ts';
import { bytesOf, ethernet, hexBytes, ipv4, udp, word } from '../../../support/frames.ts';
import { exception, modbus, readRequest, registersAnswer, writeRegisters } from '../../../support/modbus-messages.ts';
import { conversationLine, readContent } from '../../../support/read-conversations.ts';
import { type Talk, tcpTalk } from '../../../support/tcp-talk.ts';

const prefix = 'plant 10.0.0.1 -> 10.0.0.2 tcp/502, modbus, ';

/** What is counted, without the endpoints that all have. */
async function operationsOf(talk: Talk): Promise<string[]> {
  const { conversations } = await readContent(pcap(talk.frames));
  return conversations.map((each) => conversationLine(each).replace(prefix, ''));
}

describe('Modbus requests', () => {
  test.each([
    [readRequest(1, 1, 5, 20), ['read 1, unit 1 coils 5+20, x1']],
    [readRequest(1, 2, 5, 20), ['read 2, unit 1 discrete 5+20, x1']],
    [readRequest(1, 3, 5, 20), ['read 3, unit 1 holding 5+20, x1']],
    [readRequest(1, 4, 5, 20), ['read 4, unit 1 input 5+20, x1']],
    [modbus(1, 2, 5, [...word(7), 0xff, 0]), ['write 5, unit 2 coils 7+1, x1']],
    [modbus(1, 2, 6, [...word(7), 1, 2]), ['write 6, unit 2 holding 7+1, x1']],
    [modbus(1, 2, 7), ['read 7, unit 2, x1']],
    [modbus(1, 2, 8, [0, 1, 0, 0]), ['control 8.1, unit 2, x1']],
    [modbus(1, 2, 8, [0, 99, 0, 0]), ['diagnostic 8.99, unit 2, x1']],
    [modbus(1, 2, 11), ['diagnostic 11, unit 2, x1']],
    [modbus(1, 2, 12), ['diagnostic 12, unit 2, x1']],
    [modbus(1, 2, 15, [...word(0), ...word(10), 2, 0, 0]), ['write 15, unit 2 coils 0+10, x1']],
    [writeRegisters(1, 100, 3), ['write 16, unit 1 holding 100+3, x1']],
    [modbus(1, 2, 17), ['discovery 17, unit 2, x1']],
    [modbus(1, 2, 20, [7, 6, 0, 4, 0, 1, 0, 2]), ['read 20, unit 2, x1']],
    [modbus(1, 2, 21, [9, 6, 0, 4, 0, 7, 0, 1, 0, 0]), ['write 21, unit 2, x1']],
    [modbus(1, 2, 22, [...word(4), 0, 0xf2, 0, 0x25]), ['write 22, unit 2 holding 4+1, x1']],
    [
      modbus(1, 2, 23, [...word(3), ...word(6), ...word(14), ...word(3), 6, 0, 0, 0, 0, 0, 0]),
      ['read 23, unit 2 holding 3+6, x1', 'write 23, unit 2 holding 14+3, x1'],
    ],
    [modbus(1, 2, 24, word(0x4de)), ['read 24, unit 2 holding 1246+1, x1']],
    [modbus(1, 2, 43, [14, 1, 0]), ['discovery 43.14, unit 2, x1']],
    [modbus(1, 2, 43, [13, 1, 0]), ['unknown 43.13, unit 2, x1']],
    [modbus(1, 2, 90, [0, 0x41, 0xff, 0]), ['control 90.0x41, unit 2, x1']],
    [modbus(1, 2, 90, [0, 0x99]), ['program 90.0x99, unit 2, x1']],
    [modbus(1, 2, 66, [1]), ['unknown 66, unit 2, x1']],
    [modbus(1, 2, 99, [1]), ['unknown 99, unit 2, x1']],
    [modbus(1, 2, 125, [1]), ['firmware 125, unit 2, x1']],
    [modbus(1, 2, 0, []), ['unknown 0, unit 2, x1']],
  ])('%#: function, unit and objects are read', async (message, expected) => {
    expect(await operationsOf(tcpTalk().open().client(message))).toEqual(expected);
  });

  test('a request that is too short shows no object', async () => {
    expect(
      await operationsOf(
        tcpTalk()
          .open()
          .client(modbus(1, 1, 3, [0])),
      ),
    ).toEqual(['read 3, unit 1 holding, missing object, x1']);
  });

  test('a request for nothing is an attempt on its first object', async () => {
    expect(
      await operationsOf(
        tcpTalk()
          .open()
          .client(readRequest(1, 3, 7, 0)),
      ),
    ).toEqual(['read 3, unit 1 holding 7+1, x1']);
  });
});

describe('Modbus answers', () => {
  test('an exception marks its request as refused', async () => {
    const talk = tcpTalk()
      .open()
      .client(readRequest(1, 3, 0, 10))
      .client(writeRegisters(2, 0, 1))
      .server(exception(2, 16, 2))
      .server(registersAnswer(1, 3, 10));
    expect(await operationsOf(talk)).toEqual([
      'write 16, unit 1 holding 0+1, x1, refused 1',
      'read 3, unit 1 holding 0+10, x1',
    ]);
  });

  test('requests with one transaction number are answered in their order', async () => {
    const talk = tcpTalk()
      .open()
      .client(readRequest(0, 3, 0, 10))
      .client(readRequest(0, 3, 50, 10))
      .server(registersAnswer(0, 3, 10))
      .server(exception(0, 3, 2));
    expect(await operationsOf(talk)).toEqual([
      'read 3, unit 1 holding 0+10, x1',
      'read 3, unit 1 holding 50+10, x1, refused 1',
    ]);
  });

  test('an answer without request tells of the request, with the objects that it repeats', async () => {
    const talk = tcpTalk()
      .open()
      .server(registersAnswer(1, 3, 10))
      .server(modbus(2, 1, 16, [...word(5), ...word(2)]))
      .server(exception(3, 6, 2));
    expect(await operationsOf(talk)).toEqual([
      'write 16, unit 1 holding 5+2, x1',
      'read 3, unit 1 holding, missing object, x1',
      'write 6, unit 1 holding, missing object, x1, refused 1',
    ]);
  });

  test('both parts of a read and write are refused together', async () => {
    const request = modbus(1, 1, 23, [...word(3), ...word(6), ...word(14), ...word(1), 2, 0, 0]);
    expect(
      await operationsOf(
        tcpTalk()
          .open()
          .client(request)
          .server(exception(1, 23, 2)),
      ),
    ).toEqual(['read 23, unit 1 holding 3+6, x1, refused 1', 'write 23, unit 1 holding 14+1, x1, refused 1']);
  });
});

describe('recognising Modbus', () => {
  test('it is found on any port, and its client by the messages', async () => {
    const talk = tcpTalk({ clientPort: 5021, serverPort: 5020 })
      .open()
      .client(readRequest(1, 3, 0, 10))
      .server(registersAnswer(1, 3, 10));
    const expected = 'plant 10.0.0.1 -> 10.0.0.2 tcp/5020, modbus, read 3, unit 1 holding 0+10, x1';
    const { conversations } = await readContent(pcap(talk.frames.slice(3)));
    expect(conversations.map(conversationLine)).toEqual([expected]);
    const answered = await readContent(pcap(talk.frames.slice(4)));
    expect(answered.conversations.map(conversationLine)).toEqual([expected.replace(' 0+10', ', missing object')]);
  });

  test('a message that arrives in pieces is recognised on any port', async () => {
    const long = writeRegisters(1, 0, 100);
    const talk = tcpTalk({ serverPort: 5020 }).open();
    for (let at = 0; at < long.length; at += 50) talk.client(long.subarray(at, at + 50));
    const { conversations } = await readContent(pcap(talk.frames));
    expect(conversations.map(conversationLine)).toEqual([
      'plant 10.0.0.1 -> 10.0.0.2 tcp/5020, modbus, write 16, unit 1 holding 0+100, x1',
    ]);
  });

  test('garbage at its port is unknown payload, once per stretch', async () => {
    const garbage = hexBytes('deadbeefdeadbeefdeadbeef');
    const talk = tcpTalk()
      .open()
      .client(garbage)
      .client(garbage)
      .client(readRequest(1, 3, 0, 10))
      .client(garbage);
    expect(await operationsOf(talk)).toEqual(['read 3, unit 1 holding 0+10, x1', 'unknown payload, x2']);
  });

  test('a few bytes that never become a message are unknown payload', async () => {
    expect(
      await operationsOf(
        tcpTalk()
          .open()
          .client(bytesOf(0, 1, 0)),
      ),
    ).toEqual(['unknown payload, x1']);
  });

  test('a capture that starts inside a message finds the next', async () => {
    const talk = tcpTalk().open();
    talk.client(writeRegisters(1, 0, 100).subarray(30)).client(readRequest(2, 3, 0, 10));
    expect(await operationsOf({ ...talk, frames: talk.frames.slice(3) })).toEqual(['read 3, unit 1 holding 0+10, x1']);
  });

  test('it is read from datagrams', async () => {
    const frame = (source: string, destination: string, ports: readonly [number, number], payload: Uint8Array) => ({
      micros: 1_700_000_000_000_000,
      bytes: ethernet(0x0800, ipv4({ source, destination, protocol: 17 }, udp(...ports, payload))),
    });
    const { conversations } = await readContent(
      pcap([
        frame('10.0.0.1', '10.0.0.2', [40_000, 502], readRequest(1, 3, 0, 10)),
        frame('10.0.0.2', '10.0.0.1', [502, 40_000], exception(1, 3, 2)),
        frame('10.0.0.1', '10.0.0.2', [40_000, 502], readRequest(2, 3, 0, 10).subarray(0, 10)),
      ]),
    );
    expect(conversations.map(conversationLine)).toEqual([
      'plant 10.0.0.1 -> 10.0.0.2 udp/502, modbus, read 3, unit 1 holding 0+10, x1, refused 1',
      'plant 10.0.0.1 -> 10.0.0.2 udp/502, modbus, unknown payload, x1',
    ]);
  });

  test('a datagram that was cut off when captured is no garbage', async () => {
    const packet = ipv4(
      { source: '10.0.0.1', destination: '10.0.0.2', protocol: 17 },
      udp(4, 502, writeRegisters(1, 0, 99)),
    );
    const bytes = ethernet(0x0800, packet);
    const { conversations, reading } = await readContent(
      pcap([{ micros: 0, bytes: bytes.subarray(0, 60), length: bytes.length }]),
    );
    expect(conversations.map(conversationLine)).toEqual([
      'plant 10.0.0.1 -> 10.0.0.2 udp/502, -, -, missing operation, x1',
    ]);
    expect(reading.statistics.skipped).toEqual({ 'cut-off-bytes': 1 });
  });
});
