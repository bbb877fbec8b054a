/** The policy of a boundary as it is put on trial: what an exported file holds, before it has the names of a slot. */
import { assess } from '../../assess.ts';
import type { ExportRequest } from '../../dialect.ts';
import { boundaryWord } from '../../nft/write/policy-name.ts';
import { digestLayout } from '../digest.ts';
import { layOut } from '../layout.ts';
import { nftables } from '../nftables.ts';
import type { Candidate } from './transactions.ts';

/** The candidate of a request whose export has a file. */
export function candidateOf(request: ExportRequest): Candidate {
  const layout = layOut(assess(request, nftables.name, nftables.capabilities));
  const digest = digestLayout(layout);
  const policy = {
    model: digest.slice(0, 16),
    revision: request.revision,
    boundary: boundaryWord(request.boundary.id),
  };
  return { layout, digest, policy };
}
