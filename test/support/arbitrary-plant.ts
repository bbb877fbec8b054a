/**
 * Random plants as the files that people write: YAML in several layouts and files, Rego beside it. Every plant passes
 * the checks without an error, so that a law can be stated over what it means. They shrink to few zones, assets and
 * grants, written plainly.
 */
import fc from 'fast-check';
import type { PlantSources } from '../../src/compiler/compile.ts';
import type { PlantFile } from '../../src/compiler/schema/plant-file.ts';
import { arbitraryRegoDraft, arbitraryYamlDraft, type PlantDraft } from './plants/draft-plant.ts';
import type { AllowlistDraft } from './plants/draft-rego.ts';
import { writeYaml, type YamlStyle } from './plants/write-yaml.ts';

/** A plant with its files, and with what its allowlists mean. */
export interface ArbitraryPlant {
  /** All of its YAML as one value, before it was written. */
  readonly file: PlantFile;
  readonly layout: PlantLayout;
  readonly sources: PlantSources;
  readonly allowlists: readonly AllowlistDraft[];
  readonly [fc.toStringMethod]: () => string;
}

/** How a plant is spread over files and how each is written. */
export interface PlantLayout {
  readonly files: 'one' | 'by section' | 'by id';
  readonly style: YamlStyle;
}

/** Plain layouts first. */
export const arbitraryLayout: fc.Arbitrary<PlantLayout> = fc.record({
  files: fc.constantFrom('one' as const, 'by section' as const, 'by id' as const),
  style: fc.record({
    blocks: fc.constantFrom(2, 1, 4, 9),
    quotes: fc.constantFrom('needed' as const, 'single' as const, 'double' as const),
    repeats: fc.constantFrom('written' as const, 'aliased' as const),
  }),
});

/** Plants of YAML alone. They share one WASM module, so many can be tried. */
export const arbitraryYamlPlant: fc.Arbitrary<ArbitraryPlant> = fc
  .tuple(arbitraryYamlDraft, arbitraryLayout)
  .map(write);

/** Plants with allowlists. Each is compiled anew, so few can be tried. */
export const arbitraryRegoPlant: fc.Arbitrary<ArbitraryPlant> = fc
  .tuple(arbitraryRegoDraft, arbitraryLayout)
  .map(write);

function write([{ file, allowlists }, layout]: readonly [PlantDraft, PlantLayout]): ArbitraryPlant {
  const sources = { yaml: writePlant(file, layout), rego: allowlists.map((list) => list.source) };
  const listing = [...sources.yaml, ...sources.rego].map(({ path, text }) => `# ${path}\n${text}`).join('');
  return { file, layout, sources, allowlists, [fc.toStringMethod]: () => `\n${listing}` };
}

/** The files of a plant in a layout. */
export function writePlant(file: PlantFile, { files, style }: PlantLayout): PlantSources['yaml'] {
  if (files === 'one') return [{ path: 'plant.yaml', text: writeYaml(file, style) }];
  const { zones, assets, conduits, ...rest } = file;
  const parts: readonly (readonly [string, object])[] = [
    ['plant.yaml', rest],
    ...split('zones', 'zones', zones, files),
    ...split('assets', 'zones', assets, files),
    ...split('conduits', 'conduits', conduits, files),
  ];
  return parts.map(([path, value]) => ({ path, text: writeYaml(value, style) }));
}

function split(
  section: string,
  folder: string,
  entries: object | undefined,
  files: 'by section' | 'by id',
): readonly (readonly [string, object])[] {
  if (entries === undefined) return [];
  if (files === 'by section') return [[`${folder}/${section}.yaml`, { [section]: entries }]];
  return Object.entries(entries).map(([id, entry]) => [
    `${folder}/${section}-${id}.yaml`,
    { [section]: { [id]: entry } },
  ]);
}
