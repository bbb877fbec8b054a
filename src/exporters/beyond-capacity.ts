/** A policy that does not fit into a configuration: half of one would be a policy that nobody wrote. */
import { type Diagnostic, diagnose } from '../diagnostics/diagnostic.ts';
import type { ExportRequest, ExportResult, Residual } from './dialect.ts';

/** Which of several counts is over a limit, in words; null when all fit. */
export function beyondCapacity(counts: Readonly<Record<string, number>>, capacity: number): string | null {
  for (const [name, count] of Object.entries(counts))
    if (count > capacity) return `${count} ${name}, of which ${capacity} fit`;
  return null;
}

/** What was assessed, as far as it is reported. */
interface Reported {
  readonly request: ExportRequest;
  readonly residual: Residual;
  readonly diagnostics: readonly Diagnostic[];
}

/** An export without files that refuses every grant. */
export function refuseAll({ request, residual, diagnostics }: Reported, dialect: string, excess: string): ExportResult {
  const loss = { kind: 'addresses', detail: excess, passes: [] } as const;
  const refused = [...residual.exact, ...residual.wider].map((entry) => ({ ...entry, losses: [loss], watched: null }));
  const all: Residual = { ...residual, exact: [], wider: [], refused: [...residual.refused, ...refused] };
  const args = { grant: request.boundary.id, dialect, what: excess };
  return {
    files: [],
    residual: all,
    diagnostics: [...diagnostics, diagnose('export/cannot-say', request.boundary.at, args)],
  };
}
