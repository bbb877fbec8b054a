/** How an export differs from the policy, as the JSON manifest and as the Markdown text that travel with it. */

import type { ExportRequest, ExportResult, Residual } from './dialect.ts';

/** The result of reading an export back and comparing it with the policy; null until that was done. */
export interface ExportProof {
  readonly parseBack: 'equal' | 'different';
  /** How many cases were compared. */
  readonly checked: number;
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

/** The residual report as Markdown, for a reviewer. */
export function renderResidualReport(request: ExportRequest, result: ExportResult): string {
  const { residual } = result;
  return `# ${request.boundary.id}\n\n${residual.exact.length}\n`;
}
