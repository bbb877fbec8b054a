import { expect, test } from 'vitest';
import { readFrames, type StationFrame } from '../../support/ethernet-talk.ts';
import { describeFrameLaws } from '../../support/frame-laws.ts';
import { bytesOf, word } from '../../support/frames.ts';

const text = (value: string): Uint8Array => new TextEncoder().encode(value);
const element = (type: number, ...contents: (Uint8Array | number | readonly number[])[]): Uint8Array => {
  const value = bytesOf(...contents);
  return bytesOf(word((type << 9) | value.length), value);
};
const from = '28:63:36:00:00:02';
const to = '01:80:c2:00:00:0e';
const frame: StationFrame = {
  from,
  to,
  payload: bytesOf(
    element(1, 7, text('filler-io')),
    element(2, 7, text('port-001')),
    element(3, word(20)),
    element(5, text('switch-1')),
    element(6, text('SCALANCE X208')),
    element(8, 5, 1, [10, 20, 1, 2], 2, [0, 0, 0, 1], 0),
    element(0),
  ),
};

test('LLDP tells who a neighbour is, and asks for nothing', async () => {
  const { lines, facts } = await readFrames(0x88cc, [frame]);
  expect(lines).toEqual([`plant ${from} -> ${to} ethernet/35020, lldp, -, missing operation, x1`]);
  expect(facts).toEqual([
    `${from} name: filler-io`,
    `${from} hostname: switch-1`,
    `${from} description: SCALANCE X208`,
    `${from} ip-address: 10.20.1.2`,
  ]);
});

describeFrameLaws(0x88cc, [frame]);
