/** Policies of routers where they run. */
import type { AppliedDialect } from '../../applied-dialect.ts';
import { changeOf } from '../../proof/policy-change.ts';
import { proveExport } from '../../proof/prove.ts';
import { findDrift } from '../drift/find-drift.ts';
import { nftables } from '../nftables.ts';
import { readBackNftListing, readBackNftText } from '../read-back.ts';
import { candidateOf } from './candidate.ts';
import { routerShape } from './table-shape.ts';

export const appliedNftables: AppliedDialect = {
  name: nftables.name,
  shape: routerShape,
  candidateOf,
  proveListing: (request, residual, listing) => {
    const read = readBackNftListing(listing);
    if (read.value === null) return { kind: 'unreadable', refusal: read.refusal };
    return proveExport(request, nftables.capabilities, residual, read.value);
  },
  compare: (request, residual, listing, file) => {
    const before = readBackNftListing(listing);
    if (before.value === null) return before;
    const after = readBackNftText(file);
    if (after.value === null) return after;
    return changeOf(request, nftables.capabilities, residual, before.value, after.value);
  },
  findDrift,
};
