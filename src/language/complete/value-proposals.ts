/** Values that may be written at a place, by what the place refers to. */
import { textOf, valueAt } from '../../compiler/parse/tree.ts';
import { zoneKinds } from '../../compiler/parse/zone-defaults.ts';
import { operationClasses, type Protocol } from '../../model/catalogue.ts';
import { type SelectorAttribute, selectorAttributes } from '../../model/selector.ts';
import { describeOperation, isOfClass } from '../describe/catalogue-words.ts';
import { classWords } from '../describe/class-words.ts';
import type { FreeWord, SelectorDomain, Slot } from '../file-shape.ts';
import { sideOfGrant, zonesOfSide } from '../grant-side.ts';
import type { Gap } from '../half-written.ts';
import { protocolsBeside } from '../hover.ts';
import type { PlantView } from '../plant-view.ts';
import type { Proposal } from './proposal.ts';
import { thingProposals } from './thing-proposals.ts';

export function valueProposals(view: PlantView, slot: Slot, gap: Gap): readonly Proposal[] {
  switch (slot.type) {
    case 'refers':
      return thingProposals(view, slot.kind, 0);
    case 'selector':
      return selectorProposals(view, slot.domain, gap);
    case 'attribute':
      return attributeValues(view, slot.attribute);
    case 'word':
      return wordsOf(view, slot.word).map((text) => plain(text, slot.word));
    case 'operation':
      return operationsOf(view, protocolsBeside(gap.maps, view.setting.catalogue.protocols));
    case 'table':
      return tablesOf(protocolsBeside(gap.maps, view.setting.catalogue.protocols));
    case 'timezone':
      return Intl.supportedValuesOf('timeZone').map((text) => plain(text, 'time zone'));
    case 'dialect':
      return view.setting.dialects.map((text) => plain(text, 'dialect'));
    case 'conversation':
      return [];
  }
}

/** Ids that would match nothing where they stand come last. */
const elsewhere = 4;

function plain(text: string, detail: string | null, rank = 0): Proposal {
  return { kind: 'value', text, insert: quoted(text), detail, documentation: null, rank };
}

/** Ids first, of them those on the side of the grant; then tests of attributes with the values that there are. */
function selectorProposals(view: PlantView, domain: SelectorDomain, gap: Gap): readonly Proposal[] {
  const side = sideOfGrant(gap);
  const zones = side === null ? null : new Set(zonesOfSide(side, view).map(({ id }) => id));
  const isOnSide = (asset: string): boolean =>
    view
      .assets()
      .get(asset)
      ?.zones.some((zone) => zones?.has(zone)) ?? false;
  const assets = thingProposals(view, 'asset', 0).map((each) =>
    zones === null || isOnSide(each.text) ? each : { ...each, rank: elsewhere },
  );
  const named = thingProposals(view, 'zone', 1).map((each) =>
    zones === null || zones.has(each.text) ? each : { ...each, rank: elsewhere },
  );
  const ids = domain === 'zone' ? named : [...assets, ...named];
  const tests = attributesOf(domain).flatMap((attribute) =>
    attributeValues(view, attribute).map(
      (each): Proposal => ({
        ...each,
        text: `${attribute}:${each.text}`,
        insert: quoted(`${attribute}:${each.text}`),
        rank: 2,
      }),
    ),
  );
  const words = domain === 'zone' ? ['any'] : ['any', 'broadcast', 'multicast'];
  return [...ids, ...tests, ...words.map((text) => plain(text, 'every one', 3))];
}

/** What a zone has, and for endpoints what an asset has besides. */
function attributesOf(domain: SelectorDomain): readonly SelectorAttribute[] {
  const ofZones: readonly SelectorAttribute[] = [
    'kind',
    'level',
    'label',
    'owner',
    'scope',
    'safety',
    'security-level',
  ];
  return domain === 'zone' ? ofZones : selectorAttributes.filter((each) => !['asset', 'zone', 'cast'].includes(each));
}

/** A text with blanks or signs of YAML in it has to stand in quotes. */
function quoted(text: string): string {
  return /^[A-Za-z0-9][\w:./-]*$/.test(text) ? text : JSON.stringify(text);
}

function attributeValues(view: PlantView, attribute: SelectorAttribute): readonly Proposal[] {
  const zones = [...view.zones().values()];
  switch (attribute) {
    case 'asset':
      return thingProposals(view, 'asset', 0);
    case 'zone':
      return thingProposals(view, 'zone', 0);
    case 'scope':
      return thingProposals(view, 'scope', 0);
    case 'class':
      return usedFirst(view);
    case 'kind':
      return zoneKinds.map((kind) => plain(kind, matching(zones.filter((zone) => zone.kind === kind).length)));
    case 'level':
      return levelsOf(zones.map(({ level }) => level)).map((level) => plain(level, 'Purdue level'));
    case 'security-level':
      return ['1', '2', '3', '4'].map((level) => plain(level, 'target security level'));
    case 'safety':
      return ['true', 'false'].map((text) => plain(text, 'safety zone or not'));
    case 'cast':
      return ['unicast', 'broadcast', 'multicast'].map((text) => plain(text, null));
    case 'label':
    case 'owner':
    case 'vendor':
    case 'model':
    case 'firmware':
      return wordsOf(view, attribute).map((text) => plain(text, attribute));
  }
}

function matching(count: number): string {
  return count === 0 ? 'no zone now' : `${count} ${count === 1 ? 'zone' : 'zones'} now`;
}

function levelsOf(levels: readonly number[]): readonly string[] {
  return [...new Set(levels)].sort((a, b) => a - b).map(String);
}

/** Classes that the plant has assets of come before the others. */
function usedFirst(view: PlantView): readonly Proposal[] {
  const used = new Set([...view.assets().values()].map((asset) => asset.class));
  return thingProposals(view, 'class', 0).map((each) => ({ ...each, rank: used.has(each.text) ? 0 : 1 }));
}

/** Words that the plant has in other places of the same kind. */
function wordsOf(view: PlantView, word: FreeWord): readonly string[] {
  const { zones, assets } = view.members();
  const all: (string | null)[] = [];
  if (word === 'label') for (const each of [...zones, ...assets]) all.push(...each.labels);
  else if (word === 'owner') {
    for (const each of [...zones, ...assets]) all.push(each.owner);
    for (const { entry } of view.declared('conduit').values()) all.push(textOf(valueAt(entry.value, 'owner')));
  } else for (const asset of assets) all.push(asset[word]);
  return [...new Set(all)].filter((each): each is string => each !== null && each !== '').sort();
}

/** Classes that the protocol has operations of, then its operations by name. */
export function operationsOf(view: PlantView, protocols: readonly (Protocol | null)[]): readonly Proposal[] {
  const { catalogue } = view.setting;
  const proposals = new Map<string, Proposal>();
  for (const protocol of protocols) {
    const documented = (word: string) => () => describeOperation(word, protocol, catalogue);
    for (const name of operationClasses) {
      if (protocol !== null && !protocol.operations.some((entry) => isOfClass(entry, name))) continue;
      const proposal = { text: name, insert: name, detail: classWords[name], documentation: documented(name), rank: 0 };
      proposals.set(name, { kind: 'operation', ...proposal });
    }
    for (const entry of protocol?.operations ?? []) {
      const detail = `${entry.class}, code ${entry.code}`;
      const proposal = { text: entry.name, insert: entry.name, detail, documentation: documented(entry.name), rank: 1 };
      if (!proposals.has(entry.name)) proposals.set(entry.name, { kind: 'operation', ...proposal });
    }
  }
  return [...proposals.values()];
}

/** Named spaces of objects. */
export function tablesOf(protocols: readonly (Protocol | null)[]): readonly Proposal[] {
  const tables = protocols.flatMap((each) => each?.object?.tables ?? []);
  return [...new Set(tables)].map((table) => plain(table, 'table of objects', 2));
}
