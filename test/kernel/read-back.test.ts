/** Law 4 with the kernel in between: what is listed of a loaded ruleset is what was granted and what was declared. */
import fc from 'fast-check';
import { expect } from 'vitest';
import { nothing } from '../../src/algebra/diagram-runs.ts';
import { readBackNftListing } from '../../src/exporters/nftables/read-back.ts';
import { createWireSpace, packetsWith, wireAxes } from '../../src/exporters/proof/wire-space.ts';
import { type BoundaryCase, boundaryCase, wideningCase } from '../support/arbitrary-boundary.ts';
import { exportCase, requestOf } from '../support/export-request.ts';
import { goldenBoundaries } from '../support/golden-boundaries.ts';
import { openRouter, rulesetTest } from '../support/kernel.ts';
import { sessionElement } from '../support/open-sessions.ts';
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

rulesetTest('reads an open session as one that may be open, and knows one that the plan does not have', async () => {
  const each = goldenBoundaries['sessions'];
  if (each === undefined) throw new Error('no boundary');
  const open = (element: number): string =>
    `add element inet zonewright sessions { ${element} timeout 1h comment "CHG-1" }`;
  const listings = await list(each, ['-j', '-jn'], open(sessionElement('acme-support')));
  for (const listing of listings) {
    expect(proveListing(requestOf(each), listing)).toMatchObject({ kind: 'equal' });
    expect(readBackNftListing(listing).value?.openSessions(['acme-support', 'tuning'])).toEqual({
      known: ['acme-support'],
      others: 0,
    });
  }
  const [strange = ''] = await list(each, ['-j'], open(12_345));
  expect(proveListing(requestOf(each), strange)).toMatchObject({
    difference: { what: 'has a session open that the plan does not have' },
  });
});

rulesetTest('reads a set of sessions as it stands where nobody asks what it may hold', async () => {
  const each = goldenBoundaries['sessions'];
  if (each === undefined) throw new Error('no boundary');
  const [closed = '', open = ''] = [
    ...(await list(each, ['-j'])),
    ...(await list(each, ['-j'], `add element inet zonewright sessions { ${sessionElement('tuning')} timeout 1h }`)),
  ];
  const ports = [22, 23, 80, 3389].map((port) => [port, [closed, open].map((listing) => passes(listing, port))]);
  expect(ports).toEqual([
    [22, [false, true]],
    [23, [false, false]],
    [80, [true, true]],
    [3389, [false, false]],
  ]);
});

/** Whether any TCP conversation on a port passes as a ruleset was listed. */
function passes(listing: string, port: number): boolean {
  const { value, refusal } = readBackNftListing(listing);
  if (value === null) throw new Error(refusal.found);
  const space = createWireSpace(4, value.addresses, value.interfaces);
  const tcp = packetsWith(space, wireAxes.protocol, [{ from: 6, to: 6 }]);
  const asked = packetsWith(space, wireAxes.port, [{ from: port, to: port }]);
  return [tcp, asked].reduce(space.diagrams.intersect, value.enforce(space).opened) !== nothing;
}

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
