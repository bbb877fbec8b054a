import { constants, zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { splitFrames } from '../../src/flows/zstd-frames.ts';
import { bytesOf } from '../support/frames.ts';

async function* inPieces(bytes: Uint8Array, length: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += length) yield bytes.subarray(at, at + length);
}

async function split(bytes: Uint8Array, length: number): Promise<Uint8Array[]> {
  const pieces: Uint8Array[] = [];
  for await (const piece of splitFrames(inPieces(bytes, length))) pieces.push(piece.slice());
  return pieces;
}

const skippable = bytesOf([0x5a, 0x2a, 0x4d, 0x18, 5, 0, 0, 0], [0x28, 0xb5, 0x2f, 0xfd, 1]);

test('frames come one by one, whatever is in them and however they arrive', async () => {
  const content = fc.oneof(
    fc.uint8Array({ maxLength: 300 }),
    fc
      .tuple(fc.nat({ max: 255 }), fc.integer({ min: 1, max: 400_000 }))
      .map(([byte, length]) => new Uint8Array(length).fill(byte)),
  );
  const frame = fc.record({ content, checksum: fc.boolean(), sized: fc.boolean(), skips: fc.nat({ max: 2 }) });
  await fc.assert(
    fc.asyncProperty(fc.array(frame, { minLength: 1, maxLength: 4 }), async (frames) => {
      const packed = frames.map(({ content: bytes, checksum, sized }) =>
        zstdCompressSync(bytes, {
          params: {
            [constants.ZSTD_c_checksumFlag]: checksum ? 1 : 0,
            [constants.ZSTD_c_contentSizeFlag]: sized ? 1 : 0,
          },
        }),
      );
      const file = bytesOf(
        ...frames.flatMap(({ skips }, index) => [...Array(skips).fill(skippable), packed[index] ?? 0]),
      );
      expect(await split(file, file.length)).toEqual(packed.map((each) => Uint8Array.from(each)));
      for (const length of [1, 7]) {
        const joined = bytesOf(...(await split(file, length)));
        expect(joined).toEqual(bytesOf(...packed));
      }
    }),
    { numRuns: 40 },
  );
  expect(zstdDecompressSync(zstdCompressSync('x')).toString()).toBe('x');
});

test('what is no frame is passed on as it is, for the unpacker to complain about', async () => {
  const frame = Uint8Array.from(zstdCompressSync('content'));
  expect(await split(bytesOf(frame, [1, 2, 3, 4, 5, 6]), 100)).toEqual([frame, Uint8Array.of(1, 2, 3, 4, 5, 6)]);
  expect(bytesOf(...(await split(bytesOf(frame, [1, 2, 3, 4, 5, 6, 7, 8, 9]), 6)))).toEqual(
    bytesOf(frame, [1, 2, 3, 4, 5, 6, 7, 8, 9]),
  );
  expect(bytesOf(...(await split(frame.subarray(0, 9), 2)))).toEqual(frame.subarray(0, 9));
});
