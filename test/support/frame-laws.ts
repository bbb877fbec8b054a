/** What holds for every decoder of frames: given some frames, these tests cut and break them. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { readFrames, type StationFrame } from './ethernet-talk.ts';

/** Holds a decoder of frames to its laws. */
export function describeFrameLaws(etherType: number, frames: readonly StationFrame[]): void {
  describe('frames cut and broken', () => {
    test('padding changes nothing', async () => {
      const { lines } = await readFrames(etherType, frames);
      const padded = frames.map((frame) => ({
        ...frame,
        payload: Uint8Array.from([...frame.payload, ...new Uint8Array(20)]),
      }));
      expect((await readFrames(etherType, padded)).lines).toEqual(lines);
    });

    test('a frame that is cut off at any byte is read or counted, and nothing fails', async () => {
      for (const frame of frames) {
        for (let length = 0; length < frame.payload.length; length++) {
          const { lines } = await readFrames(etherType, [{ ...frame, payload: frame.payload.subarray(0, length) }]);
          expect(lines.length).toBeGreaterThan(0);
        }
      }
    });

    test('whatever the bytes are, reading ends', async () => {
      const change = fc.tuple(fc.nat(frames.length - 1), fc.nat(200), fc.nat(255));
      await fc.assert(
        fc.asyncProperty(
          fc.array(change, { minLength: 1, maxLength: 12 }),
          fc.uint8Array({ maxLength: 60 }),
          async (changes, noise) => {
            const broken = frames.map((frame) => ({ ...frame, payload: frame.payload.slice() }));
            for (const [at, place, value] of changes) {
              const payload = broken[at]?.payload;
              if (payload !== undefined && place < payload.length) payload[place] = value;
            }
            const [first] = frames;
            await readFrames(etherType, first === undefined ? broken : [...broken, { ...first, payload: noise }]);
          },
        ),
        { numRuns: 60 },
      );
    });
  });
}
