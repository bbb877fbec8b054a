/**
 * Plant descriptions of other tools as a plant: documents, a format for each, what they say, names, conduits. Nothing of a
 * source is passed over: what a plant cannot say is a finding with its place, and what is unclear is not granted.
 */
import { type Checked, diagnose } from '../../diagnostics/diagnostic.ts';
import { orderDiagnostics } from '../../diagnostics/diagnostic-order.ts';
import type { Catalogue } from '../../model/catalogue.ts';
import type { Plant, Written } from '../../model/plant.ts';
import type { Span } from '../../model/span.ts';
import { defaultParseLimits, type ParseLimits } from '../parse/parse-limits.ts';
import type { SourceFile } from '../parse/source-file.ts';
import { buildConduits } from './build-conduits.ts';
import { buildZones, describe } from './build-zones.ts';
import type { ForeignPlant } from './foreign-plant.ts';
import type { ForeignFormat } from './formats/format.ts';
import { formId } from './name-things.ts';
import { createNotes, mostNotes, type Notes } from './notes.ts';
import { readSources } from './read-sources.ts';

export interface ImportedPlant {
  readonly plant: Plant;
  /** The format of each file, by name, in the order of the files. */
  readonly formats: readonly string[];
}

/** Imports files as one plant; null when a file cannot be read or is of no known format, as the findings say. */
export function importPlant(
  files: readonly SourceFile[],
  format: ForeignFormat | null,
  catalogue: Catalogue,
  limits: ParseLimits = defaultParseLimits,
): Checked<ImportedPlant | null> {
  const sources = readSources(files, format, limits);
  if (sources.value === null) return { value: null, diagnostics: orderDiagnostics(sources.diagnostics) };
  const notes = createNotes();
  const context = { notes, templates: catalogue.templates };
  const plants = sources.value.map((source) => source.format.read(source.tree, context));
  const plant = joinPlants(plants, startOf(files), catalogue, notes);
  const formats = sources.value.map((source) => source.format.name);
  const diagnostics = notes.all();
  if (diagnostics !== null) return { value: { plant, formats }, diagnostics };
  const args = { what: 'things that cannot be taken over', limit: mostNotes };
  return { value: null, diagnostics: [diagnose('limit/exceeded', plant.at, args)] };
}

/** Several files are parts of one plant; the first that has a name names it. */
function joinPlants(sources: readonly ForeignPlant[], at: Span, catalogue: Catalogue, notes: Notes): Plant {
  const first = sources.find(({ name }) => name !== null) ?? sources[0];
  const name = first?.name?.value ?? '';
  const id = formId(name.toLowerCase(), 'plant');
  const packs = [...new Set(sources.flatMap((source) => source.packs))];
  const ends = buildZones(
    sources.flatMap(({ zones }) => zones),
    id,
    notes,
  );
  return {
    id,
    at,
    description: describe(name, first?.description ?? null, '', id),
    timezone: 'UTC',
    owners: [],
    scopes: [],
    zones: sortById(ends.zones),
    assets: sortById(ends.assets),
    windows: [],
    conduits: sortById(
      buildConduits(
        sources.flatMap(({ conduits }) => conduits),
        ends,
        catalogue,
        notes,
      ),
    ),
    boundaries: [],
    invariants: [],
    rules: {
      packs: packs.length === 0 ? null : packs.map((value): Written<string> => ({ value, at })),
      adjustments: [],
    },
    rego: [],
  };
}

function sortById<T extends { readonly id: string }>(things: readonly T[]): readonly T[] {
  return [...things].sort((a, b) => (a.id < b.id ? -1 : 1));
}

function startOf(files: readonly SourceFile[]): Span {
  return { file: files[0]?.path ?? '', line: 1, column: 1, endLine: 1, endColumn: 1 };
}
