/** YAML files in, one `Plant` out: merged, with defaults filled in and a span for everything written. */
import { type Checked, type Diagnostic, diagnose } from '../../diagnostics/diagnostic.ts';
import { orderDiagnostics } from '../../diagnostics/diagnostic-order.ts';
import { suggesterOf } from '../../diagnostics/suggest.ts';
import type { ZoneTemplate } from '../../model/catalogue.ts';
import type { Asset, Plant, Zone } from '../../model/plant.ts';
import type { Span } from '../../model/span.ts';
import type { Section } from '../schema/describe-place.ts';
import { plantValidatorOf } from '../schema/plant-validator.ts';
import { inheritanceOf } from './inherit.ts';
import { defaultParseLimits, type ParseLimits } from './parse-limits.ts';
import { readAsset } from './read-asset.ts';
import { readBoundary } from './read-boundary.ts';
import { readConduit } from './read-conduit.ts';
import { type Documents, joinReadings, readDocuments } from './read-documents.ts';
import { type FileReading, type ReadFile, readFile } from './read-file.ts';
import { checkId } from './read-ids.ts';
import { readInvariant } from './read-invariant.ts';
import { readOwner } from './read-owner.ts';
import { readRuleAdjustment, readRulePacks } from './read-rule.ts';
import { readScope } from './read-scope.ts';
import { readTimezone, readWindow } from './read-window.ts';
import { readZone } from './read-zone.ts';
import type { Names, Reader } from './reader.ts';
import { mergeSections, type Sections } from './sections.ts';
import type { SourceFile } from './source-file.ts';
import { spanOf } from './source-text.ts';
import { type Entry, textOf } from './tree.ts';

/** What the project ships and a plant may build on. */
export interface ShippedData {
  /** Zone templates, by id. */
  readonly templates: ReadonlyMap<string, ZoneTemplate>;
  /** `schemas/plant.schema.json`, parsed. */
  readonly plantSchema: object;
}

/**
 * Reads a plant. Never throws on bad input. What cannot be read is a finding and is left out, so the plant means
 * what its files say only when no finding is high.
 */
export function parsePlant(
  files: readonly SourceFile[],
  shipped: ShippedData,
  limits: ParseLimits = defaultParseLimits,
  read: ReadFile = readFile,
): Checked<Plant> {
  const yaml = files.filter((file) => !file.path.endsWith('.rego'));
  const documents = readDocuments(yaml, plantValidatorOf(shipped.plantSchema), limits, read);
  const sections = mergeSections(documents.roots);
  const diagnostics: Diagnostic[] = [];
  const limit = limits.findings * Math.max(1, files.length);
  const report = (diagnostic: Diagnostic): void => {
    // Where the syntax is wrong, the shape is not what was meant; what could be said of it would mislead.
    if (diagnostic.at !== null && documents.isTornFile(diagnostic.at.file)) return;
    if (diagnostics.length < limit) diagnostics.push(diagnostic);
    else diagnostics[limit] = diagnose('limit/exceeded', null, { what: 'faults in the plant', limit });
  };
  const context = contextOf(sections, documents, shipped, report);
  // Assets come first: selectors may name them, and their addresses help to word findings about selectors.
  const assets = readAll(sections, 'assets', (entry) => readAsset(entry, { ...context, names: noNames }));
  const reader: Reader = { ...context, names: namesOf(sections, assets) };
  const value = { ...readPlant(sections, reader, files), assets };
  return { value, diagnostics: orderDiagnostics([...documents.diagnostics, ...sections.diagnostics, ...diagnostics]) };
}

/** Who is in a plant, and what is needed to read a selector over them. */
export interface PlantMembers {
  readonly zones: readonly Zone[];
  readonly assets: readonly Asset[];
  /** Everything that the files declare, by section and id. */
  readonly sections: Sections;
  readonly reader: Reader;
}

/** Reads the zones and assets of a plant and says nothing of faults, for questions about a plant while it is being written. */
export function readMembers(
  readings: readonly FileReading[],
  { templates }: Pick<ShippedData, 'templates'>,
): PlantMembers {
  const documents = joinReadings(readings);
  const sections = mergeSections(documents.roots);
  const context = contextOf(sections, documents, { templates }, () => undefined);
  const assets = readAll(sections, 'assets', (entry) => readAsset(entry, { ...context, names: noNames }));
  const reader: Reader = { ...context, names: namesOf(sections, assets) };
  const fieldsOf = inheritanceOf(sections.entries.templates, reader);
  const zones = readAll(sections, 'zones', (entry) => readZone(entry, fieldsOf, reader));
  return { zones, assets, sections, reader };
}

const noNames: Names = {
  zones: new Set(),
  assets: new Set(),
  assetsByAddress: new Map(),
  suggestZone: () => null,
  suggestEndpoint: () => null,
};

function contextOf(
  sections: Sections,
  documents: Documents,
  shipped: Pick<ShippedData, 'templates'>,
  report: Reader['report'],
): Omit<Reader, 'names'> {
  return {
    report,
    isBroken: documents.isBroken,
    isTorn: (tree) => documents.isTornFile(tree.source.file),
    isSound: (tree) => !documents.isBroken(tree) && !documents.isTornFile(tree.source.file),
    templates: shipped.templates,
    plantId: textOf(sections.plant?.value ?? null) ?? 'plant',
    timezone: readTimezone(sections.timezone?.value ?? null, { report }) ?? 'UTC',
  };
}

function readPlant(sections: Sections, reader: Reader, files: readonly SourceFile[]): Omit<Plant, 'assets'> {
  const fieldsOf = inheritanceOf(sections.entries.templates, reader);
  for (const entry of sections.entries.templates.values()) checkId('template', entry, reader);
  const { plant } = sections;
  const at = plant === null ? startOf(files) : spanOf(plant.value);
  if (plant === null) reader.report(diagnose('plant/missing', at, {}));
  else if (textOf(plant.value) !== null)
    checkId('plant', { ...plant, key: reader.plantId, keyAt: plant.value }, reader);
  return {
    id: reader.plantId,
    at,
    description: textOf(sections.description?.value ?? null),
    timezone: reader.timezone,
    owners: readAll(sections, 'owners', (entry) => readOwner(entry, reader)),
    scopes: readAll(sections, 'scopes', (entry) => readScope(entry, reader)),
    zones: readAll(sections, 'zones', (entry) => readZone(entry, fieldsOf, reader)),
    windows: readAll(sections, 'windows', (entry) => readWindow(entry, reader)),
    conduits: readAll(sections, 'conduits', (entry) => readConduit(entry, reader)),
    boundaries: readAll(sections, 'boundaries', (entry) => readBoundary(entry, reader)),
    invariants: readAll(sections, 'invariants', (entry) => readInvariant(entry, reader)),
    rules: {
      packs: readRulePacks(sections.rulePacks, reader),
      adjustments: readAll(sections, 'rules', (entry) => readRuleAdjustment(entry, reader)),
    },
    rego: files.filter((file) => file.path.endsWith('.rego')),
  };
}

/** In order of ids, so that the order of files changes nothing. */
function readAll<T>(sections: Sections, section: Section, read: (entry: Entry) => T | null): readonly T[] {
  const entries = [...sections.entries[section].values()].sort((a, b) => (a.key < b.key ? -1 : 1));
  return entries.map(read).filter((value): value is T & {} => value !== null);
}

function namesOf(sections: Sections, assets: readonly Asset[]): Names {
  const zones = new Set(sections.entries.zones.keys());
  const ids = new Set(sections.entries.assets.keys());
  return {
    zones,
    assets: ids,
    assetsByAddress: new Map(
      assets.flatMap((asset) => [...asset.ip, ...asset.mac].map(({ value }) => [value, asset.id])),
    ),
    suggestZone: suggesterOf(zones),
    suggestEndpoint: suggesterOf([...zones, ...ids]),
  };
}

function startOf(files: readonly SourceFile[]): Span {
  const paths = files.map((file) => file.path).sort();
  const file = paths.find((path) => path.endsWith('plant.yaml')) ?? paths[0] ?? 'plant.yaml';
  return { file, line: 1, column: 1, endLine: 1, endColumn: 1 };
}
