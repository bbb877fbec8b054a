/**
 * A plant as the files of a folder, as the examples have them: `plant.yaml` with what concerns the whole, a file per zone with
 * its assets, a file per two zones with the conduits between them. Reading them gives the same plant but for the places.
 */
import type { Asset, Conduit, Plant, Zone } from '../../model/plant.ts';
import { type Field, layOutFields } from './layout.ts';
import { conduitValue } from './print-conduit.ts';
import { printPlant } from './print-plant.ts';
import { assetValue, zoneValue } from './print-zone.ts';
import { byId, presentFields } from './values.ts';

export interface PrintedFile {
  /** From the plant's folder, with `/`. */
  readonly path: string;
  readonly text: string;
}

/** The YAML files of a plant, in order of their paths. Rego stays in its own files. */
export function printFolder(plant: Plant): readonly PrintedFile[] {
  const zones = new Set(plant.zones.map((zone) => zone.id));
  const homes = Map.groupBy(plant.assets, (asset) => homeOf(asset, zones));
  const rest = printPlant({ ...plant, zones: [], assets: homes.get(null) ?? [], conduits: [] });
  const files = [{ path: 'plant.yaml', text: `${modeline('')}${rest}` }];
  const fileOf = namesIn(files);
  for (const zone of plant.zones)
    files.push({ path: fileOf('zones', zone.id), text: zoneText(zone, homes.get(zone.id) ?? []) });
  for (const [name, conduits] of Map.groupBy(plant.conduits, pairOf))
    files.push({ path: fileOf('conduits', name), text: conduitsText(conduits) });
  return files.sort((a, b) => (a.path < b.path ? -1 : 1));
}

/** The zone whose file says where an asset is; null for assets of several zones and of none. */
function homeOf({ zones: [first, ...others] }: Asset, zones: ReadonlySet<string>): string | null {
  return first !== undefined && others.length === 0 && zones.has(first.value) ? first.value : null;
}

function zoneText(zone: Zone, assets: readonly Asset[]): string {
  return textOf([
    ['zones', byId([zone], zoneValue)],
    ['assets', byId(assets, assetValue)],
  ]);
}

function conduitsText(conduits: readonly Conduit[]): string {
  return textOf([['conduits', byId(conduits, conduitValue)]]);
}

function textOf(sections: Parameters<typeof presentFields>[0]): string {
  const parts = presentFields(sections).map((field: Field) => `${layOutFields([field], 0).join('\n')}\n`);
  return `${modeline('../')}${parts.join('\n')}`;
}

/** For editors that know the YAML language server. */
function modeline(up: string): string {
  return `# yaml-language-server: $schema=${up}.zonewright/plant.schema.json\n`;
}

/** One name for both directions between two zones. */
function pairOf({ from, to }: Conduit): string {
  const [a, b] = [from.value.text, to.value.text === 'same' ? from.value.text : to.value.text].sort();
  return a === b ? `${a}-internal` : `${a}-and-${b}`;
}

/** Names of files that differ on systems which know no capitals, and hold no sign with a meaning in paths. */
function namesIn(files: readonly PrintedFile[]): (folder: string, name: string) => string {
  const taken = new Set(files.map(({ path }) => path));
  return (folder, name) => {
    const plain =
      name
        .replaceAll(/[^A-Za-z0-9._-]+/g, '-')
        .replace(/^[-.]+/, '')
        .slice(0, 150) || 'any';
    for (let number = 1; ; number++) {
      const path = `${folder}/${plain}${number === 1 ? '' : `-${number}`}.yaml`;
      if (taken.has(path.toLowerCase())) continue;
      taken.add(path.toLowerCase());
      return path;
    }
  };
}
