/** Random selectors that select something: sides of conduits and of grants, in every form that the language has. */
import fc from 'fast-check';
import type { SelectorFile } from '../../../src/compiler/schema/common-values.ts';
import type { AssetDraft } from './draft-assets.ts';
import type { ZoneDraft } from './draft-zones.ts';
import { pick } from './pick.ts';

/** A choice of form and of what it names. */
export interface RawSelector {
  readonly form: number;
  readonly what: number;
}

export const rawSelector: fc.Arbitrary<RawSelector> = fc.record({ form: fc.nat(30), what: fc.nat(9) });

/** A side of a conduit with the zones that it selects. */
export interface SideDraft {
  readonly selector: SelectorFile;
  readonly zones: readonly ZoneDraft[];
}

/** One zone by its id most of the time, else all zones that are like it in something. */
export function draftSide({ form, what }: RawSelector, zones: readonly ZoneDraft[]): SideDraft {
  const zone = pick(zones, what);
  const label = zone.labels[0];
  const like = (selector: SelectorFile, test: (each: ZoneDraft) => boolean): SideDraft => ({
    selector,
    zones: zones.filter(test),
  });
  const id = like(zone.id, (each) => each === zone);
  const sides: readonly SideDraft[] = [
    id,
    like(`kind:${zone.kind}`, (each) => each.kind === zone.kind),
    like(`level:<=${zone.level}`, (each) => each.level <= zone.level),
    like(
      { scope: zone.scope, level: `>=${zone.level}` },
      (each) => each.scope === zone.scope && each.level >= zone.level,
    ),
    label === undefined ? id : like(`label:${label}`, (each) => each.labels.includes(label)),
    like({ zone: zone.id, kind: zone.kind }, (each) => each === zone),
    like(`scope:${zone.scope}`, (each) => each.scope === zone.scope),
    like('any', () => true),
    zone.owner === null ? id : like(`owner:${zone.owner}`, (each) => each.owner === zone.owner),
  ];
  return pick([id, id, id, id, ...sides], form);
}

/** Endpoints of the side's zones: `from` cannot be a group address. */
export function draftEndpoint(
  { form, what }: RawSelector,
  side: 'from' | 'to',
  zones: readonly ZoneDraft[],
  assets: readonly AssetDraft[],
): SelectorFile {
  const own = assets.filter((asset) => asset.zones.some((zone) => zones.includes(zone)));
  // A zone may be named where it has someone: group addresses can be asked, and never ask.
  const peopled = zones.filter((zone) => zone.members === 'any' || own.some((asset) => asset.zones.includes(zone)));
  const named = side === 'to' ? zones : peopled;
  if (named.length === 0) return 'any';
  const zone = pick(named, what);
  const zoneWide: readonly SelectorFile[] = [
    'any',
    `zone:${zone.id}`,
    zone.id,
    { kind: zone.kind, cast: 'unicast' },
    { level: `>=${zone.level}` },
    `scope:${zone.scope}`,
    ...(side === 'to' ? ['broadcast', 'cast:multicast'] : []),
  ];
  if (own.length === 0) return pick(zoneWide, form);
  const asset = pick(own, what);
  const byAsset: readonly SelectorFile[] = [
    asset.id,
    asset.id,
    `asset:${asset.id}`,
    asset.class === null ? asset.id : `class:${asset.class}`,
    asset.vendor === null ? 'vendor:!=Siemens' : { vendor: asset.vendor },
    asset.labels[0] === undefined ? asset.id : `label:${asset.labels[0]}`,
    { asset: asset.id, cast: 'unicast' },
    asset.class === null ? { asset: asset.id } : { class: asset.class, label: '!=gold' },
    'firmware:!=3.2',
  ];
  return pick([...byAsset, ...zoneWide], form);
}
