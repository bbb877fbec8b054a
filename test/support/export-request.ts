/** Requests to exporters from the few things that a test varies. */
import type { ExportRequest, ExportResult } from '../../src/exporters/dialect.ts';
import { exportBoundary } from '../../src/exporters/registry.ts';
import type { BoundaryCase } from './arbitrary-boundary.ts';
import { smallCatalogue } from './small-catalogue.ts';

/** A request for the plan's own grants. */
export function requestOf({ plan, boundary }: BoundaryCase, more: Partial<ExportRequest> = {}): ExportRequest {
  return { plan, boundary, grants: plan.grants, guards: [], catalogue: smallCatalogue(), revision: null, ...more };
}

const exported = new WeakMap<BoundaryCase, { readonly request: ExportRequest; readonly result: ExportResult }>();

/** A case with its export, which is made and proven once. */
export function exportedOnce(each: BoundaryCase): { readonly request: ExportRequest; readonly result: ExportResult } {
  const known = exported.get(each);
  if (known !== undefined) return known;
  const request = requestOf(each);
  const made = { request, result: exportBoundary(request) };
  exported.set(each, made);
  return made;
}

/** The text of the only file of an export. */
export function exportText(result: ExportResult): string {
  const [file] = result.files;
  if (file === undefined || result.files.length !== 1) throw new Error(`${result.files.length} files`);
  return file.text;
}

/** Exports a case and gives the text of its file. */
export function exportCase(boundaryCase: BoundaryCase): string {
  return exportText(exportBoundary(requestOf(boundaryCase)));
}
