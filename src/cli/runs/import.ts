/** `zonewright import`: plant descriptions of other tools as a plant, with what could not be taken over. */
import path from 'node:path';
import { loadCatalogue } from '../../compiler/compile.ts';
import type { ForeignFormatName } from '../../compiler/import/formats/format.ts';
import { foreignFormats } from '../../compiler/import/formats/registry.ts';
import { importPlant } from '../../compiler/import/import-plant.ts';
import { printFolder } from '../../compiler/print/print-folder.ts';
import { findingOf } from '../../diagnostics/finding.ts';
import { sourceLinesOf } from '../../diagnostics/source-lines.ts';
import { readForeignFiles, refuseOccupied } from '../../platform/import-files.ts';
import { writeNewFile } from '../../platform/output-files.ts';
import { readTemplate } from '../../platform/plant-template.ts';
import { PlatformError } from '../../platform/platform-error.ts';
import { readShippedFiles } from '../../platform/shipped-files.ts';
import { type ImportReport, importReport } from '../../report/import-json.ts';
import { renderImport } from '../../report/import-text.ts';
import { shellWord } from '../../report/shell-word.ts';
import type { CliContext } from '../context.ts';
import { exitCodeFor, exitCodes } from '../exit-code.ts';
import type { FailOnFlags, Format } from '../flags.ts';
import { checkWhole } from '../load-plant.ts';
import { paletteFor } from '../palette.ts';

export interface ImportFlags extends FailOnFlags {
  readonly out?: string;
  readonly dryRun: boolean;
  readonly from?: ForeignFormatName;
  readonly format: Format;
}

export async function importPlants(this: CliContext, flags: ImportFlags, ...names: readonly string[]): Promise<void> {
  const out = flags.out === undefined ? null : path.resolve(this.cwd, flags.out);
  if (out === null && !flags.dryRun)
    throw new PlatformError('usage', 'name a new folder for the plant with --out, or look first with --dry-run');
  if (out !== null) refuseOccupied(out, flags.out ?? '');
  const sources = readForeignFiles(names, this.cwd);
  const told = foreignFormats.find(({ name }) => name === flags.from) ?? null;
  const { value, diagnostics } = importPlant(sources, told, loadCatalogue(readShippedFiles()));
  const files = value === null ? [] : printFolder(value.plant);
  const written = out !== null && value !== null && !flags.dryRun ? (flags.out ?? null) : null;
  const paths = out !== null && written !== null ? writePlant(out, files) : [];
  const report = importReport(
    {
      sources: names.map((file, index) => ({ file, format: value?.formats[index] ?? null })),
      out: written,
      imported: value === null ? null : { ...(await checkOf(this, out ?? this.cwd, files)), files },
    },
    diagnostics,
  );
  const { stdout, stderr } = this.process;
  if (flags.format === 'json') stdout.write(`${JSON.stringify(report, null, 2)}\n`);
  else {
    const stream = value === null ? stderr : stdout;
    const options = { palette: paletteFor(stream, this), lines: sourceLinesOf(sources) };
    if (flags.dryRun) stdout.write(files.map((file) => `==> ${file.path} <==\n${file.text}\n`).join(''));
    stream.write(
      renderImport(report, diagnostics, { ...options, written: paths.map((each) => path.join(written ?? '', each)) }),
    );
    if (value !== null) stdout.write(nextStep(report));
  }
  const severities = diagnostics.map((each) => findingOf(each).severity);
  this.process.exitCode = value === null ? exitCodes.failed : exitCodeFor(severities, flags.failOn);
}

/**
 * Writes the plant with the schemas for editors and the list of ignored files that `init` writes. A CI file comes later: one that
 * is red from its first day teaches everybody to look away. Returns the paths.
 */
function writePlant(
  folder: string,
  files: readonly { readonly path: string; readonly text: string }[],
): readonly string[] {
  const around = readTemplate().filter(({ path: name }) => name.startsWith('.zonewright/') || name === '.gitignore');
  const all = [...around, ...files];
  for (const { path: name, text } of all) writeNewFile(path.join(folder, name), text);
  return all.map((file) => file.path);
}

async function checkOf(context: CliContext, root: string, yaml: ReturnType<typeof printFolder>) {
  const { result } = await checkWhole(context, { root, yaml, rego: [], rules: [] });
  return { plan: result.value.plan, checked: result.diagnostics };
}

function nextStep({ out }: ImportReport): string {
  return out === null
    ? '\nNothing was written; --out DIR writes it\n'
    : `\nNext: cd ${shellWord(out)} && zonewright check\n`;
}
