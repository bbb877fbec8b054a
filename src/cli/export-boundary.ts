/** The configuration of a boundary, made and proven for every command that writes, loads or compares one. */
import { isError } from '../compiler/compile.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { findingOf } from '../diagnostics/finding.ts';
import type { Severity } from '../diagnostics/severity.ts';
import { sourceLinesOf } from '../diagnostics/source-lines.ts';
import { escapeText } from '../diagnostics/words.ts';
import type { ExportRequest, ExportResult, ResidualEntry } from '../exporters/dialect.ts';
import { proofLine, proofOf, renderFailedProof } from '../exporters/proof/proof-text.ts';
import { exportBoundary, proveBoundary } from '../exporters/registry.ts';
import { type ExportManifest, exportManifest } from '../exporters/residual-report.ts';
import { formatSpan } from '../model/span.ts';
import { countFindings, renderFindings } from '../report/findings-text.ts';
import { type CompiledPlant, compileOrExplain } from './compile-or-explain.ts';
import type { CliContext } from './context.ts';
import { exitCodes } from './exit-code.ts';
import { exportRequestOf } from './export-request.ts';
import { paletteFor } from './palette.ts';

/** An export that says what the policy says. */
export interface ProvenExport {
  readonly request: ExportRequest;
  readonly result: ExportResult;
  readonly manifest: ExportManifest;
  /** Of what the plant and the export have found. */
  readonly severities: readonly Severity[];
  readonly folder: CompiledPlant['folder'];
}

/** Null when there is no policy, or no proof; that has been printed, and the exit code is set. */
export async function exportOrExplain(
  context: CliContext,
  plant: string | undefined,
  id: string,
): Promise<ProvenExport | null> {
  const compiled = await compileOrExplain(context, plant);
  if (compiled === null) return null;
  const request = exportRequestOf(compiled, id);
  const result = exportBoundary(request);
  const proof = proveBoundary(request, result);
  if (proof !== null && proof.kind !== 'equal') {
    context.process.stderr.write(renderFailedProof(id, proof));
    context.process.exitCode = exitCodes.failed;
    return null;
  }
  const manifest = exportManifest(request, result, proof === null ? null : proofOf(proof));
  const severities = result.diagnostics.map((each) => findingOf(each).severity);
  return { request, result, manifest, severities, folder: compiled.folder };
}

/** Says on standard error what could not be exported as it is granted, and that the rest is proven. */
export function reportExport(
  context: CliContext,
  { request, result, manifest, severities, folder }: ProvenExport,
): void {
  const { stderr } = context.process;
  const { id } = request.boundary;
  const grave: readonly Diagnostic[] = result.diagnostics.filter(isError);
  const lines = sourceLinesOf([...folder.yaml, ...folder.rego]);
  if (grave.length > 0) stderr.write(`${renderFindings(grave, { palette: paletteFor(stderr, context), lines })}\n`);
  stderr.write(widerLines(result.residual.wider));
  const { exact, wider, refused } = result.residual;
  stderr.write(
    `${id}: ${exact.length} grants exact, ${wider.length} wider, ${refused.length} refused; ${countFindings(severities)}\n`,
  );
  if (manifest.proof !== null) stderr.write(`${proofLine(id, manifest.proof)}\n`);
}

/** A line for each grant that the configuration opens wider than it is; the residual report has the details. */
function widerLines(wider: readonly ResidualEntry[]): string {
  const lines = wider.map(({ grant, at, losses }) => {
    const lost = [...new Set(losses.map((loss) => loss.kind))].join(', ');
    return escapeText(`wider  ${grant}  ${formatSpan(at)}  cannot enforce: ${lost}`);
  });
  return lines.map((line) => `${line}\n`).join('');
}
