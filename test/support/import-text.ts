/** Sources of other tools, imported as a plant in memory. */
import { checkPlant } from '../../src/compiler/check-plant.ts';
import { foreignFormats } from '../../src/compiler/import/formats/registry.ts';
import { type ImportedPlant, importPlant } from '../../src/compiler/import/import-plant.ts';
import { type PrintedFile, printFolder } from '../../src/compiler/print/print-folder.ts';
import type { Diagnostic } from '../../src/diagnostics/diagnostic.ts';
import { findingOf } from '../../src/diagnostics/finding.ts';
import type { Plant } from '../../src/model/plant.ts';
import { parseText, testDay } from './expect-findings.ts';
import { shippedCatalogue } from './shipped-catalogue.ts';

export interface ImportedText {
  /** Null when the source cannot be read. */
  readonly imported: ImportedPlant | null;
  readonly notes: readonly Diagnostic[];
  readonly files: readonly PrintedFile[];
}

/** Imports one file, or several by path. */
export function importText(text: string | Readonly<Record<string, string>>, from: string | null = null): ImportedText {
  const files = Object.entries(typeof text === 'string' ? { 'source.yaml': text } : text);
  const format = foreignFormats.find(({ name }) => name === from) ?? null;
  const sources = files.map(([path, each]) => ({ path, text: each }));
  const { value, diagnostics } = importPlant(sources, format, shippedCatalogue);
  return { imported: value, notes: diagnostics, files: value === null ? [] : printFolder(value.plant) };
}

/** What is found in a source, as `code line`, in order. */
export function notesIn(text: string, from: string | null = null): readonly string[] {
  return importText(text, from).notes.map(({ code, at }) => `${code} ${at?.line ?? '-'}`);
}

/** The message of the only finding of a code. */
export function messageOf(notes: readonly Diagnostic[], code: Diagnostic['code']): string {
  const found = notes.filter((note) => note.code === code).map((note) => findingOf(note).message);
  if (found.length !== 1) throw new Error(`${found.length} findings of ${code}, not one`);
  return found[0] ?? '';
}

/** The plant that the written files are read as, with everything that is found in them. */
export function readBack(files: readonly PrintedFile[]): {
  readonly plant: Plant;
  readonly findings: readonly Diagnostic[];
} {
  const { value, diagnostics } = parseText(Object.fromEntries(files.map(({ path, text }) => [path, text])));
  const checked = checkPlant(value, shippedCatalogue, { today: testDay, dialects: ['nftables'] });
  return { plant: value, findings: [...diagnostics, ...checked] };
}

/** The grants of a plant as `conduit/grant: from -> to protocol ports`. */
export function grantsIn(plant: Plant): readonly string[] {
  return plant.conduits.flatMap((conduit) =>
    conduit.allow.map((grant) => {
      const words = (side: typeof grant.from): string => side.map(({ value }) => value.text).join(' ');
      const ports = grant.ports.map(({ value }) => value).join(' ');
      return `${conduit.id}/${grant.id}: ${words(grant.from)} -> ${words(grant.to)} ${grant.protocol.value} ${ports}`.trim();
    }),
  );
}
