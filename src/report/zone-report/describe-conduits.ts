/** The characteristics of what lies between each two zones (IEC 62443-3-2 ZCR 6.4): who answers for it and what flows. */
import type { MapLink, MapTraffic } from '../../model/zone-map.ts';
import { type Block, type Cell, code, listed } from './document.ts';
import { grantRows, grantTableHead } from './grant-rows.ts';
import type { ReportedPlant } from './reported-plant.ts';

export function describeConduits(reported: ReportedPlant): readonly Block[] {
  const { links } = reported.map;
  if (links.length === 0) return [{ kind: 'paragraph', text: 'No conduit joins two zones.' }];
  return links.flatMap((link) => describeLink(link, reported));
}

function describeLink(link: MapLink, { map, plant }: ReportedPlant): readonly Block[] {
  const [upper, lower] = link.ends;
  const levels = link.ends.map((id) => {
    const level = map.zones.find(({ zone }) => zone.id === id)?.zone.securityLevel ?? null;
    return `${id} ${level === null ? 'without SL-T' : `SL-T ${level}`}`;
  });
  const reasons = new Map(plant.conduits.map(({ id, reason }) => [id, reason]));
  const conduits = link.traffic.flatMap((traffic) => traffic.conduits);
  return [
    { kind: 'heading', level: 3, id: `line-${link.number}`, text: `${link.number}: ${upper} and ${lower}` },
    {
      kind: 'table',
      head: ['characteristic', 'value'],
      rows: [
        [
          ['conduits'],
          listed(
            conduits.map(({ id, from, to }) => code(`${id} (${from} to ${to})`)),
            'none',
          ),
        ],
        [
          ['definition'],
          listed(
            [...new Set(conduits.map(({ id }) => reasons.get(id) ?? null))].filter((reason) => reason !== null),
            'not recorded',
          ),
        ],
        [
          ['accountable organisation'],
          listed(
            [...new Set(conduits.map(({ owner }) => owner))].filter((owner) => owner !== null),
            'not recorded',
          ),
        ],
        [['target security levels'], [levels.join(', ')]],
        [['enforced by'], listed(link.boundaries.map(code), 'no boundary: its traffic is watched and not stopped')],
      ],
    },
    ...link.traffic.flatMap(flows),
  ];
}

function flows({ from, to, grants, guards }: MapTraffic): readonly Block[] {
  const title: Block = { kind: 'paragraph', text: `Data flows that ${from} may begin with ${to}:` };
  const rego: readonly Cell[] = guards.map((guard) => [code(guard), ': Rego that only the compiled policy can judge']);
  if (grants.length + rego.length === 0) return [{ kind: 'paragraph', text: `${from} may begin nothing with ${to}.` }];
  return [
    title,
    ...(grants.length === 0 ? [] : [{ kind: 'table', head: grantTableHead, rows: grantRows(grants) } as const]),
    ...(rego.length === 0 ? [] : [{ kind: 'list', items: rego } as const]),
  ];
}
