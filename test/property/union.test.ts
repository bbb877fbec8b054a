/** Law 2, first half: adding a grant only adds, removing one only removes. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { PlantFile } from '../../src/compiler/schema/plant-file.ts';
import { conversationIn, rawConversation } from '../support/arbitrary-conversation.ts';
import { type ArbitraryPlant, arbitraryRegoPlant, arbitraryYamlPlant, writePlant } from '../support/arbitrary-plant.ts';
import { assemblePlant, judgeComplete } from '../support/compiled-plant.ts';
import { expectShare } from '../support/expect-share.ts';
import { pick } from '../support/plants/pick.ts';
import { runs } from '../support/runs.ts';

const conversations = fc.array(rawConversation, { minLength: 1, maxLength: 60, size: 'max' });

/** The plant without one of its grants. */
function withoutGrant(file: PlantFile, number: number): PlantFile {
  const conduits = Object.entries(file.conduits ?? {});
  const [id, conduit] = pick(conduits, number);
  const grants = Object.entries(conduit.allow ?? {});
  const removed = number % Math.max(grants.length, 1);
  const allow = Object.fromEntries(grants.filter((_, index) => index !== removed));
  return { ...file, conduits: Object.fromEntries([...conduits, [id, { ...conduit, allow }]]) };
}

/** How many verdicts changed; none may change the wrong way. */
async function closedBy(
  plant: ArbitraryPlant,
  less: PlantFile,
  raw: typeof conversations extends fc.Arbitrary<infer T> ? T : never,
): Promise<number> {
  const big = await assemblePlant(plant.sources);
  const small = await assemblePlant({
    yaml: writePlant(less, { files: 'one', style: plant.layout.style }),
    rego: plant.sources.rego,
  });
  const asked = raw.map((each) => conversationIn(big.bundle.plan, each));
  const before = judgeComplete(small, asked);
  const after = judgeComplete(big, asked);
  let changed = 0;
  asked.forEach((conversation, index) => {
    const [less, more] = [before[index]?.verdict.kind, after[index]?.verdict.kind];
    if (less === 'allowed') expect({ conversation, more }).toEqual({ conversation, more: 'allowed' });
    if (less !== more) changed += 1;
  });
  return changed;
}

test('never allows less after a grant was added, and never more after one was removed', async () => {
  let changed = 0;
  await fc.assert(
    fc.asyncProperty(arbitraryYamlPlant, fc.nat(), conversations, async (plant, number, raw) => {
      changed += await closedBy(plant, withoutGrant(plant.file, number), raw);
    }),
    { numRuns: runs(30) },
  );
  expectShare(0, changed);
});

test('holds beside allowlists too', async () => {
  await fc.assert(
    fc.asyncProperty(arbitraryRegoPlant, fc.nat(), conversations, async (plant, number, raw) => {
      await closedBy(plant, withoutGrant(plant.file, number), raw);
    }),
    { numRuns: runs(4) },
  );
});
