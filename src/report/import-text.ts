/** The report of `import` for people: what could not be taken over, what was made, and what `check` will say of it. */
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { counted, escapeText } from '../diagnostics/words.ts';
import { countFindings, type FindingsTextOptions, renderFindings } from './findings-text.ts';
import type { ImportedFacts, ImportReport } from './import-json.ts';

/** More files than these are counted. */
const mostPaths = 40;
/** Longest example of a finding of `check`. */
const longestExample = 110;

export interface ImportTextOptions extends FindingsTextOptions {
  /** Paths of the files that were written. */
  readonly written: readonly string[];
}

export function renderImport(
  report: ImportReport,
  diagnostics: readonly Diagnostic[],
  options: ImportTextOptions,
): string {
  const { imported } = report;
  const findings = renderFindings(diagnostics, options);
  const counts = countFindings(report.findings.map(({ severity }) => severity));
  const head = findings === '' ? [] : [findings];
  if (imported === null) return [...head, `nothing was imported: ${counts}\n`].join('\n');
  const { plant, zones, assets, conduits, grants } = imported;
  const size = [
    counted(zones, 'zone'),
    counted(assets, 'asset'),
    counted(conduits, 'conduit'),
    counted(grants, 'grant'),
  ].join(', ');
  const formats = [...new Set(report.sources.map(({ format }) => format))].join(' and ');
  return [
    ...head,
    `${plant}: ${size} from ${formats}; not taken over as it is: ${counts}\n`,
    ...(options.written.length === 0 ? [] : [writtenText(options.written)]),
    remainingText(imported),
  ].join('\n');
}

/** The paths, or how many of them each folder has where nobody would read them. */
function writtenText(paths: readonly string[]): string {
  if (paths.length <= mostPaths) return paths.map((path) => `${path}\n`).join('');
  const folders = Map.groupBy(paths, (path) => path.slice(0, path.lastIndexOf('/') + 1));
  return [...folders]
    .map(([folder, own]) => (own.length === 1 ? `${own[0]}\n` : `${folder}  ${counted(own.length, 'file')}\n`))
    .join('');
}

function remainingText({ remaining }: ImportedFacts): string {
  if (remaining.length === 0) return '`zonewright check` finds nothing in it\n';
  const lines = remaining.map(({ code, severity, count, example, because }) => {
    const words = because ?? (example.length > longestExample ? `${example.slice(0, longestExample - 1)}…` : example);
    return `  ${severity.padEnd(8)}  ${String(count).padStart(4)}  ${code.padEnd(20)}  ${escapeText(words)}\n`;
  });
  return `what \`zonewright check\` finds in it:\n${lines.join('')}`;
}
