/** Packets through translations: nothing is wrong at random boundaries, and mistakes that are planted are found. */
import fc from 'fast-check';
import { expect } from 'vitest';
import type { Plan, PlanBoundary } from '../../src/model/plan.ts';
import { arbitraryYamlPlant } from '../support/arbitrary-plant.ts';
import { assemblePlant } from '../support/compiled-plant.ts';
import { expectShare } from '../support/expect-share.ts';
import { requestOf } from '../support/export-request.ts';
import { packetTest } from '../support/kernel.ts';
import { createProbeCount, findingsOf, nothingWrong, openTrialLab, prepareTrial, tryOut } from '../support/lab.ts';
import { seedOf } from '../support/seed.ts';
import { shippedCatalogue as catalogue } from '../support/shipped-catalogue.ts';
import { translatedLines } from '../support/translated-lines.ts';

const seed = seedOf(process.env);

packetTest('the kernel does what the policy says at random boundaries that translate', async () => {
  const count = createProbeCount();
  const seen = { translated: 0, shown: 0, passed: 0 };
  for (const { plan, boundary } of await randomBoundaries(10)) {
    const trial = prepareTrial(requestOf({ plan, boundary }, { catalogue }), 2_000, seed);
    const run = await tryOut(trial);
    count.add(trial, run);
    expect({ boundary, found: findingsOf(run) }).toEqual({ boundary, found: nothingWrong });
    const probes = trial.prepared.drawn.rounds.flat();
    seen.translated += probes.filter((probe) => probe.translated).length;
    seen.shown += probes.filter((probe) => probe.shown !== probe.source).length;
    seen.passed += run.phases.find(({ name }) => name === 'first packets')?.passed ?? 0;
  }
  count.print('random boundaries that translate');
  expectShare(500, seen.translated);
  expectShare(100, seen.shown);
  expectShare(50, seen.passed);
});

/** Boundaries of random plants which translate something that a grant needs. */
async function randomBoundaries(
  count: number,
): Promise<readonly { readonly plan: Plan; readonly boundary: PlanBoundary }[]> {
  const plants = arbitraryYamlPlant.filter(({ file }) =>
    Object.values(file.boundaries ?? {}).some((each) => each.nat !== undefined),
  );
  const found: { readonly plan: Plan; readonly boundary: PlanBoundary }[] = [];
  for (const { sources } of fc.sample(plants, { numRuns: 8 * count, seed })) {
    const { plan } = (await assemblePlant(sources)).bundle;
    const scopes = new Map(plan.zones.map((zone) => [zone.id, zone.scope]));
    const boundary = plan.boundaries.find(({ nat }) =>
      nat.some(({ inside }) =>
        plan.grants.some(
          ({ from, to }) =>
            scopes.get(from) !== scopes.get(to) && [scopes.get(from), scopes.get(to)].includes(inside.scope),
        ),
      ),
    );
    if (boundary !== undefined) found.push({ plan, boundary });
    if (found.length === count) break;
  }
  return found;
}

const mistakes: readonly (readonly [claim: string, change: (text: string) => string])[] = [
  [
    'packets past the translation',
    (text) => text.replace('oifname "eth1" ct status dnat goto conduit', 'oifname "eth1" goto conduit'),
  ],
  [
    'answers past the translation',
    (text) => text.replace('iifname "eth1" ct status dnat goto conduit_reply', 'iifname "eth1" goto conduit_reply'),
  ],
  ['a network that leads to another one', (text) => text.replaceAll(' : 192.168.0.0/24', ' : 192.168.1.0/24')],
  ['a sender that keeps its address', (text) => text.replace(/^\t192\.168\.0\.0\/24 : .*\n/m, '')],
  ['a sender with another address', (text) => text.replaceAll('/24 : 10.20.1.0/24', '/24 : 10.20.3.0/24')],
  ['a port that is not forwarded', (text) => text.replaceAll('. tcp . 8443', '. tcp . 8444')],
  ['a port that leads to another one', (text) => text.replaceAll('192.168.0.21 . 443', '192.168.0.21 . 444')],
  ['IPv6 that is not translated', (text) => text.replace(/^\t\tdnat ip6 prefix .*\n/m, '')],
  ['destinations that are not translated', (text) => text.replace(/\tchain prerouting \{[^}]*\}\n/, '')],
];

packetTest('packets find mistakes that are planted into a translation', async () => {
  const trial = prepareTrial(requestOf(translatedLines()), 4_000, seed);
  const lab = await openTrialLab(trial);
  try {
    expect((await lab.tryOut(trial, trial.text)).mismatches).toEqual([]);
    for (const [claim, change] of mistakes) {
      const changed = change(trial.text);
      expect(changed, claim).not.toBe(trial.text);
      const { refused, mismatches } = await lab.tryOut(trial, changed);
      expect({ claim, refused, found: mismatches.length > 0 }).toEqual({ claim, refused: null, found: true });
    }
  } finally {
    await lab.close();
  }
});
