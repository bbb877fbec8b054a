import { describe, expect, test } from 'vitest';
import { readFrames, type StationFrame } from '../../../support/ethernet-talk.ts';
import { describeFrameLaws } from '../../../support/frame-laws.ts';
import { bytesOf, word } from '../../../support/frames.ts';

const relay = '00:30:a7:00:00:01';
const group = '01:0c:cd:01:00:01';
const text = (value: string): Uint8Array => new TextEncoder().encode(value);
const element = (tag: number, ...contents: (Uint8Array | number | readonly number[])[]): Uint8Array => {
  const value = bytesOf(...contents);
  return bytesOf(tag, value.length < 128 ? value.length : [0x81, value.length], value);
};

function processBus(apdu: Uint8Array, { appId = 0x3001, reserved = 0 } = {}): Uint8Array {
  return bytesOf(word(appId), word(apdu.length + 8), word(reserved), word(0), apdu);
}

function goose(simulation: number, options = {}): StationFrame {
  const pdu = element(
    0x61,
    element(0x80, text('IED1LD0/LLN0$GO$gcb01')),
    element(0x81, word(2000)),
    element(0x82, text('IED1LD0/LLN0$DS1')),
    element(0x84, new Uint8Array(8)),
    element(0x85, 1),
    element(0x86, 7),
    element(0x87, simulation),
    element(0x88, 1),
    element(0xab, element(0x83, 1)),
  );
  return { from: relay, to: group, payload: processBus(pdu, options) };
}

describe('GOOSE', () => {
  test('is published under its APPID, and names its publisher', async () => {
    const { lines, facts } = await readFrames(0x88b8, [goose(0), goose(0)]);
    expect(lines).toEqual([`plant ${relay} -> ${group} ethernet/35000, goose, report publish, unit 12289, x2`]);
    expect(facts).toEqual([`${relay} name: IED1LD0`]);
  });

  test.each([
    ['its flag says so', goose(1)],
    ['the frame is marked', goose(0, { reserved: 0x8000 })],
  ])('is simulated when %s', async (_, frame) => {
    expect((await readFrames(0x88b8, [frame])).lines[0]).toContain('report publish.simulation');
  });

  test('something else on its EtherType is no message of it', async () => {
    const { lines } = await readFrames(0x88b8, [{ from: relay, to: group, payload: text('hello, everybody') }]);
    expect(lines).toEqual([`plant ${relay} -> ${group} ethernet/35000, -, -, missing operation object, x1`]);
  });

  describeFrameLaws(0x88b8, [goose(0), goose(1)]);
});

describe('sampled values', () => {
  const frame = (reserved: number): StationFrame => ({
    from: relay,
    to: '01:0c:cd:04:00:01',
    payload: processBus(element(0x60, element(0x80, 1), element(0xa2, element(0x30, element(0x80, text('MU01'))))), {
      appId: 0x4000,
      reserved,
    }),
  });

  test('are published under their APPID, or simulated', async () => {
    const { lines } = await readFrames(0x88ba, [frame(0), frame(0x8000)]);
    expect(lines.map((line) => line.replace(/^.*sampled-values, /, ''))).toEqual([
      'report publish, unit 16384, x1',
      'report publish.simulation, unit 16384, x1',
    ]);
  });

  describeFrameLaws(0x88ba, [frame(0)]);
});

describe('GSE management', () => {
  const message = (kind: number, from: string, to: string): StationFrame => ({
    from,
    to,
    payload: processBus(
      element(0x60, element(0x80, 5), element(kind, element(0xa1, element(0x80, text('IED1LD0/LLN0$GO$gcb01'))))),
    ),
  });
  const other = '00:30:a7:00:00:02';

  test('a request and its answer are one operation', async () => {
    const { lines } = await readFrames(0x88b9, [message(0xa1, other, relay), message(0xa2, relay, other)]);
    expect(lines).toEqual([`plant ${other} -> ${relay} ethernet/35001, gse-management, discovery 1, unit 12289, x1`]);
  });

  test('an answer alone tells that something was asked, but not what', async () => {
    const { lines } = await readFrames(0x88b9, [message(0xa2, relay, other)]);
    expect(lines).toEqual([
      `plant ${other} -> ${relay} ethernet/35001, gse-management, -, missing operation object, x1`,
    ]);
  });

  describeFrameLaws(0x88b9, [message(0xa1, other, relay), message(0xa2, relay, other)]);
});
