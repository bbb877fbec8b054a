/** What a zone is when it does not say (docs/architecture.md, "Who belongs to a zone"). */
import type { ZoneTemplate } from '../../model/catalogue.ts';
import type { Membership, ZoneKind } from '../../model/plant.ts';

/** Every kind of zone. */
export const zoneKinds: readonly ZoneKind[] = [
  'enterprise',
  'dmz',
  'site',
  'control',
  'cell',
  'safety',
  'wireless',
  'transient',
  'vendor',
  'external',
];

/** Only declared assets belong to a zone, except where addresses come and go. */
export function defaultMembers(kind: ZoneKind): Membership {
  return kind === 'enterprise' || kind === 'external' ? 'any' : 'declared';
}

/** The level of the shipped template of that kind; null when there is none. */
export function defaultLevel(kind: ZoneKind, templates: ReadonlyMap<string, ZoneTemplate>): number | null {
  const own = templates.get(kind);
  if (own?.kind === kind) return own.level;
  return [...templates.values()].find((template) => template.kind === kind)?.level ?? null;
}
