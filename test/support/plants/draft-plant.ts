/** A random plant in the shape of its files, before it is laid out as YAML. */
import fc from 'fast-check';
import type { BoundaryFile, ConduitFile, InvariantFile } from '../../../src/compiler/schema/conduit-file.ts';
import type { PlantFile } from '../../../src/compiler/schema/plant-file.ts';
import { type AssetDraft, arbitraryAssets } from './draft-assets.ts';
import { draftGrant, rawGrant } from './draft-grants.ts';
import { type AllowlistDraft, arbitraryAllowlists } from './draft-rego.ts';
import { draftSide, rawSelector } from './draft-selectors.ts';
import { arbitraryTranslations, type TranslationsDraft } from './draft-translations.ts';
import { arbitraryWindows, timezones } from './draft-windows.ts';
import { arbitraryZones, plantId, type ZoneDraft } from './draft-zones.ts';
import { pick, present } from './pick.ts';

/** A plant's YAML as one file, and its allowlists. */
export interface PlantDraft {
  readonly file: PlantFile;
  readonly allowlists: readonly AllowlistDraft[];
}

const conduitIds = ['up', 'up-1', 'down', 'x', 'x-y'];
const grantIds = ['poll', 'poll-2', 'set', 'g', '7'];

const conduit = fc.record({
  from: rawSelector,
  to: rawSelector,
  same: fc.nat(7).map((number) => number === 7),
  owner: fc.option(fc.constantFrom('ops', 'line-1')),
  reason: fc.option(fc.constantFrom('reports', 'no: 7')),
  grants: fc.array(rawGrant, { minLength: 1, maxLength: grantIds.length }),
  allowlists: fc.array(fc.nat(1), { minLength: 1, maxLength: 2 }),
});

type RawConduit = typeof conduit extends fc.Arbitrary<infer T> ? T : never;

/** What no grant of a draft ever breaks. */
const invariants: Readonly<Record<string, InvariantFile>> = {
  'no-goose-stop': { never: { protocols: ['profinet-dcp'] }, reason: 'names are given on site: by hand' },
  everything: { only: { from: 'any', to: { level: '>=0' } } },
  'nowhere-else': { 'no-chain': { from: 'kind:transient', to: 'kind:transient', without: { level: '>=0' } } },
  ended: {
    'no-relay': { through: 'kind:dmz', protocols: ['profinet-dcp'] },
    waivers: { 'up/poll': { owner: 'ops', reason: 'until then: soon', expires: '2099-12-31' } },
  },
};

const base = {
  zones: arbitraryZones,
  assets: arbitraryAssets,
  windows: arbitraryWindows,
  timezone: fc.option(fc.constantFrom(...timezones)),
  description: fc.option(fc.constantFrom('A plant', 'yes', '# 1')),
  conduits: fc.array(conduit, { minLength: 1, maxLength: conduitIds.length }),
  boundary: fc.option(fc.integer({ min: 1, max: 3 }), { freq: 3 }),
  invariants: fc.subarray(Object.keys(invariants)),
  translations: arbitraryTranslations,
};

/** Plants that consist of YAML alone. */
export const arbitraryYamlDraft: fc.Arbitrary<PlantDraft> = fc
  .record({ ...base, allowlists: fc.constant([]) })
  .map(draftPlant);

/** Plants whose conduits name allowlists as well. */
export const arbitraryRegoDraft: fc.Arbitrary<PlantDraft> = fc
  .record({ ...base, allowlists: arbitraryAllowlists })
  .map(draftPlant);

type RawPlant = { readonly [K in keyof typeof base]: (typeof base)[K] extends fc.Arbitrary<infer T> ? T : never } & {
  readonly allowlists: readonly AllowlistDraft[];
};

function draftPlant(raw: RawPlant): PlantDraft {
  const { zones, scopes, templates } = raw.zones;
  const assets = raw.assets(zones);
  const windows = raw.windows(raw.timezone ?? 'UTC');
  const names = raw.allowlists.map((list) => list.name);
  const translations = raw.translations(zones, assets);
  const walls = raw.boundary === null ? {} : { 'fw-1': draftBoundary(zones, raw.boundary) };
  const conduits = raw.conduits.map((each, index) => {
    return [
      pick(conduitIds, index),
      draftConduit(each, zones, assets, Object.keys(windows), names, translations),
    ] as const;
  });
  const file: PlantFile = present({
    plant: plantId,
    timezone: raw.timezone,
    description: raw.description,
    owners: some(ownersOf(raw)),
    scopes: some(scopes),
    zones: Object.fromEntries(zones.map((zone) => [zone.id, zone.file])),
    templates: some(templates),
    assets: Object.fromEntries(assets.map((asset) => [asset.id, asset.file])),
    windows: some(windows),
    conduits: Object.fromEntries(conduits),
    boundaries: some({ ...walls, ...translations.boundaries }),
    invariants: some(Object.fromEntries(Object.entries(invariants).filter(([id]) => raw.invariants.includes(id)))),
  });
  return { file, allowlists: raw.allowlists };
}

/** By what else a plant says, so that a seed gives the plants that it gave before there were owners. */
function ownersOf({ description, timezone }: RawPlant): PlantFile['owners'] & {} {
  return {
    ...(description === null ? {} : { ops: ['carol', '@dave'] }),
    ...(timezone === null ? {} : { 'line-1': description === null ? 'erin' : 7 }),
  };
}

function draftConduit(
  raw: RawConduit,
  zones: readonly ZoneDraft[],
  assets: readonly AssetDraft[],
  windows: readonly string[],
  allowlists: readonly string[],
  { joins }: TranslationsDraft,
): ConduitFile {
  const from = draftSide(raw.from, zones);
  // A conversation has one scope, so most conduits stay in theirs, or lead to one that is translated.
  const scope = pick(from.zones, 0).scope;
  const near = raw.to.form === 0 ? zones : zones.filter((zone) => joins(zone.scope, scope));
  const to = raw.same ? { selector: 'same', zones: from.zones } : draftSide(raw.to, near);
  const grants = raw.grants.map((each) => draftGrant(each, { from: from.zones, to: to.zones, assets, windows }));
  const lists = [...new Set(raw.allowlists.flatMap((each) => allowlists[each] ?? []))];
  return present({
    from: from.selector,
    to: to.selector,
    owner: raw.owner,
    reason: raw.reason,
    allow: Object.fromEntries(grants.map((grant, index) => [pick(grantIds, index), grant])),
    allowlists: lists.length === 0 ? null : lists.length === 1 ? lists[0] : lists,
  });
}

/** Each zone behind one of up to three interfaces. */
function draftBoundary(zones: readonly ZoneDraft[], interfaces: number): BoundaryFile {
  const behind = Array.from({ length: interfaces }, (_, number) => [
    `eth${number}`,
    zones.filter((__, index) => index % interfaces === number).map((zone) => zone.id),
  ]);
  return { dialect: 'nftables', interfaces: Object.fromEntries(behind) };
}

function some<T extends object>(entries: T): T | null {
  return Object.keys(entries).length === 0 ? null : entries;
}
