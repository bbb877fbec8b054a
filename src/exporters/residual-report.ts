/** How an export differs from the policy, as the JSON manifest and as the Markdown text that travel with it. */
import { escapeText } from '../diagnostics/words.ts';
import type { ExportRequest, ExportResult, Residual, ResidualEntry } from './dialect.ts';

/** What reading an export back has shown; an export that differs from the policy is never written. */
export interface ExportProof {
  readonly parseBack: 'equal';
  /** How many grants were compared, each with all of its packets. */
  readonly checked: number;
  /** How many rules and elements of the configuration were read. */
  readonly rules: number;
  readonly elements: number;
}

/** The JSON document beside the configuration. */
export interface ExportManifest {
  readonly schema: 'zonewright/export/v1';
  readonly plant: string;
  readonly boundary: string;
  readonly dialect: string;
  readonly revision: string | null;
  /** Names of the files. */
  readonly files: readonly string[];
  readonly residual: Residual;
  /** Null when nothing was written, or when the dialect has no reader. */
  readonly proof: ExportProof | null;
}

/** Makes the manifest of an export. */
export function exportManifest(
  request: ExportRequest,
  result: ExportResult,
  proof: ExportProof | null,
): ExportManifest {
  return {
    schema: 'zonewright/export/v1',
    plant: request.plan.plant,
    boundary: request.boundary.id,
    dialect: request.boundary.dialect,
    revision: request.revision,
    files: result.files.map((file) => file.name),
    residual: result.residual,
    proof,
  };
}

/** The residual report as Markdown, for a reviewer: the worst first. */
export function renderResidualReport(request: ExportRequest, result: ExportResult): string {
  const { plan, boundary, revision } = request;
  const { residual } = result;
  const lines = [
    `# What ${cell(boundary.id)} enforces`,
    '',
    `Plant ${cell(plan.plant)}, dialect ${cell(boundary.dialect)}, revision ${revision === null ? 'none' : cell(revision)}.`,
    '',
    ...table(
      ['grants', ''],
      [
        [String(residual.exact.length), 'exact: the configuration allows just this'],
        [String(residual.wider.length), 'wider: the configuration allows more'],
        [String(residual.refused.length), 'refused: not opened, or not in full'],
        [String(residual.guards.length), 'Rego allowlists that are not opened'],
        [String(residual.elsewhere), 'do not cross this boundary'],
      ],
    ),
    ...section('Refused', residual.refused, entryTable(residual.refused, false)),
    ...section('Wider', residual.wider, entryTable(residual.wider, true)),
    ...section(
      'Rego allowlists that are not opened',
      residual.guards,
      table(
        ['allowlist', 'where', 'why'],
        residual.guards.map(({ name, at, reason }) => [name, `${at.file}:${at.line}`, reason]),
      ),
    ),
    ...section('Exact', residual.exact, exactTable(residual.exact)),
    ...section(
      'What holds for every line',
      residual.limits,
      residual.limits.map((limit) => `- ${limit}`),
    ),
  ];
  return `${lines.join('\n')}\n`;
}

function section(title: string, items: readonly unknown[], body: readonly string[]): readonly string[] {
  return items.length === 0 ? [] : ['', `## ${title}`, '', ...body];
}

/** A column more where some grant waits for a vendor session. */
function exactTable(entries: readonly ResidualEntry[]): readonly string[] {
  const head = ['grant', 'from', 'to', 'where'];
  if (entries.every(({ sessions }) => sessions.length === 0)) return table(head, entries.map(identity));
  return table(
    [...head, 'when'],
    entries.map((entry) => [...identity(entry), whenOpen(entry)]),
  );
}

function whenOpen({ sessions }: ResidualEntry): string {
  return sessions.length === 0 ? '' : `only while a session is open: ${sessions.join(' and ')}`;
}

function entryTable(entries: readonly ResidualEntry[], watched: boolean): readonly string[] {
  const head = ['grant', 'from', 'to', 'where', 'lost', ...(watched ? ['still watched'] : [])];
  const rows = entries.map((entry) => [
    ...identity(entry),
    [...entry.losses.map((loss) => `${loss.kind}: ${loss.detail}`), whenOpen(entry)]
      .filter((part) => part !== '')
      .join('; '),
    ...(watched ? [entry.watched ?? ''] : []),
  ]);
  return table(head, rows);
}

function identity({ grant, from, to, at }: ResidualEntry): readonly string[] {
  return [grant, from, to, `${at.file}:${at.line}`];
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): readonly string[] {
  const line = (cells: readonly string[]): string => `| ${cells.map(cell).join(' | ')} |`;
  return [line(head), `|${head.map(() => '---|').join('')}`, ...rows.map(line)];
}

/** Text of a plant's files in a table: it must not end a cell, start markup or paint a terminal. */
function cell(text: string): string {
  return escapeText(text).replace(/[\\|<>*_[\]]/g, (character) => `\\${character}`);
}
