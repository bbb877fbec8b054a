import { describe, expect, test } from 'vitest';
import { describeDecoderLaws, linesOf } from '../../../support/decoder-laws.ts';
import { bytesOf, word } from '../../../support/frames.ts';

const tcp = { transport: 'tcp', port: 1883, messages: [], lines: [] } as const;
const text = (value: string): Uint8Array => bytesOf(word(value.length), new TextEncoder().encode(value));
const packet = (first: number, ...contents: (Uint8Array | readonly number[])[]): Uint8Array => {
  const body = bytesOf(...contents);
  return bytesOf(first, body.length < 128 ? body.length : [(body.length & 127) | 128, body.length >>> 7], body);
};
const client = (bytes: Uint8Array) => ({ from: 'client', bytes }) as const;
const server = (bytes: Uint8Array) => ({ from: 'server', bytes }) as const;

const connect = packet(0x10, text('MQTT'), [4, 0xc2, 0, 60], text('scada'), text('user'), text('sEcReT'));
const connected = (code: number): Uint8Array => packet(0x20, [0, code]);
const publish = (topic: string): Uint8Array => packet(0x30, text(topic), new Uint8Array(200));
const subscribe = packet(0x82, word(5), text('line/#'), [0]);
const subscribed = (code: number): Uint8Array => packet(0x90, word(5), [code]);

describe('MQTT', () => {
  test.each([
    ['a topic of its own', publish('line/1/speed'), 'write 3'],
    ['a command of Sparkplug to a device', publish('spBv1.0/filling/DCMD/edge/plc'), 'control 3.DCMD'],
    ['data of a Sparkplug node', publish('spBv1.0/filling/NDATA/edge'), 'report 3.NDATA'],
    ['the state of a Sparkplug host', publish('spBv1.0/STATE/scada'), 'report 3.STATE'],
    ['a topic that only looks like Sparkplug', publish('spBv1.0/DCMD'), 'write 3'],
  ])('publishing %s', async (_, bytes, expected) => {
    expect(await linesOf(tcp, [client(connect), server(connected(0)), client(bytes)])).toContain(`${expected}, x1`);
  });

  test('a broker refuses who connects, and who subscribes', async () => {
    expect(await linesOf(tcp, [client(connect), server(connected(5))])).toEqual(['session 1, x1, refused 1']);
    const lines = await linesOf(tcp, [
      client(connect),
      server(connected(0)),
      client(subscribe),
      server(subscribed(0x80)),
    ]);
    expect(lines).toContain('read 8, x1, refused 1');
  });

  test('a request is refused once, however often its answer is sent', async () => {
    const refusals = [server(connected(5)), server(connected(5))];
    expect(await linesOf(tcp, [client(connect), ...refusals])).toEqual(['session 1, x1, refused 1']);
    const again = [server(subscribed(0x80)), server(subscribed(0x80))];
    const lines = await linesOf(tcp, [client(connect), server(connected(0)), client(subscribe), ...again]);
    expect(lines).toContain('read 8, x1, refused 1');
  });

  test('what a broker delivers was asked for by subscribing', async () => {
    const lines = await linesOf(tcp, [
      client(connect),
      server(connected(0)),
      client(subscribe),
      server(subscribed(0)),
      server(publish('line/1')),
    ]);
    expect(lines).toEqual(['session 1, x1', 'read 8, x1']);
  });

  test('it is known at any port by its first packet', async () => {
    expect(await linesOf({ ...tcp, port: 18_830 }, [client(connect)])).toEqual(['session 1, x1']);
  });
});

describeDecoderLaws('MQTT', {
  ...tcp,
  messages: [
    client(connect),
    server(connected(0)),
    client(publish('spBv1.0/f/DCMD/e/d')),
    client(subscribe),
    server(subscribed(0)),
  ],
  lines: ['session 1, x1', 'control 3.DCMD, x1', 'read 8, x1'],
});
