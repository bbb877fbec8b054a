/** Exports of cases read back, as they were written and as a test has changed them. */
import type { ExportRequest } from '../../src/exporters/dialect.ts';
import { nftables } from '../../src/exporters/nftables/nftables.ts';
import { readBackNftListing } from '../../src/exporters/nftables/read-back.ts';
import { type ProofResult, proveExport } from '../../src/exporters/proof/prove.ts';
import { exportBoundary, proveBoundary } from '../../src/exporters/registry.ts';
import { exportText } from './export-request.ts';

/** Proves an export whose text was changed on the way. */
export function proveChanged(request: ExportRequest, change: (text: string) => string = (text) => text): ProofResult {
  const result = exportBoundary(request);
  const files = [{ name: 'changed.nft', text: change(exportText(result)) }];
  const proof = proveBoundary(request, { ...result, files });
  if (proof === null) throw new Error('nothing was proven');
  return proof;
}

/** Proves an export by what the kernel lists of it. */
export function proveListing(request: ExportRequest, listing: string): ProofResult {
  const read = readBackNftListing(listing);
  if (read.value === null) return { kind: 'unreadable', refusal: read.refusal };
  return proveExport(request, nftables.capabilities, exportBoundary(request).residual, read.value);
}
