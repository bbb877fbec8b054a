/** Every reader of logs and flow records on broken forms of what Zeek, Suricata, nfdump and exporters wrote. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { corpusFolder, describeCorpus } from '../../support/corpus.ts';
import { byteMutation, mutateBytes } from '../../support/mutate-bytes.ts';
import { readContent } from '../../support/read-conversations.ts';

const limits = {
  conversations: 400,
  connections: 50,
  lineBytes: 20_000,
  heldRows: 200,
  facts: 50,
  blockBytes: 100_000,
};
/** Enough for many rows of each kind. */
const mostBytes = 12_000;

/** By the tool that wrote them. */
const folders: readonly (readonly [string, string, (name: string) => boolean])[] = [
  ['Zeek', 'truth/zeek-baseline', (name) => name.endsWith('.log')],
  ['Suricata', 'truth/eve-suricata7', (name) => name.endsWith('.json')],
  ['nfdump and exporters', 'netflow', (name) => !name.endsWith('.txt')],
];

describeCorpus('logs and flow records of other projects, broken', [], () => {
  let inputs = 0;
  afterAll(() => console.log(`fuzzing: ${inputs} broken logs and flow records of other projects read`));

  async function readsSoundly(content: Uint8Array): Promise<void> {
    inputs++;
    const { conversations, reading } = await readContent(content, { limits });
    expect(conversations.length).toBeLessThanOrEqual(limits.conversations);
    expect(Object.values(reading.statistics.skipped).every((count) => count > 0)).toBe(true);
  }

  test.each(folders)('%s', async (_, folder, isRead) => {
    const files = readdirSync(path.join(corpusFolder, folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && isRead(entry.name))
      .map((entry) => path.join(entry.parentPath, entry.name))
      .sort();
    expect(files.length).toBeGreaterThan(20);
    for (const [index, file] of files.entries()) {
      const content = readFileSync(file).subarray(0, mostBytes);
      await fc.assert(
        fc.asyncProperty(fc.array(byteMutation, { minLength: 1, maxLength: 12 }), async (mutations) => {
          await readsSoundly(mutations.reduce(mutateBytes, content));
        }),
        { numRuns: 5 },
      );
      // Every byte of a sample, and some places in all.
      const step = index % 25 === 0 ? 1 : Math.max(1, Math.floor(content.length / 5));
      const whole = step === 1 ? content.subarray(0, 1500) : content;
      for (let length = 0; length < whole.length; length += step) await readsSoundly(whole.subarray(0, length));
    }
  });
});
