/** Every decoder on broken forms of captures of other projects: all protocols, also those that nobody recorded here. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { corpusFolder, describeCorpus } from '../../support/corpus.ts';
import { frameMutation, framesOf, mutatedCapture } from '../../support/mutate-capture.ts';
import { readContent } from '../../support/read-conversations.ts';

const mostFrames = 150;
const limits = { conversations: 400, connections: 20, directionBytes: 4096, reassemblyBytes: 16_384, facts: 50 };

describeCorpus('captures of other projects, broken', [], () => {
  let inputs = 0;
  afterAll(() => console.log(`fuzzing: ${inputs} broken captures of other projects read`));
  const folders = readdirSync(corpusFolder, { withFileTypes: true }).filter(
    (entry) => entry.isDirectory() && entry.name !== 'truth',
  );

  test.each(folders.map(({ name }) => name))('%s', async (folder) => {
    const files = readdirSync(path.join(corpusFolder, folder)).map((name) => path.join(corpusFolder, folder, name));
    for (const file of files.filter((each) => statSync(each).isFile())) {
      const { frames, linkType } = framesOf(readFileSync(file).subarray(0, 300_000), mostFrames);
      if (frames.length === 0) continue;
      await fc.assert(
        fc.asyncProperty(fc.array(frameMutation, { minLength: 1, maxLength: 30 }), async (mutations) => {
          inputs++;
          const { conversations } = await readContent(mutatedCapture(frames, linkType, mutations), { limits });
          expect(conversations.length).toBeLessThanOrEqual(limits.conversations);
        }),
        { numRuns: 8 },
      );
    }
  });
});
