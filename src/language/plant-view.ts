/** A plant as its files stand now, saved or not and as far as they can be read: what every answer to an editor looks at. */
import { lowerAsset, lowerZone } from '../compiler/lower/lower-plant.ts';
import { defaultParseLimits, type ParseLimits } from '../compiler/parse/parse-limits.ts';
import { type PlantMembers, readMembers } from '../compiler/parse/parse-plant.ts';
import type { FileReading, ReadFile } from '../compiler/parse/read-file.ts';
import type { SourceFile } from '../compiler/parse/source-file.ts';
import { plantValidatorOf } from '../compiler/schema/plant-validator.ts';
import type { Catalogue } from '../model/catalogue.ts';
import { type Endpoint, listEndpoints } from '../model/endpoint.ts';
import type { PlanAsset, PlanZone } from '../model/plan.ts';
import type { Rule } from '../model/rule.ts';
import type { Kind } from './file-shape.ts';
import { type Declaration, marksOf } from './marks.ts';
import { type SchemaGuide, schemaGuideOf } from './schema-guide.ts';

/** What answers need besides a plant. */
export interface LanguageSetting {
  readonly catalogue: Catalogue;
  readonly plantSchema: object;
  readonly testsSchema: object;
  /** Dialects that boundaries may name. */
  readonly dialects: readonly string[];
  /** The rules that may be asked; empty until they are known. */
  readonly rules: readonly Rule[];
}

/** The files of a plant that an editor may show. */
export interface ViewedFiles {
  readonly yaml: readonly SourceFile[];
  /** Files of policy tests. */
  readonly tests: readonly SourceFile[];
  readonly rego: readonly SourceFile[];
}

export interface PlantView {
  readonly setting: LanguageSetting;
  readonly files: ViewedFiles;
  /** By path; a file above the bound of {@link viewLimits} has no documents. */
  readonly readings: ReadonlyMap<string, FileReading>;
  readonly members: () => PlantMembers;
  readonly zones: () => ReadonlyMap<string, PlanZone>;
  readonly assets: () => ReadonlyMap<string, PlanAsset>;
  /** Endpoints by zone. */
  readonly endpoints: () => ReadonlyMap<string, readonly Endpoint[]>;
  /** The first declaration of each id. */
  readonly declared: (kind: Kind) => ReadonlyMap<string, Declaration>;
  /** The files that zones and assets come from. */
  readonly withMembers: readonly FileReading[];
  readonly guideOf: (path: string) => SchemaGuide;
}

/** What helps while typing is worked out between two keys, so files beyond this have findings and nothing else. */
const viewLimits: ParseLimits = { ...defaultParseLimits, fileSize: 2 * 1024 * 1024, nodes: 500_000 };

/**
 * Looks at a plant. `sound` has what files last held when they could be read in full, for those that cannot be now: what
 * was declared stays declared while somebody types. `before` is an older view of the same plant: what did not change is kept.
 */
export function viewPlant(
  files: ViewedFiles,
  setting: LanguageSetting,
  read: ReadFile,
  sound: ReadonlyMap<string, FileReading> = new Map(),
  before: PlantView | null = null,
): PlantView {
  const readings = new Map<string, FileReading>();
  for (const file of [...files.yaml, ...files.tests]) readings.set(file.path, readViewed(file, setting, read));
  const all = [...readings.values()].flatMap((reading) => {
    const last = isSound(reading) ? undefined : sound.get(reading.path);
    return last === undefined ? [reading] : [reading, last];
  });
  const withMembers = all.filter(hasMembers);
  const kept = before !== null && isSame(before.withMembers, withMembers) ? before : null;
  const members = kept?.members ?? once(() => readMembers(withMembers, setting.catalogue));
  const zones = kept?.zones ?? once(() => new Map(members().zones.map((zone) => [zone.id, lowerZone(zone)])));
  const assets = kept?.assets ?? once(() => new Map(members().assets.map((asset) => [asset.id, lowerAsset(asset)])));
  const declared = new Map<Kind, ReadonlyMap<string, Declaration>>();
  return {
    setting,
    files,
    readings,
    members,
    zones,
    assets,
    endpoints: kept?.endpoints ?? once(() => listEndpoints([...zones().values()], [...assets().values()])),
    declared: (kind) => {
      const known = declared.get(kind) ?? declaredIn(all, kind);
      declared.set(kind, known);
      return known;
    },
    withMembers,
    guideOf: (path) => guideFor(path.startsWith('tests/') ? setting.testsSchema : setting.plantSchema),
  };
}

/** Reads one file as a view does; with a `read` that remembers, the view then has it already. */
export function readViewed(
  file: SourceFile,
  { plantSchema, testsSchema }: Pick<LanguageSetting, 'plantSchema' | 'testsSchema'>,
  read: ReadFile,
): FileReading {
  return read(file, plantValidatorOf(file.path.startsWith('tests/') ? testsSchema : plantSchema), viewLimits);
}

/** Whether a file could be read in full. */
export function isSound(reading: FileReading): boolean {
  return reading.documents.length > 0 && reading.documents.every((each) => each.sound);
}

/** The sections that decide which zones and assets there are. */
const memberSections = ['plant', 'timezone', 'scopes', 'zones', 'templates', 'assets'];

function hasMembers({ path, documents }: FileReading): boolean {
  if (path.startsWith('tests/')) return false;
  return documents.some(({ tree }) => tree.kind === 'map' && memberSections.some((key) => tree.entries.has(key)));
}

function isSame(a: readonly FileReading[], b: readonly FileReading[]): boolean {
  return a.length === b.length && a.every((each, index) => each === b[index]);
}

/** The first declaration of each id. */
function declaredIn(readings: readonly FileReading[], kind: Kind): ReadonlyMap<string, Declaration> {
  const declared = new Map<string, Declaration>();
  for (const reading of readings) {
    for (const declaration of marksOf(reading).declarations.get(kind) ?? [])
      if (!declared.has(declaration.id)) declared.set(declaration.id, declaration);
  }
  return declared;
}

const guides = new WeakMap<object, SchemaGuide>();

function guideFor(schema: object): SchemaGuide {
  const known = guides.get(schema) ?? schemaGuideOf(schema);
  guides.set(schema, known);
  return known;
}

function once<T extends object>(make: () => T): () => T {
  let made: T | null = null;
  return () => {
    made ??= make();
    return made;
  };
}
