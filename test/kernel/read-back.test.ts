/** Law 4 with the kernel in between: what is listed of a loaded ruleset is what was granted and what was declared. */
import fc from 'fast-check';
import { expect } from 'vitest';
import { type BoundaryCase, boundaryCase, wideningCase } from '../support/arbitrary-boundary.ts';
import { exportCase, requestOf } from '../support/export-request.ts';
import { goldenBoundaries } from '../support/golden-boundaries.ts';
import { openRouter, rulesetTest } from '../support/kernel.ts';
import { proveListing } from '../support/prove-case.ts';
import { routesOf } from '../support/routes.ts';

const cases: readonly (readonly [string, BoundaryCase])[] = [
  ...Object.entries(goldenBoundaries),
  ...fc.sample(boundaryCase, { seed: 62_443, numRuns: 8 }).map((each, index) => [`random ${index}`, each] as const),
  ...fc.sample(wideningCase, { seed: 62_443, numRuns: 4 }).map((each, index) => [`widened ${index}`, each] as const),
];

rulesetTest('lists every boundary as it was granted, with words and with numbers', async () => {
  for (const [name, each] of cases) {
    const listings = await list(each, ['-j', '-jn']);
    const proofs = listings.map((text) => proveListing(requestOf(each), text));
    expect({ name, proofs }).toMatchObject({ name, proofs: [{ kind: 'equal' }, { kind: 'equal' }] });
  }
});

rulesetTest('sees an element that somebody added behind its back', async () => {
  const each = goldenBoundaries['overlaps'];
  if (each === undefined) throw new Error('no boundary');
  const prove = async (more: string) => proveListing(requestOf(each), (await list(each, ['-j'], more)).join(''));
  expect(await prove('add element inet zonewright allow { 0x00050003 . tcp . 23 : goto open }')).toMatchObject({
    kind: 'different',
    difference: { packet: { port: 23, protocol: 6 } },
  });
  expect(await prove('insert rule inet zonewright forward ip ttl 1 accept')).toMatchObject({ kind: 'unreadable' });
});

/** What is listed after loading a case, in each of some ways. */
async function list(each: BoundaryCase, ways: readonly string[], more = ''): Promise<readonly string[]> {
  const router = await openRouter(routesOf(each));
  try {
    await router.run(['nft', '-f', '-'], exportCase(each));
    if (more !== '') await router.run(['nft', '-f', '-'], more);
    const listings: string[] = [];
    for (const way of ways) listings.push(await router.run(['nft', way, 'list', 'ruleset'], '', { TZ: 'UTC' }));
    return listings;
  } finally {
    router.close();
  }
}
