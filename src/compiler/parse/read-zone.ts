/** Zones, with what they inherit and what holds when they do not say. */
import { diagnose } from '../../diagnostics/diagnostic.ts';
import { quote } from '../../diagnostics/words.ts';
import type { InternalTraffic, Membership, Zone, ZoneKind } from '../../model/plant.ts';
import type { Span } from '../../model/span.ts';
import type { FieldsOf } from './inherit.ts';
import { readNetwork } from './read-address.ts';
import { checkId } from './read-ids.ts';
import { readUnique } from './read-list.ts';
import type { Reader } from './reader.ts';
import { spanOf } from './source-text.ts';
import { booleanOf, type Entry, entryAt, itemsOf, numberOf, type Tree, textOf } from './tree.ts';
import { defaultLevel, defaultMembers, zoneKinds } from './zone-defaults.ts';

/** Reads one zone. A zone with faults stays known by its id, so that references to it are no faults of their own. */
export function readZone(entry: Entry, fieldsOf: FieldsOf, reader: Reader): Zone {
  checkId('zone', entry, reader);
  const fields = fieldsOf(entry.value);
  const value = (key: string): Tree | null => fields.get(key)?.value ?? null;
  const text = (key: string): string | null => textOf(value(key));
  const oneOf = <T extends string>(key: string, words: readonly T[]): T | null =>
    words.find((word) => word === text(key)) ?? null;
  const kind = oneOf<ZoneKind>('kind', zoneKinds);
  const level = numberOf(value('level')) ?? (kind === null ? null : defaultLevel(kind, reader.templates));
  if (kind === null && !fields.has('kind')) reportMissing('kind', entry, reader);
  if (kind !== null && level === null && !fields.has('level')) reportMissing('level', entry, reader);
  return {
    id: entry.key,
    at: spanOf(entry),
    scope: text('scope') ?? reader.plantId,
    level: level ?? 0,
    kind: kind ?? 'cell',
    networks: readUnique(itemsOf(value('networks')), readNetwork, reader),
    owner: text('owner'),
    securityLevel: numberOf(value('security-level')),
    safety: booleanOf(value('safety')) ?? kind === 'safety',
    members: oneOf<Membership>('members', ['declared', 'any']) ?? defaultMembers(kind ?? 'cell'),
    internal: oneOf<InternalTraffic>('internal', ['granted', 'free']) ?? 'granted',
    labels: labelsOf(value('labels')),
    description: text('description'),
    records: {
      physicalBoundary: text('physical-boundary'),
      physicalAccess: textsOf(value('physical-access')),
      policies: textsOf(value('policies')),
      assumptions: textsOf(value('assumptions')),
    },
    inherited: inheritedSpans(fields, entry.value),
  };
}

/** A field that the zone writes itself is not inherited. */
function inheritedSpans(fields: ReadonlyMap<string, Entry>, own: Tree): Readonly<Record<string, Span>> {
  const inherited = [...fields.values()].filter((field) => entryAt(own, field.key) === null);
  return Object.fromEntries(inherited.map((field) => [field.key, spanOf(field)]));
}

/** Labels, sorted, each once. */
export function labelsOf(tree: Tree | null): readonly string[] {
  return [...new Set(textsOf(tree))].sort();
}

function textsOf(tree: Tree | null): readonly string[] {
  return itemsOf(tree)
    .map(textOf)
    .filter((text) => text !== null);
}

function reportMissing(key: string, entry: Entry, reader: Reader): void {
  if (!reader.isSound(entry.value)) return;
  reader.report(diagnose('schema/missing-key', spanOf(entry.keyAt), { keys: [key], of: `zone ${quote(entry.key)}` }));
}
