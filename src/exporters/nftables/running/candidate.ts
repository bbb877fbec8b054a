/** The policy of a boundary as it is put on trial: what an exported file holds, before it has the names of a slot. */
import { assess } from '../../assess.ts';
import type { ExportRequest } from '../../dialect.ts';
import { boundaryWord } from '../../nft/write/policy-name.ts';
import { digestLayout, stampOf } from '../digest.ts';
import { writeGeneration } from '../generation.ts';
import { layOut } from '../layout.ts';
import { nftables } from '../nftables.ts';
import { routerShape } from './table-shape.ts';
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
  return {
    shape: routerShape,
    policy,
    translates: layout.translation !== null,
    write: (suffix, stamps, translates) =>
      writeGeneration({ layout, stamp: freeStamp(digest, stamps), suffix, translates }),
  };
}

/** A stamp that the connections of no policy in the table carry, so that all of them are judged again. */
function freeStamp(digest: string, taken: ReadonlySet<number>): number {
  let stamp = stampOf(digest);
  while (taken.has(stamp)) stamp = (stamp % 65_535) + 1;
  return stamp;
}
