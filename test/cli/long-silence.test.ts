import { expect, test } from 'vitest';
import { longSilence } from '../../src/cli/long-silence.ts';

test('a pause is no silence, and a silence is told until something comes', async () => {
  let time = 0;
  async function* source(): AsyncGenerator<Uint8Array> {
    for (const length of [0, 0, 3, 0, 0, 0, 0, 5, 0, 0]) {
      time += 1000;
      yield new Uint8Array(length);
    }
  }
  const passed: (readonly [number, number])[] = [];
  for await (const chunk of longSilence(source(), 3000, () => time)) passed.push([time, chunk.length]);
  expect(passed).toEqual([
    [3000, 3],
    [6000, 0],
    [7000, 0],
    [8000, 5],
  ]);
});
