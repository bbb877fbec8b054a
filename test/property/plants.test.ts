/** The random plants themselves: each is one that the checks accept, and together they have all that a plant may have. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isError } from '../../src/compiler/compile.ts';
import { lowerPlant } from '../../src/compiler/lower/lower-plant.ts';
import type { Plan } from '../../src/model/plan.ts';
import { arbitraryRegoPlant, arbitraryYamlPlant } from '../support/arbitrary-plant.ts';
import { findingsOf, parseText } from '../support/expect-findings.ts';
import { expectShare } from '../support/expect-share.ts';
import { runs } from '../support/runs.ts';
import { shippedCatalogue } from '../support/shipped-catalogue.ts';

/** What plants may have, by name; each is had by at least one in twenty. */
const features: Readonly<Record<string, (plan: Plan, text: string) => boolean>> = {
  'several scopes': ({ zones }) => new Set(zones.map((zone) => zone.scope)).size > 1,
  'a network in two scopes': ({ zones }) => hasTwice(zones.flatMap((zone) => zone.networks)),
  'zones whose ids begin alike': ({ zones }) =>
    zones.some(({ id }) => zones.some((each) => each.id.startsWith(`${id}-`))),
  IPv6: ({ zones }) => zones.some((zone) => zone.networks.some((network) => network.includes(':'))),
  'an asset in several zones': ({ assets }) => assets.some((asset) => asset.zones.length > 1),
  'an asset with several addresses': ({ assets }) => assets.some((asset) => asset.ip.length > 1),
  'an asset with a MAC address only': ({ assets }) => assets.some((asset) => asset.ip.length === 0),
  'undeclared members': ({ zones }) => zones.some((zone) => zone.members === 'any'),
  'free traffic inside a zone': ({ zones }) => zones.some((zone) => zone.internal === 'free'),
  'a conduit of several zone pairs': ({ grants }) => grants.some((grant) => grant.id.includes('[')),
  'a weekly window over midnight': ({ windows }) =>
    windows.some(({ span }) => span.kind === 'weekly' && span.to <= span.from),
  'a window that happens once': ({ windows }) => windows.some(({ span }) => span.kind === 'once'),
  'a vendor session': ({ windows }) => windows.some(({ span }) => span.kind === 'session'),
  'a grant during a vendor session': ({ grants, windows }) =>
    windows.some(({ id, span }) => span.kind === 'session' && grants.some((grant) => grant.windows.includes(id))),
  'a grant during a window': ({ grants }) => grants.some((grant) => grant.windows.some((id) => !id.includes(':'))),
  'a grant that expires': ({ grants }) => grants.some((grant) => grant.expires !== null),
  'limits on objects': ({ grants }) => grants.some((grant) => grant.objects !== null),
  operations: ({ grants }) => grants.some((grant) => grant.operations?.some((each) => each.name === null) === true),
  'operations by name': ({ grants }) =>
    grants.some((grant) => grant.operations?.some((each) => each.name !== null) === true),
  'group addresses': ({ grants }) => grants.some((grant) => grant.destinations.every((id) => id.includes('~'))),
  'an alias': ({ grants }) => grants.some((grant) => grant.id.endsWith(')')),
  'a bare transport': ({ grants }) => grants.some((grant) => grant.protocol === 'tcp' || grant.protocol === 'udp'),
  'a template': (_, text) => text.includes('extends'),
  'an alias of YAML': (_, text) => / \*a\d/.test(text),
  'a merge key': (_, text) => text.includes('<<: *'),
  '1:1 NAT': ({ boundaries }) => boundaries.some((boundary) => boundary.nat.length > 0),
  'a port forward': ({ boundaries }) => boundaries.some((boundary) => boundary.portForwards.length > 0),
  'several files': (_, text) => text.includes('# conduits/'),
};

test('are accepted by the checks, and have everything that a plant may have', () => {
  const counts = new Map(Object.keys(features).map((name) => [name, 0]));
  const rounds = runs(120);
  fc.assert(
    fc.property(arbitraryYamlPlant, (plant) => {
      const { plan, text } = check(plant.sources.yaml);
      for (const [name, has] of Object.entries(features))
        if (has(plan, text)) counts.set(name, (counts.get(name) ?? 0) + 1);
    }),
    { numRuns: rounds },
  );
  for (const [name, count] of counts) expectShare(rounds / 20, count, name);
});

test('are accepted beside allowlists, which conduits name', () => {
  let named = 0;
  fc.assert(
    fc.property(arbitraryRegoPlant, (plant) => {
      const { plan } = check(plant.sources.yaml);
      if (plan.conduits.some((conduit) => conduit.allowlists.length > 0)) named += 1;
    }),
    { numRuns: runs(50) },
  );
  expectShare(runs(25), named);
});

function check(files: readonly { readonly path: string; readonly text: string }[]): { plan: Plan; text: string } {
  const texts = Object.fromEntries(files.map(({ path, text }) => [path, text]));
  expect(findingsOf(texts).filter(isError)).toEqual([]);
  const plan = lowerPlant(parseText(texts).value, shippedCatalogue, []).value;
  return { plan, text: files.map(({ path, text }) => `# ${path}\n${text}`).join('') };
}

function hasTwice(items: readonly string[]): boolean {
  return new Set(items).size < items.length;
}
