/**
 * The zone and conduit drawing and characteristics that IEC 62443-3-2 asks for (ZCR 6.3 and 6.4), as a document. What a plant
 * does not record is said where it is asked for, and once more at the end.
 */
import { counted } from '../../diagnostics/words.ts';
import { describeConduits } from './describe-conduits.ts';
import { describeInvariants } from './describe-invariants.ts';
import { describeWindows } from './describe-windows.ts';
import { describeZone } from './describe-zone.ts';
import { type Block, code, type Document, listed } from './document.ts';
import { findGaps } from './find-gaps.ts';
import type { ReportedPlant } from './reported-plant.ts';

export function describePlant(reported: ReportedPlant): Document {
  const { plan, plant, map } = reported;
  const size = [
    counted(map.zones.length, 'zone'),
    counted(plan.assets.length, 'asset'),
    counted(new Set(plan.conduits.map((conduit) => conduit.id)).size, 'conduit'),
    `${counted(map.links.length, 'line')} on the drawing`,
  ];
  return {
    title: `Zones and conduits of ${map.plant}`,
    blocks: [
      ...(plant.description === null ? [] : [{ kind: 'paragraph', text: plant.description } as const]),
      {
        kind: 'paragraph',
        text: `Zone and conduit drawing (IEC 62443-3-2 ZCR 6.3) and characteristics (ZCR 6.4), from the policy that is enforced and that traffic is held against: ${size.join(', ')}. Everything that is not granted here is denied. Dates are meant in ${plan.timezone}.`,
      },
      { kind: 'heading', level: 2, id: 'drawing', text: 'Drawing' },
      { kind: 'drawing' },
      ...boundaryBlocks(reported),
      { kind: 'heading', level: 2, id: 'zones', text: 'Zones' },
      ...map.zones.flatMap((zone, index) => describeZone(zone, index + 1, reported)),
      { kind: 'heading', level: 2, id: 'conduits', text: 'Conduits' },
      ...describeConduits(reported),
      ...describeWindows(plan.windows),
      { kind: 'heading', level: 2, id: 'invariants', text: 'What must hold whatever is granted' },
      ...describeInvariants(plant),
      { kind: 'heading', level: 2, id: 'gaps', text: 'What is not recorded' },
      ...findGaps(reported),
    ],
  };
}

function boundaryBlocks({ plant, map }: ReportedPlant): readonly Block[] {
  if (map.boundaries.length === 0)
    return [
      { kind: 'paragraph', text: 'No boundary is declared, so nothing between zones is enforced by a firewall.' },
    ];
  const descriptions = new Map(plant.boundaries.map(({ id, description }) => [id, description]));
  return [
    {
      kind: 'table',
      head: ['sign', 'boundary', 'dialect', 'interfaces', 'definition'],
      rows: map.boundaries.map(({ id, sign, dialect, interfaces }) => [
        [sign],
        [code(id)],
        [dialect],
        interfaces.flatMap(({ name, zones }, index) => [
          ...(index === 0 ? [] : ['; ']),
          code(name),
          ' ',
          ...listed(zones.map(code), 'no zone'),
        ]),
        [descriptions.get(id) ?? 'not recorded'],
      ]),
    },
  ];
}
