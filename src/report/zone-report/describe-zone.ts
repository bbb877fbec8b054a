/** The characteristics of a zone (IEC 62443-3-2 ZCR 6.4), one row each. */
import type { PlanAsset } from '../../model/plan.ts';
import type { Zone, ZoneRecords } from '../../model/plant.ts';
import type { MapLink, MapZone } from '../../model/zone-map.ts';
import { insideLines, isSafetyZone, levelWords } from '../zone-map/map-words.ts';
import { type Block, type Cell, code, type Inline, listed } from './document.ts';
import { grantRows, grantTableHead } from './grant-rows.ts';
import type { ReportedPlant } from './reported-plant.ts';

const notRecorded = 'not recorded';

const noRecords: ZoneRecords = { physicalBoundary: null, physicalAccess: [], policies: [], assumptions: [] };

export function describeZone(each: MapZone, number: number, reported: ReportedPlant): readonly Block[] {
  const { plan, plant, map } = reported;
  const { zone, inside } = each;
  const written = plant.zones.find(({ id }) => id === zone.id);
  const links = map.links.filter(({ ends }) => ends.includes(zone.id));
  const assets = plan.assets.filter(({ zones }) => zones.includes(zone.id));
  const grants = inside === null ? [] : grantRows(inside.grants);
  return [
    { kind: 'heading', level: 3, id: `zone-${number}`, text: zone.id },
    { kind: 'table', head: ['characteristic', 'value'], rows: characteristics(each, written, links, reported) },
    ...(assets.length === 0
      ? []
      : [
          {
            kind: 'table',
            head: ['asset', 'class', 'addresses', 'product', 'owner', 'definition'],
            rows: assets.map((asset) => assetRow(asset, reported)),
          } as const,
        ]),
    ...(grants.length === 0
      ? []
      : [
          { kind: 'heading', level: 4, id: `zone-${number}-inside`, text: `Data flows inside ${zone.id}` } as const,
          { kind: 'table', head: grantTableHead, rows: grants } as const,
        ]),
  ];
}

function characteristics(
  { zone, boundaries, ...rest }: MapZone,
  written: Zone | undefined,
  links: readonly MapLink[],
  { map }: ReportedPlant,
): readonly (readonly Cell[])[] {
  const { physicalBoundary, physicalAccess, policies, assumptions } = written?.records ?? noRecords;
  const members =
    zone.members === 'any'
      ? 'every address of its networks belongs to it'
      : 'only declared assets belong to it; another address in its networks is an unknown device';
  const own = [members, ...insideLines({ zone, boundaries, ...rest })];
  const row = (name: string, ...value: Cell): readonly Cell[] => [[name], value];
  return [
    row('name', code(zone.id), ` (${zone.kind}, ${levelWords(zone.level)})`),
    row('definition', written?.description ?? notRecorded),
    row('accountable organisation', zone.owner ?? notRecorded),
    row('safety designation', isSafetyZone(zone) ? 'safety zone' : 'none'),
    row('target security level', zone.securityLevel === null ? notRecorded : `SL-T ${zone.securityLevel}`),
    row(
      'logical boundary',
      ...listed(zone.networks.map(code), 'no network'),
      ' in the address domain ',
      code(zone.scope),
    ),
    row(
      'enforced by',
      ...listed(
        boundaries.map((side) => code(`${side.boundary} ${side.interfaces.join('/')}`)),
        'no boundary',
      ),
    ),
    row('physical boundary', physicalBoundary ?? notRecorded),
    row('logical access points and data flows', ...accessPoints(zone.id, links)),
    row('physical access points', ...listed(physicalAccess, notRecorded)),
    row(
      'connected zones',
      ...listed(
        [...new Set(links.flatMap(({ ends }) => ends))]
          .filter((id) => id !== zone.id)
          .map((id) => zoneLink(id, map.zones)),
        'none',
      ),
    ),
    row('members', own.join('; ')),
    row('applicable policies', ...listed(policies, notRecorded)),
    row('assumptions and dependencies', ...listed(assumptions, notRecorded)),
  ];
}

/** As `3: from dmz, to dmz at fw-dmz`. */
function accessPoints(zone: string, links: readonly MapLink[]): Cell {
  if (links.length === 0) return ['none'];
  return links.flatMap(({ number, traffic, boundaries }, index): readonly Inline[] => {
    const ways = traffic.map(({ from, to }) => (to === zone ? `from ${from}` : `to ${to}`));
    const at = boundaries.length === 0 ? ', enforced nowhere' : ` at ${boundaries.join(' and ')}`;
    return [
      ...(index === 0 ? [] : ['; ']),
      { text: String(number), target: `line-${number}` },
      `: ${ways.join(', ')}${at}`,
    ];
  });
}

function zoneLink(id: string, zones: readonly MapZone[]): Inline {
  return { text: id, target: `zone-${zones.findIndex(({ zone }) => zone.id === id) + 1}` };
}

function assetRow(
  { id, class: type, ip, mac, vendor, model, firmware, owner }: PlanAsset,
  { plant }: ReportedPlant,
): readonly Cell[] {
  const product = [vendor, model, firmware].filter((each) => each !== null).join(' ');
  const written = plant.assets.find((asset) => asset.id === id);
  return [
    [code(id)],
    [type ?? notRecorded],
    listed([...ip, ...mac].map(code), 'none'),
    [product === '' ? notRecorded : product],
    [owner ?? 'as the zone'],
    [written?.description ?? ''],
  ];
}
