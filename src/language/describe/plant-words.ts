/** Things that a plant declares in words, as Markdown. Texts of a plant stand in backticks, where they are no Markdown. */
import { type Entry, entriesOf, itemsOf, textOf, valueAt } from '../../compiler/parse/tree.ts';
import { codeWords, counted, joinWords, quote } from '../../diagnostics/words.ts';
import type { PlanAsset, PlanZone } from '../../model/plan.ts';
import type { Kind } from '../file-shape.ts';
import type { Declaration } from '../marks.ts';
import type { PlantView } from '../plant-view.ts';
import { inertMarkdown } from './inert-markdown.ts';

const membersShown = 12;

/** One line about a zone. */
export function zoneLine(zone: PlanZone): string {
  const networks = zone.networks.length === 0 ? '' : `, ${joinWords(zone.networks, 3)}`;
  return `level ${zone.level}, ${zone.kind}${zone.safety ? ', safety' : ''}${networks}`;
}

/** One line about an asset. */
function assetLine(asset: PlanAsset): string {
  const addresses = [...asset.ip, ...asset.mac].slice(0, 3);
  return [asset.class ?? 'asset', `in ${joinWords(asset.zones, 3)}`, ...addresses].join(', ');
}

/** What is declared under an id, in words; null when nothing is. */
export function describeDeclared(kind: Kind, id: string, view: PlantView): string | null {
  const declaration = view.declared(kind).get(id);
  const zone = kind === 'zone' ? view.zones().get(id) : undefined;
  if (zone !== undefined) return describeZone(zone, declaration, view);
  const asset = kind === 'asset' ? view.assets().get(id) : undefined;
  if (asset !== undefined) return describeAsset(asset, declaration);
  if (declaration === undefined) return null;
  const { entry } = declaration;
  if (kind === 'conduit') return describeConduit(id, entry);
  return [`**${kind}** ${quote(id)}`, fieldsLine(entry), ...descriptionOf(declaration)]
    .filter((each) => each !== '')
    .join('\n\n');
}

/** One line about what is declared, for lists. */
export function declaredLine(kind: Kind, id: string, view: PlantView): string {
  const zone = kind === 'zone' ? view.zones().get(id) : undefined;
  if (zone !== undefined) return zoneLine(zone);
  const asset = kind === 'asset' ? view.assets().get(id) : undefined;
  if (asset !== undefined) return assetLine(asset);
  const entry = view.declared(kind).get(id)?.entry;
  return entry === undefined ? kind : fieldsLine(entry).replaceAll('`', '');
}

function describeZone(zone: PlanZone, declaration: Declaration | undefined, view: PlantView): string {
  const members = [...view.assets().values()].filter((asset) => asset.zones.includes(zone.id));
  const conduits = [...view.declared('conduit').values()];
  const naming = (key: string): readonly string[] =>
    conduits.filter(({ entry }) => textOf(valueAt(entry.value, key)) === zone.id).map(({ id }) => quote(id));
  const [from, to] = [naming('from'), naming('to')];
  return [
    `**zone** ${quote(zone.id)}: ${inertMarkdown(zoneLine(zone))}`,
    `owner ${zone.owner === null ? 'nobody' : quote(zone.owner)}, SL-T ${zone.securityLevel ?? 'not set'}, scope ${quote(zone.scope)}, members ${zone.members}, internal ${zone.internal}`,
    members.length === 0
      ? 'No assets.'
      : `${counted(members.length, 'asset')}: ${joinWords(
          members.map(({ id }) => quote(id)),
          membersShown,
        )}`,
    `Conduits that name it: ${from.length === 0 ? 'none' : joinWords(from, membersShown)} from it, ${to.length === 0 ? 'none' : joinWords(to, membersShown)} to it.`,
    ...descriptionOf(declaration),
  ].join('\n\n');
}

function describeAsset(asset: PlanAsset, declaration: Declaration | undefined): string {
  const made = [asset.vendor, asset.model, asset.firmware].filter((each) => each !== null).map(quote);
  return [
    `**asset** ${quote(asset.id)}: ${inertMarkdown(assetLine(asset))}`,
    ...(made.length === 0 ? [] : [made.join(' ')]),
    ...(asset.labels.length === 0 ? [] : [`labels ${joinWords(asset.labels.map(quote))}`]),
    ...descriptionOf(declaration),
  ].join('\n\n');
}

function describeConduit(id: string, entry: Entry): string {
  const side = (key: string): string => quote(textOf(valueAt(entry.value, key)) ?? 'a selection');
  const grants = entriesOf(valueAt(entry.value, 'allow'));
  const lists = itemsOf(valueAt(entry.value, 'allowlists')).map((each) => quote(textOf(each) ?? ''));
  return [
    `**conduit** ${quote(id)} from ${side('from')} to ${side('to')}`,
    grants.length === 0
      ? 'No grants.'
      : `${counted(grants.length, 'grant')}: ${joinWords(
          grants.map(({ key }) => quote(key)),
          membersShown,
        )}`,
    ...(lists.length === 0 ? [] : [`allowlists ${joinWords(lists)}`]),
  ].join('\n\n');
}

/** The scalars of an entry, as they are written. */
function fieldsLine(entry: Entry): string {
  const fields = entriesOf(entry.value).filter(({ key }) => key !== 'description');
  return fields
    .slice(0, 8)
    .map(({ key, value }) => `${key}: ${quote(writtenOf(value.source.text.slice(value.start, value.end)))}`)
    .join(', ');
}

function writtenOf(text: string): string {
  return text.slice(0, 200).replaceAll(/\s+/g, ' ');
}

function descriptionOf(declaration: Declaration | undefined): readonly string[] {
  const text = textOf(valueAt(declaration?.entry.value ?? null, 'description'));
  return text === null ? [] : [codeWords(text)];
}
