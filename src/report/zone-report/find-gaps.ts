/** What a reader of the document has to ask for, since the plant's files do not say it. */
import { withoutZonePair } from '../../model/plan.ts';
import { type Block, type Cell, code, type Inline, listed } from './document.ts';
import type { ReportedPlant } from './reported-plant.ts';

export function findGaps({ plan, plant, map }: ReportedPlant): readonly Block[] {
  const zones = (isMissing: (zone: ReportedPlant['plant']['zones'][number]) => boolean): readonly Inline[] =>
    plant.zones.filter(isMissing).map(({ id }) => code(id));
  const traffic = [...map.links.flatMap((link) => link.traffic), ...map.zones.flatMap(({ inside }) => inside ?? [])];
  const grants = traffic.flatMap((each) => each.grants);
  const named = (ids: readonly string[]): readonly Inline[] =>
    [...new Set(ids.map((id) => withoutZonePair(id.replace(/\([^()]*\)$/, ''))))].sort().map(code);
  const gaps: readonly (readonly [string, readonly Inline[]])[] = [
    ['zones without a definition', zones((zone) => zone.description === null)],
    ['zones without an accountable organisation', zones((zone) => zone.owner === null)],
    ['zones without a target security level', zones((zone) => zone.securityLevel === null)],
    ['zones without a physical boundary', zones((zone) => zone.records.physicalBoundary === null)],
    ['zones without physical access points', zones((zone) => zone.records.physicalAccess.length === 0)],
    ['zones without policies', zones((zone) => zone.records.policies.length === 0)],
    ['zones without assumptions', zones((zone) => zone.records.assumptions.length === 0)],
    ['assets without a class', plan.assets.filter((asset) => asset.class === null).map(({ id }) => code(id))],
    ['conduits without a definition', plant.conduits.filter(({ reason }) => reason === null).map(({ id }) => code(id))],
    [
      'conduits without an accountable organisation',
      named(plan.conduits.filter(({ owner }) => owner === null).map(({ id }) => id)),
    ],
    ['grants without a reason', named(grants.filter(({ reason }) => reason === null).map(({ id }) => id))],
    [
      'lines that no boundary enforces',
      map.links
        .filter(({ boundaries }) => boundaries.length === 0)
        .map(({ number }) => ({ text: String(number), target: `line-${number}` })),
    ],
  ];
  const found = gaps.filter(([, items]) => items.length > 0);
  if (found.length === 0) return [{ kind: 'paragraph', text: 'Nothing: every characteristic is recorded.' }];
  return [{ kind: 'list', items: found.map(([name, items]): Cell => [`${name}: `, ...listed(items, '')]) }];
}
