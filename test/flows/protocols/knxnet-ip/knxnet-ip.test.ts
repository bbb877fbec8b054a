import { describe, expect, test } from 'vitest';
import { pcap } from '../../../support/capture-files.ts';
import { describeDecoderLaws, linesOf } from '../../../support/decoder-laws.ts';
import { bytesOf, ethernet, ipv4, udp, word } from '../../../support/frames.ts';
import { endpoint, knx, onChannel, telegram } from '../../../support/knxnet-ip-messages.ts';
import { conversationLine, readContent } from '../../../support/read-conversations.ts';
import { identityOf } from '../../../support/read-identity.ts';

type Said = readonly ['client' | 'server', Uint8Array];

async function lines(...said: readonly Said[]): Promise<string[]> {
  const messages = said.map(([from, bytes]) => ({ from, bytes }));
  return await linesOf({ transport: 'udp', port: 3671, messages: [], lines: [] }, messages);
}

const tunnel = (sequence: number, cemi: readonly number[]) => knx(0x0420, [...onChannel(sequence), ...cemi]);

describe('KNXnet/IP', () => {
  test.each([
    [knx(0x0203, endpoint), 'discovery 0x0203, x1'],
    [knx(0x0205, [...endpoint, ...endpoint, 4, 4, 2, 0]), 'session 0x0205, x1'],
    [knx(0x0207, [1, 0, ...endpoint]), 'session 0x0207, x1'],
    [knx(0x0310, [...onChannel(0), 0xfc, 0, 11, 1, 1, 16, 1]), 'control 0x0310, x1'],
    [knx(0x0422, [...onChannel(0), 6, 0]), 'read 0x0422, x1'],
    [knx(0x0424, [...onChannel(0), 8, 0, 1]), 'control 0x0424, x1'],
    [knx(0x0743, [0]), 'control 0x0743, x1'],
    [tunnel(0, telegram(0x11, 0x0901, 0)), 'read 0x0420.0x00, 2305+1, x1'],
    [tunnel(0, telegram(0x11, 0x0901, 2)), 'write 0x0420.0x02, 2305+1, x1'],
    [tunnel(0, telegram(0x11, 0x1105, 0x0e, false)), 'control 0x0420.0x0e, x1'],
    [tunnel(0, telegram(0x11, 0x1105, 0x0a, false)), 'program 0x0420.0x0a, x1'],
    [tunnel(0, [...telegram(0x11, 0x1105, 0, false).slice(0, 8), 0, 0x80]), 'session 0x0420.control, x1'],
    [knx(0x0530, telegram(0x29, 0x0902, 2)), 'write 0x0530.0x02, 2306+1, x1'],
    [knx(0x0950, new Array<number>(24).fill(1)), '-, missing operation object, x1'],
  ])('%#: service, telegram and group are read', async (message, expected) => {
    expect(await lines(['client', knx(0x0203, endpoint)], ['client', message])).toContain(
      expected.startsWith('discovery') ? 'discovery 0x0203, x2' : expected,
    );
  });

  test('an acknowledgement with an error refuses the telegram with its counter', async () => {
    expect(
      await lines(
        ['client', tunnel(4, telegram(0x11, 0x0901, 2))],
        ['client', tunnel(5, telegram(0x11, 0x0902, 2))],
        ['server', knx(0x0421, onChannel(5, 0x29))],
        ['server', knx(0x0421, onChannel(4))],
      ),
    ).toEqual(['write 0x0420.0x02, 2305+1, x1', 'write 0x0420.0x02, 2306+1, x1, refused 1']);
  });

  test('what a server confirms was asked before, what it saw on the bus is a report', async () => {
    expect(
      await lines(
        ['client', tunnel(0, telegram(0x11, 0x0901, 2))],
        ['server', tunnel(0, telegram(0x2e, 0x0901, 2))],
        ['client', knx(0x0421, onChannel(0))],
        ['server', tunnel(1, telegram(0x29, 0x0903, 2))],
        ['server', knx(0x0425, [...onChannel(2), 6, 0, 0x10, 0x87])],
      ),
    ).toEqual(['write 0x0420.0x02, 2305+1, x1', 'report 0x0420.indication, 2307+1, x1', 'report 0x0425, x1']);
  });

  test('a connection is refused by its status, also where only that was captured', async () => {
    const refused = knx(0x0206, [0, 0x24]);
    const request = knx(0x0205, [...endpoint, ...endpoint, 4, 4, 2, 0]);
    expect(await lines(['client', request], ['server', refused])).toEqual(['session 0x0205, x1, refused 1']);
    expect(await lines(['server', refused])).toEqual(['session 0x0205, x1, refused 1']);
  });

  test('the answer to a feature alone does not tell whether it was read or set', async () => {
    expect(await lines(['server', knx(0x0423, [...onChannel(2), 6, 0, 0x10, 0x87])])).toEqual([
      '-, missing operation object, x1',
    ]);
  });

  test('a telegram that is cut off is no operation', async () => {
    expect(await lines(['client', knx(0x0203, endpoint)], ['client', tunnel(0, [0x11, 0, 0xbc])])).toEqual([
      'discovery 0x0203, x1',
      'unknown payload, x1',
    ]);
  });

  test('servers answer a search in conversations of their own, and say who they are', async () => {
    const name = [...new TextEncoder().encode('Gateway hall 2')];
    const device = [
      ...[54, 1, 2, 0, ...word(0x1105), 0, 0],
      ...[0, 0xc5, 1, 2, 3, 4, 224, 0, 23, 12, 0, 0x50, 0xc2, 0x79, 0x3e, 3],
      ...[...name, ...new Array<number>(30 - name.length).fill(0)],
    ];
    const datagram = (source: string, destination: string, ports: readonly [number, number], payload: Uint8Array) => ({
      micros: 1_700_000_000_000_000,
      bytes: ethernet(0x0800, ipv4({ source, destination, protocol: 17 }, udp(...ports, payload))),
    });
    const capture = pcap([
      datagram('10.0.0.1', '224.0.23.12', [4711, 3671], knx(0x0201, endpoint)),
      datagram('10.0.0.2', '10.0.0.1', [3671, 4711], knx(0x0202, [...endpoint, 2, 0x7f, ...device])),
    ]);
    expect((await readContent(capture)).conversations.map(conversationLine)).toEqual([
      'plant 10.0.0.1 -> 224.0.23.12 udp/3671, knxnet-ip, discovery 0x0201, x1',
    ]);
    expect(await identityOf(capture, 'knxnet-ip')).toEqual([
      '10.0.0.2 serial-number 00c501020304',
      '10.0.0.2 name Gateway hall 2',
      '10.0.0.2 device-id 1.1.5',
      '10.0.0.2 mac-address 00:50:c2:79:3e:03',
    ]);
  });
});

describeDecoderLaws('KNXnet/IP', {
  transport: 'tcp',
  port: 3671,
  messages: [
    { from: 'client', bytes: tunnel(4, telegram(0x11, 0x0901, 2)) },
    { from: 'server', bytes: bytesOf(knx(0x0421, onChannel(4, 0x29)), tunnel(1, telegram(0x29, 0x0903, 2))) },
  ],
  lines: ['write 0x0420.0x02, 2305+1, x1, refused 1', 'report 0x0420.indication, 2307+1, x1'],
});
