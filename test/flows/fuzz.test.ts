/** Every decoder on broken forms of what real stacks sent: nothing throws, hangs, or grows beyond its bounds. */
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { frameMutation, framesOf, mutatedCapture } from '../support/mutate-capture.ts';
import { readContent } from '../support/read-conversations.ts';
import { capturePath, recordingPaths } from '../support/recordings.ts';

const limits = { conversations: 400, connections: 20, directionBytes: 4096, reassemblyBytes: 16_384, facts: 50 };
const mostFrames = 300;
let inputs = 0;

afterAll(() => console.log(`fuzzing: ${inputs} broken captures read`));

async function readsSoundly(capture: Uint8Array): Promise<void> {
  inputs++;
  const { conversations, devices, reading } = await readContent(capture, { limits });
  expect(conversations.length).toBeLessThanOrEqual(limits.conversations);
  expect(devices.reduce((sum, { facts }) => sum + facts.length, 0)).toBeLessThanOrEqual(limits.facts);
  for (const { count, refused, object } of conversations) {
    expect(refused).toBeLessThanOrEqual(count);
    for (const number of [object?.unit, object?.first, object?.count])
      expect(number === null || number === undefined || (Number.isSafeInteger(number) && number >= 0)).toBe(true);
  }
  expect(Object.values(reading.statistics.skipped).every((count) => count > 0)).toBe(true);
}

describe.each(recordingPaths)('%s', (recording) => {
  const { frames, linkType } = framesOf(readFileSync(capturePath(recording)), mostFrames);

  test('is a capture whose frames can be broken', () => {
    expect(frames.length).toBeGreaterThan(0);
  });

  test('broken in many ways is read soundly', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(frameMutation, { minLength: 1, maxLength: 40 }), async (mutations) => {
        await readsSoundly(mutatedCapture(frames, linkType, mutations));
      }),
      { numRuns: 40 },
    );
  });

  test('cut off at every byte of its first frames is read soundly', async () => {
    const whole = mutatedCapture(frames.slice(0, 12), linkType, []).subarray(0, 2500);
    for (let length = 0; length < whole.length; length++) await readsSoundly(whole.subarray(0, length));
  });

  test('cut off anywhere is read soundly', async () => {
    const whole = mutatedCapture(frames.slice(0, 80), linkType, []);
    const step = Math.max(1, Math.floor(whole.length / 60));
    for (let length = 0; length < whole.length; length += step) await readsSoundly(whole.subarray(0, length));
  });
});
