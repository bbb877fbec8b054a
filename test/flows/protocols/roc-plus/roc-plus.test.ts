import { describe, expect, test } from 'vitest';
import { pcap } from '../../../support/capture-files.ts';
import { describeDecoderLaws, linesOf } from '../../../support/decoder-laws.ts';
import { bytesOf } from '../../../support/frames.ts';
import { conversationLine, readContent } from '../../../support/read-conversations.ts';
import { identityOf } from '../../../support/read-identity.ts';
import { roc, rocAnswer } from '../../../support/roc-plus-messages.ts';
import { tcpTalk } from '../../../support/tcp-talk.ts';

type Said = readonly ['client' | 'server', Uint8Array];

async function lines(...said: readonly Said[]): Promise<string[]> {
  const messages = said.map(([from, bytes]) => ({ from, bytes }));
  return await linesOf({ transport: 'tcp', port: 4000, messages: [], lines: [] }, messages);
}

describe('ROC Plus requests', () => {
  test.each([
    [roc(6), ['read 6, unit 7, x1']],
    [roc(8, [0, 0, 0, 1, 1, 7, 0xe8]), ['time 8, unit 7, x1']],
    [roc(17, [0x4c, 0x4f, 0x49, 0, 10, 1]), ['session 17, unit 7, x1']],
    [roc(10, [1, 0, 4]), ['read 10, unit 7, missing object, x1']],
    [roc(11, [1, 0, 1, 9, 5]), ['write 11, unit 7, missing object, x1']],
    [roc(166, [2, 5, 1, 3, 9]), ['write 166, unit 7 517+1, x1']],
    [roc(167, [3, 1, 2, 0]), ['read 167, unit 7 769+1, x1']],
    [roc(180, [2, 1, 1, 0, 3, 4, 5]), ['read 180, unit 7 257+1, x1', 'read 180, unit 7 772+1, x1']],
    [roc(180, [3, 1, 1, 0]), ['read 180, unit 7, missing object, x1', 'read 180, unit 7 257+1, x1']],
    [roc(181, [1, 2, 3, 4, 9, 9]), ['write 181, unit 7 515+1, x1']],
    [roc(181, [2, 2, 3, 4, 9, 2, 4, 4, 9]), ['write 181, unit 7, missing object, x1', 'write 181, unit 7 515+1, x1']],
    [roc(203, [1, 0, ...new Array<number>(125).fill(0)]), ['file 203, unit 7, x1']],
    [roc(225, [1, 1]), ['session 225, unit 7, x1']],
    [roc(99), ['unknown 99, unit 7, x1']],
  ])('%#: opcode, unit and points are read', async (message, expected) => {
    expect(await lines(['client', message])).toEqual(expected);
  });

  test('what is passed on is the operation, of the last hop', async () => {
    const hops = [3, 1, 7, 2, 8, 2, 9, 2, 0, 0];
    expect(await lines(['client', roc(24, [...hops, 166, 5, 2, 5, 1, 3, 9])])).toEqual(['write 166, unit 9 517+1, x1']);
    expect(await lines(['client', roc(205, [1, 1, 8, 0])])).toEqual(['time 8, missing object, x1']);
  });

  test('a request that is too short shows no point', async () => {
    expect(await lines(['client', roc(6)], ['client', roc(166)])).toEqual([
      'write 166, unit 7, missing object, x1',
      'read 6, unit 7, x1',
    ]);
  });

  test('what passes on another that passes on, or nothing, is unknown', async () => {
    const hops = [3, 1, 7, 2, 0, 0, 0, 0, 0, 0];
    expect(await lines(['client', roc(24, [...hops, 24, 0])])).toEqual(['unknown 24, unit 7, missing object, x1']);
    expect(await lines(['client', roc(24, hops)])).toEqual(['unknown 24, unit 7, missing object, x1']);
    expect(await lines(['client', roc(205, [1])])).toEqual(['unknown 205, unit 7, missing object, x1']);
  });
});

describe('ROC Plus answers', () => {
  test('an error refuses the request before it', async () => {
    expect(
      await lines(
        ['client', roc(167, [3, 1, 2, 0])],
        ['server', rocAnswer(167, [3, 1, 2, 0, 9, 9])],
        ['client', roc(180, [2, 1, 1, 0, 3, 4, 5])],
        ['server', rocAnswer(255, [3, 1])],
      ),
    ).toEqual([
      'read 167, unit 7 769+1, x1',
      'read 180, unit 7 257+1, x1, refused 1',
      'read 180, unit 7 772+1, x1, refused 1',
    ]);
  });

  test('an error alone refuses something that is not known', async () => {
    expect(await lines(['server', rocAnswer(255, [3, 1])])).toEqual(['-, missing operation object, x1, refused 1']);
  });

  test('an answer without request tells that it was made', async () => {
    expect(await lines(['server', rocAnswer(166)], ['server', rocAnswer(167, [3, 1, 2, 0, 9, 9])])).toEqual([
      'write 166, unit 7, missing object, x1',
      'read 167, unit 7 769+1, x1',
    ]);
  });

  test('a signal that nobody asked for is a report', async () => {
    expect(await lines(['client', roc(6)], ['server', rocAnswer(224, [1, 1])])).toEqual([
      'report 224, unit 7, x1',
      'read 6, unit 7, x1',
    ]);
  });

  test('the system configuration says of which type a device is', async () => {
    const configuration = [...new Array<number>(18).fill(0), 6, ...new Array<number>(196).fill(0)];
    const talk = tcpTalk({ serverPort: 4000 }).open().client(roc(6)).server(rocAnswer(6, configuration));
    expect(await identityOf(pcap(talk.frames), 'roc-plus')).toEqual(['10.0.0.2 unit 7 model ROC800-Series']);
  });
});

describe('ROC Plus streams', () => {
  test('a device that opens the connection is asked over it all the same', async () => {
    const talk = tcpTalk({ client: '10.0.0.2', server: '10.0.0.1', serverPort: 4000 }).open();
    talk.server(roc(167, [3, 1, 2, 0])).client(rocAnswer(167, [3, 1, 2, 0, 9, 9]));
    const { conversations } = await readContent(pcap(talk.frames));
    expect(conversations.map(conversationLine)).toEqual([
      'plant 10.0.0.1 -> 10.0.0.2 tcp/40000, roc-plus, read 167, unit 7 769+1, x1',
    ]);
  });

  test('a wrong checksum is no message', async () => {
    const wrong = bytesOf(roc(167, [3, 1, 2, 0]).subarray(0, 11), 0);
    expect(await lines(['client', roc(6)], ['client', bytesOf(wrong, roc(7))])).toEqual([
      'read 6, unit 7, x1',
      'read 7, unit 7, x1',
      'unknown payload, x1',
    ]);
  });
});

describeDecoderLaws('ROC Plus', {
  transport: 'tcp',
  port: 4000,
  messages: [
    { from: 'client', bytes: roc(17, [0x4c, 0x4f, 0x49, 0, 10, 1]) },
    { from: 'server', bytes: rocAnswer(17) },
    { from: 'client', bytes: roc(166, [2, 5, 1, 3, 9]) },
    { from: 'server', bytes: rocAnswer(255, [3, 1]) },
  ],
  lines: ['write 166, unit 7 517+1, x1, refused 1', 'session 17, unit 7, x1'],
});
