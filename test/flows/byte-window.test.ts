import fc from 'fast-check';
import { expect, test } from 'vitest';
import { createWindow } from '../../src/flows/byte-window.ts';

test('whatever is read and left, the window shows the unread bytes at their place in the stream', () => {
  const steps = fc.array(
    fc.record({ length: fc.integer({ min: 0, max: 300 }), used: fc.double({ min: 0, max: 1, noNaN: true }) }),
    {
      maxLength: 60,
    },
  );
  fc.assert(
    fc.property(steps, (all) => {
      const { window, append } = createWindow();
      let sent = 0;
      let read = 0;
      for (const { length, used } of all) {
        const piece = Uint8Array.from({ length }, (_, index) => (sent + index) & 255);
        append(piece);
        sent += length;
        // The sender may use its buffer again once the piece has been taken over.
        expect(window.base + window.start).toBe(read);
        expect(window.end - window.start).toBe(sent - read);
        const unread = window.bytes.subarray(window.start, window.end);
        expect([...unread]).toEqual(Array.from({ length: sent - read }, (_, index) => (read + index) & 255));
        const step = Math.floor(used * (window.end - window.start));
        window.start += step;
        read += step;
      }
    }),
  );
});
