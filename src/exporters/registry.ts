/** Every dialect by name, and the export of one boundary. */
import { diagnose } from '../diagnostics/diagnostic.ts';
import { suggest } from '../diagnostics/suggest.ts';
import type { Dialect, ExportRequest, ExportResult } from './dialect.ts';
import { nftables } from './nftables/nftables.ts';

/** The dialects that boundaries may name, in alphabetical order. */
export const dialects: readonly Dialect[] = [nftables];

/** The dialect of a name, null when there is none. */
function findDialect(name: string): Dialect | null {
  return dialects.find((dialect) => dialect.name === name) ?? null;
}

/** Exports a boundary in the dialect that it names. */
export function exportBoundary(request: ExportRequest): ExportResult {
  const { boundary } = request;
  const dialect = findDialect(boundary.dialect);
  if (dialect !== null) return dialect.render(request);
  const names = dialects.map((each) => each.name);
  const args = { boundary: boundary.id, dialect: boundary.dialect, suggestion: suggest(boundary.dialect, names) };
  return {
    files: [],
    residual: { exact: [], wider: [], refused: [], elsewhere: 0, guards: request.guards, limits: [] },
    diagnostics: [diagnose('boundary/no-dialect', boundary.at, args)],
  };
}
