/** A plant for the report in which every text is the same one. */
import type { Invariant, Plant, Written, Zone } from '../../src/model/plant.ts';
import type { Selector } from '../../src/model/selector.ts';
import type { ReportedPlant } from '../../src/report/zone-report/reported-plant.ts';
import { buildAsset, buildGrant, buildPlan, spanAt } from './plan-builder.ts';
import { zoneMapOf } from './zone-map-of.ts';

export function reportedPlantOf(text: string): ReportedPlant {
  const map = zoneMapOf(text);
  const at = spanAt(3, text);
  const [upper, lower] = map.zones.map(({ zone }) => zone.id);
  const grant = {
    ...buildGrant('g', [`${upper}/${text}`], [`${lower}/${text}`], ['tcp/502']),
    id: text,
    protocol: text,
    windows: [text],
    owner: text,
    reason: text,
    ticket: text,
    at,
  };
  const traffic = map.links.map((link) => ({
    ...link,
    traffic: link.traffic.map((each) => ({ ...each, grants: [grant] })),
  }));
  const asset = { ...buildAsset(text, [upper, lower].join(','), [text]), class: text, vendor: text, owner: text };
  const plan = buildPlan({
    plant: text,
    zones: map.zones.map(({ zone }) => zone),
    assets: [{ ...asset, zones: [upper ?? '', lower ?? ''] }],
    grants: [grant],
  });
  return {
    plan,
    plant: plantOf(
      text,
      map.zones.map(({ zone }) => zone.id),
    ),
    map: { ...map, links: traffic },
  };
}

function plantOf(text: string, zones: readonly string[]): Plant {
  const at = spanAt(4, text);
  const written = <T>(value: T): Written<T> => ({ value, at });
  const selector = written<Selector>({ text, conditions: [] });
  const invariant: Invariant = {
    id: text,
    at,
    kind: 'never',
    from: selector,
    to: selector,
    protocols: [written(text)],
    operations: [written(text)],
    during: written(text),
    without: null,
    through: null,
    reason: text,
    waivers: [{ at, grant: text, owner: text, reason: text, expires: written('2027-01-01') }],
  };
  const zone = (id: string): Zone => ({
    id,
    at,
    scope: text,
    level: 1,
    kind: 'cell',
    networks: [],
    owner: text,
    securityLevel: null,
    safety: false,
    members: 'declared',
    internal: 'granted',
    labels: [],
    description: text,
    records: { physicalBoundary: text, physicalAccess: [text], policies: [text], assumptions: [text] },
    inherited: {},
  });
  return {
    id: text,
    at,
    description: text,
    timezone: 'UTC',
    scopes: [],
    zones: zones.map(zone),
    assets: [],
    windows: [],
    conduits: [],
    boundaries: [],
    invariants: [invariant],
    owners: [],
    rules: { packs: null, adjustments: [] },
    rego: [],
  };
}
