/** Random zones: ids that begin alike, networks that nest, touch and come again in another scope. */
import fc from 'fast-check';
import type { ScopeFile, ZoneFile } from '../../../src/compiler/schema/zone-file.ts';
import type { Membership, ZoneKind } from '../../../src/model/plant.ts';
import { shippedCatalogue } from '../shipped-catalogue.ts';
import { pick, pickSome, present, sometimes } from './pick.ts';

/** A zone as selectors see it, with its written form. */
export interface ZoneDraft {
  readonly id: string;
  readonly scope: string;
  readonly kind: ZoneKind;
  readonly level: number;
  readonly members: Membership;
  readonly owner: string | null;
  readonly labels: readonly string[];
  readonly networks: readonly string[];
  readonly file: ZoneFile;
}

/** Zones with what they need: scopes, and the template that some of them extend. */
export interface ZonesDraft {
  readonly zones: readonly ZoneDraft[];
  readonly scopes: Readonly<Record<string, ScopeFile>>;
  readonly templates: Readonly<Record<string, ZoneFile>>;
}

/** The plant's id, which is also the scope of zones that name none. */
export const plantId = 'site';

export const labelWords = ['gold', 'line-1', 'recorded', 'yes'];
export const ownerWords = ['ops', 'line-1', 'it: ops'];

const ids = ['a', 'a-b', 'cell', 'cell-1', 'cell-10', 'b'];
const scopes = [plantId, 'line-2', 'line-2-b'];
const kinds: readonly ZoneKind[] = ['cell', 'control', 'dmz', 'enterprise', 'safety', 'external', 'site', 'vendor'];

/** Nested, equal at one end, adjacent, of one and two addresses, and the whole of each family. */
const networks = [
  '10.0.0.0/24',
  '10.0.1.0/24',
  '10.0.0.0/26',
  '10.0.0.64/26',
  '10.0.0.128/25',
  'fd00:1::/64',
  '10.0.1.8/29',
  '10.0.1.10/31',
  '10.0.1.12/32',
  'fd00:1::/96',
  'fd00:1::8/125',
  'fd00:1:0:1::/64',
  '192.168.0.0/16',
  '0.0.0.0/0',
  '::/0',
];

/** What a template says in place of the zones that extend it. */
const ownTemplate = { id: 'line', extends: 'cell', members: 'any', labels: ['gold'] } as const;

const zone = fc.record({
  scope: fc.nat(4),
  kind: fc.nat(kinds.length - 1),
  written: fc.constantFrom('fields', 'defaults', 'shipped template', 'own template'),
  level: fc.option(fc.constantFrom(0, 1, 2, 3, 3.5, 4, 5)),
  networks: fc.array(fc.nat(networks.length - 1), { minLength: 1, maxLength: 3 }),
  owner: fc.option(fc.constantFrom(...ownerWords)),
  securityLevel: fc.option(fc.constantFrom(0 as const, 2 as const, 4 as const)),
  safety: sometimes(fc.boolean()),
  members: fc.option(fc.constantFrom('declared' as const, 'any' as const)),
  internal: sometimes(fc.constantFrom('granted' as const, 'free' as const)),
  labels: fc.option(fc.array(fc.nat(3), { maxLength: 2 })),
});

type RawZone = typeof zone extends fc.Arbitrary<infer T> ? T : never;

/** One to six zones in up to three scopes. */
export const arbitraryZones: fc.Arbitrary<ZonesDraft> = fc
  .record({
    zones: fc.array(zone, { minLength: 1, maxLength: ids.length }),
    declaresScopes: fc.boolean(),
    vlan: fc.integer({ min: 1, max: 4094 }),
  })
  .map((raw) => {
    const taken = new Set<string>();
    const zones = raw.zones.map((each, index) => draftZone(each, pick(ids, index), taken));
    const used = raw.declaresScopes ? [...new Set(zones.map((each) => each.scope))] : [];
    const extended = zones.some((each) => each.file.extends === ownTemplate.id);
    const { id, ...fields } = ownTemplate;
    return {
      zones,
      scopes: Object.fromEntries(used.map((scope, index) => [scope, scopeFile(scope, index, raw.vlan)])),
      templates: extended ? { [id]: { ...fields, labels: [...fields.labels] } } : {},
    };
  });

function scopeFile(id: string, index: number, vlan: number): ScopeFile {
  if (index === 1) return {};
  return { site: id, vlan: index === 0 ? vlan : [(vlan + 1) % 4094 || 1, (vlan + 2) % 4094 || 2] };
}

/** A network belongs to the first zone of its scope that asks for it. */
function draftZone(raw: RawZone, id: string, taken: Set<string>): ZoneDraft {
  const scope = pick([plantId, ...scopes], raw.scope);
  const own = pickSome(networks, raw.networks).filter((network) => !taken.has(`${scope} ${network}`));
  for (const network of own) taken.add(`${scope} ${network}`);
  const template = raw.written === 'own template' ? ownTemplate : null;
  const kind = template === null ? pick(kinds, raw.kind) : template.extends;
  const shipped = shippedCatalogue.templates.get(kind);
  const labels = raw.labels === null ? null : pickSome(labelWords, raw.labels);
  const file: ZoneFile = present({
    extends: template?.id ?? (raw.written === 'shipped template' ? kind : null),
    scope: scope === plantId && raw.written === 'defaults' ? null : scope,
    level: raw.level ?? (raw.written === 'fields' ? shipped?.level : null),
    kind: raw.written === 'fields' || raw.written === 'defaults' ? kind : null,
    networks: own.length === 1 && raw.written === 'defaults' ? own[0] : own,
    owner: raw.owner,
    'security-level': raw.securityLevel,
    safety: raw.safety,
    members: raw.members,
    internal: raw.internal,
    labels,
  });
  const usual: Membership = kind === 'enterprise' || kind === 'external' ? 'any' : 'declared';
  const inherited = raw.written === 'shipped template' ? shipped?.members : template?.members;
  return {
    id,
    scope,
    kind,
    level: raw.level ?? shipped?.level ?? 0,
    members: raw.members ?? inherited ?? usual,
    owner: raw.owner,
    labels: labels ?? template?.labels ?? [],
    networks: own,
    file,
  };
}
