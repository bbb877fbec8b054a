import { describe, expect, test } from 'vitest';
import { readFrames, type StationFrame } from '../../../support/ethernet-talk.ts';
import { describeFrameLaws } from '../../../support/frame-laws.ts';
import { bytesOf, long, word } from '../../../support/frames.ts';

const controller = '28:63:36:00:00:01';
const device = '28:63:36:00:00:02';
const everybody = '01:0e:cf:00:00:00';
const text = (value: string): Uint8Array => new TextEncoder().encode(value);

function block(option: number, suboption: number, contents: Uint8Array): Uint8Array {
  return bytesOf(option, suboption, word(contents.length), contents, contents.length % 2 === 1 ? [0] : []);
}

function dcp(frameId: number, service: number, type: number, xid: number, ...blocks: Uint8Array[]): Uint8Array {
  const body = bytesOf(...blocks);
  return bytesOf(word(frameId), service, type, long(xid), word(0), word(body.length), body);
}

const info = [0, 1];
const identity = [
  block(2, 1, bytesOf(info, text('S7-1200'))),
  block(2, 2, bytesOf(info, text('filler-io'))),
  block(2, 3, bytesOf(info, [0x00, 0x2a, 0x01, 0x0d])),
  block(1, 2, bytesOf(info, [10, 20, 1, 11], [255, 255, 255, 0], [0, 0, 0, 0])),
];
const search: StationFrame = {
  from: controller,
  to: everybody,
  payload: dcp(0xfefe, 5, 0, 7, block(0xff, 0xff, new Uint8Array(0))),
};
const found = (xid: number): StationFrame => ({
  from: device,
  to: controller,
  payload: dcp(0xfeff, 5, 1, xid, ...identity),
});
const set = (...blocks: Uint8Array[]): StationFrame => ({
  from: controller,
  to: device,
  payload: dcp(0xfefd, 4, 0, 9, ...blocks),
});
const setName = set(block(2, 2, bytesOf([0, 1], text('filler-2'))));
const setAnswer = (error: number, type = 1): StationFrame => ({
  from: device,
  to: controller,
  payload: dcp(0xfefd, 4, type, 9, block(5, 4, Uint8Array.from([2, 2, error]))),
});

const lines = async (...frames: StationFrame[]): Promise<readonly string[]> =>
  (await readFrames(0x8892, frames)).lines.map((line) =>
    line.replace('plant ', '').replace(' ethernet/34962, profinet-dcp,', ''),
  );

describe('PROFINET DCP', () => {
  test('a search to all is one conversation, and its answers are none', async () => {
    expect(await lines(search, found(7))).toEqual([`${controller} -> ${everybody} discovery 5, x1`]);
  });

  test('an answer to a search that was not captured tells who searched', async () => {
    expect(await lines(found(8))).toEqual([`${controller} -> ${device} discovery 5, x1`]);
  });

  test('a station tells its type, name, device id and address', async () => {
    expect((await readFrames(0x8892, [search, found(7)])).facts).toEqual([
      `${device} model: S7-1200`,
      `${device} name: filler-io`,
      `${device} device-id: 0x002a/0x010d`,
      `${device} ip-address: 10.20.1.11`,
    ]);
  });

  test('each block of a Set is an operation', async () => {
    const both = set(
      block(1, 2, bytesOf([0, 1], [10, 0, 0, 9], [255, 0, 0, 0], [0, 0, 0, 0])),
      block(2, 2, bytesOf([0, 1], text('x'))),
    );
    expect(await lines(both, setAnswer(0))).toEqual([
      `${controller} -> ${device} control 4.1.2, x1`,
      `${controller} -> ${device} control 4.2.2, x1`,
    ]);
  });

  test.each([
    ['its control block has an error', setAnswer(3)],
    ['the service is not supported', setAnswer(0, 5)],
  ])('a Set is refused when %s', async (_, answer) => {
    expect(await lines(setName, answer)).toEqual([`${controller} -> ${device} control 4.2.2, x1, refused 1`]);
  });

  test('a station that says hello asks nobody', async () => {
    const hello = {
      from: device,
      to: everybody,
      payload: dcp(0xfefc, 6, 0, 1, block(2, 2, bytesOf(info, text('io')))),
    };
    expect(await lines(hello)).toEqual([`${device} -> ${everybody} discovery 6, x1`]);
  });

  describeFrameLaws(0x8892, [search, found(7), setName, setAnswer(3)]);
});

describe('PROFINET RT', () => {
  const cyclic = (from: string, to: string, frameId: number): StationFrame => ({
    from,
    to,
    payload: bytesOf(word(frameId), new Uint8Array(44)),
  });

  test('cyclic frames both ways are one conversation of the station that asked before', async () => {
    const found = await readFrames(0x8892, [
      search,
      cyclic(device, controller, 0x8001),
      cyclic(controller, device, 0x8001),
    ]);
    expect(found.lines.filter((line) => line.includes('profinet-rt'))).toEqual([
      `plant ${controller} -> ${device} ethernet/34962, profinet-rt, read 0x8001, x2`,
      `plant ${controller} -> ${device} ethernet/34962, profinet-rt, write 0x8001, x2`,
    ]);
  });

  test('an alarm is a report of the device', async () => {
    const { lines: alarms } = await readFrames(0x8892, [cyclic(device, controller, 0xfc01)]);
    expect(alarms).toEqual([`plant ${controller} -> ${device} ethernet/34962, profinet-rt, report 0xfc01, x1`]);
  });

  describeFrameLaws(0x8892, [cyclic(controller, device, 0x8001)]);
});
