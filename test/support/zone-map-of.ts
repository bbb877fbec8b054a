/** A map of two zones in which every text is the same one. */
import type { PlanConduit } from '../../src/model/plan.ts';
import type { ZoneKind } from '../../src/model/plant.ts';
import type { MapTraffic, MapZone, ZoneMap } from '../../src/model/zone-map.ts';
import { buildZone, spanAt } from './plan-builder.ts';

export function zoneMapOf(text: string): ZoneMap {
  const [upper, lower] = [`${text}1`, `${text}2`];
  const conduit: PlanConduit = {
    id: text,
    from: upper,
    to: lower,
    owner: text,
    allowlists: [text],
    at: spanAt(1, text),
  };
  const traffic = (from: string, to: string): MapTraffic => ({
    from,
    to,
    conduits: [conduit],
    grants: [],
    carries: [{ protocol: text, classes: ['read'] }],
    guards: [text],
  });
  const zone = (id: string, level: number, kind: ZoneKind): MapZone => ({
    zone: buildZone(id, ['10.0.0.0/24'], {
      level,
      kind,
      owner: text,
      scope: text,
      labels: [text],
      at: spanAt(2, text),
    }),
    assets: 1,
    inside: traffic(id, id),
    boundaries: [{ boundary: text, interfaces: [text] }],
  });
  return {
    plant: text,
    zones: [zone(upper, 2, 'control'), zone(lower, 1, 'safety')],
    links: [
      {
        number: 1,
        ends: [upper, lower],
        traffic: [traffic(upper, lower), { ...traffic(lower, upper), carries: [], guards: [] }],
        boundaries: [text],
      },
    ],
    boundaries: [{ id: text, sign: 'A', dialect: text, interfaces: [{ name: text, zones: [upper, lower] }] }],
  };
}
