/** Every dialect by name, the export of one boundary, and its proof. */
import { diagnose } from '../diagnostics/diagnostic.ts';
import { suggest } from '../diagnostics/suggest.ts';
import type { AppliedDialect } from './applied-dialect.ts';
import type { Dialect, ExportRequest, ExportResult } from './dialect.ts';
import { nftables } from './nftables/nftables.ts';
import { appliedNftables } from './nftables/running/applied.ts';
import type { TableShape } from './nftables/running/table-shape.ts';
import { appliedBridge } from './nftables-bridge/applied.ts';
import { nftablesBridge } from './nftables-bridge/nftables-bridge.ts';
import { proveFrames } from './proof/frames/prove-frames.ts';
import { type ProofResult, proveExport } from './proof/prove.ts';

/** The dialects that boundaries may name, in alphabetical order. */
export const dialects: readonly Dialect[] = [nftables, nftablesBridge];

/** The dialect of a name, null when there is none. */
function findDialect(name: string): Dialect | null {
  return dialects.find((dialect) => dialect.name === name) ?? null;
}

/** The dialects whose policies are put on trial where they run. */
const appliedDialects: readonly AppliedDialect[] = [appliedNftables, appliedBridge];

/** A dialect whose policies can be put on trial, null when there is none of that name. */
export function findAppliedDialect(name: string): AppliedDialect | null {
  return appliedDialects.find((dialect) => dialect.name === name) ?? null;
}

/** The tables that policies run in. */
export const tableShapes: readonly TableShape[] = appliedDialects.map(({ shape }) => shape);

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

/** Reads an export back and compares it with the policy; null when nothing was written or the dialect has no reader. */
export function proveBoundary(request: ExportRequest, { files, residual }: ExportResult): ProofResult | null {
  const dialect = findDialect(request.boundary.dialect);
  if (dialect === null || files.length === 0) return null;
  const frames = dialect.readFrames?.(files) ?? null;
  if (frames !== null && frames.value !== null)
    return proveFrames(request, dialect.capabilities, residual, frames.value);
  const packets = dialect.readBack?.(files) ?? null;
  if (packets !== null && packets.value !== null)
    return proveExport(request, dialect.capabilities, residual, packets.value);
  const refusal = frames?.refusal ?? packets?.refusal ?? null;
  return refusal === null ? null : { kind: 'unreadable', refusal };
}
