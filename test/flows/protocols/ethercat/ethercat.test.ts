import { describe, expect, test } from 'vitest';
import { readFrames, type StationFrame } from '../../../support/ethernet-talk.ts';
import { describeFrameLaws } from '../../../support/frame-laws.ts';
import { bytesOf } from '../../../support/frames.ts';

const master = '00:01:05:00:00:01';
const returned = '02:01:05:00:00:01';
const everybody = '01:01:05:01:00:00';
const little = (value: number, octets: number): number[] =>
  Array.from({ length: octets }, (_, at) => (value >>> (8 * at)) & 255);

interface Datagram {
  readonly command: number;
  readonly index?: number;
  readonly address?: number;
  readonly offset?: number;
  readonly data?: Uint8Array;
  readonly counter?: number;
}

function frame(datagrams: readonly Datagram[], from = master): StationFrame {
  const body = bytesOf(
    ...datagrams.map(({ command, index = 1, address = 0, offset = 0, data = new Uint8Array(2), counter = 0 }, place) =>
      bytesOf(
        [command, index],
        little(address, 2),
        little(offset, 2),
        little(data.length | (place < datagrams.length - 1 ? 0x8000 : 0), 2),
        [0, 0],
        data,
        little(counter, 2),
      ),
    ),
  );
  return { from, to: everybody, payload: bytesOf(little(body.length | 0x1000, 2), body) };
}

const mailbox = (type: number, contents: readonly number[]): Uint8Array =>
  bytesOf(little(contents.length, 2), [0, 0], 0, type, contents);

const lines = async (...frames: StationFrame[]): Promise<readonly string[]> =>
  (await readFrames(0x88a4, frames)).lines.map((line) => line.replace(/^.*ethercat, /, ''));

describe('EtherCAT', () => {
  test.each([
    ['a configured read', { command: 4, address: 1001, offset: 0x130 }, 'read 4, unit 1001 304+2'],
    ['a write by position', { command: 2, address: 0xffff, offset: 0x10 }, 'write 2, 16+2'],
    ['a broadcast read', { command: 7, offset: 0x130 }, 'read 7, 304+2'],
    ['a change of state', { command: 5, address: 1001, offset: 0x120 }, 'control 5.0x0120, unit 1001 288+2'],
    [
      'a write over the state register',
      { command: 8, offset: 0x11e, data: new Uint8Array(8) },
      'control 8.0x0120, 286+8',
    ],
    [
      'a write of the EEPROM interface',
      { command: 5, address: 1001, offset: 0x502 },
      'firmware 5.0x0502, unit 1001 1282+2',
    ],
    ['a logical read', { command: 10, offset: 1, data: new Uint8Array(4) }, 'read 10, 65536+4'],
    ['no operation', { command: 0 }, 'session 0'],
  ])('%s', async (_, datagram, expected) => {
    expect(await lines(frame([datagram]))).toEqual([`${expected}, x1`]);
  });

  test('a logical exchange reads and writes', async () => {
    expect(await lines(frame([{ command: 12, data: new Uint8Array(6) }]))).toEqual([
      'read 12, 0+6, x1',
      'write 12, 0+6, x1',
    ]);
  });

  test('each datagram of a frame is one operation', async () => {
    expect(
      await lines(
        frame([
          { command: 7, offset: 0x130 },
          { command: 10, index: 2 },
        ]),
      ),
    ).toHaveLength(2);
  });

  test('a frame that comes back is the answer to itself', async () => {
    const sent = { command: 4, address: 1001, offset: 0x130 };
    expect(await lines(frame([sent]), frame([{ ...sent, counter: 1 }], returned))).toEqual([
      'read 4, unit 1001 304+2, x1',
    ]);
  });

  test('a frame with a counter that nobody sent before is a request', async () => {
    expect(await lines(frame([{ command: 5, address: 1001, offset: 0x120, counter: 1 }]))).toEqual([
      'control 5.0x0120, unit 1001 288+2, x1',
    ]);
  });

  test.each([
    ['an SDO download', 3, [0x00, 0x20, 0x23, 0x00, 0x60, 0, 1, 0, 0, 0], 'write m3.2.download'],
    ['an SDO upload', 3, [0x00, 0x20, 0x40, 0x00, 0x10, 0, 0, 0, 0, 0], 'read m3.2.upload'],
    ['SDO information', 3, [0x00, 0x80, 1, 0], 'discovery m3.8'],
    ['a file write', 4, [2, 0, 0, 0, 0, 0, 66], 'firmware m4.2'],
    ['a servo parameter write', 5, [3, 0x40, 0, 0], 'write m5.3'],
    ['Ethernet in the mailbox', 2, [0, 0, 0, 0], 'unknown m2'],
  ])('%s in a mailbox', async (_, type, contents, expected) => {
    const data = bytesOf(mailbox(type, contents), new Uint8Array(4));
    expect(await lines(frame([{ command: 5, address: 1001, offset: 0x1000, data }]))).toEqual([
      `${expected}, unit 1001, x1`,
    ]);
  });

  test('what does not look like a mailbox is a write', async () => {
    const data = Uint8Array.from([200, 0, 0, 0, 0, 3, 0, 0x20]);
    expect(await lines(frame([{ command: 5, address: 1001, offset: 0x1000, data }]))).toEqual([
      'write 5, unit 1001 4096+8, x1',
    ]);
  });

  describeFrameLaws(0x88a4, [frame([{ command: 5, address: 1001, offset: 0x120 }, { command: 12 }])]);
});
