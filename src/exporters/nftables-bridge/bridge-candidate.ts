/** The policy of a bridge as it is put on trial: what an exported file holds, before it has the names of a slot. */

import type { ExportRequest } from '../dialect.ts';
import { assessFrames } from '../frames/assess-frames.ts';
import { boundaryWord } from '../nft/write/policy-name.ts';
import type { TableShape } from '../nftables/running/table-shape.ts';
import type { Candidate } from '../nftables/running/transactions.ts';
import { bridgeTable, sharedCounters, writeBridgeGeneration } from './bridge-generation.ts';
import { digestBridge, layOutBridge } from './bridge-layout.ts';
import { nftablesBridge } from './nftables-bridge.ts';

/** The table of a bridge. Whatever is a port of a bridge is of type `ether`, so that all frames meet the trial. */
export const bridgeShape: TableShape = {
  table: bridgeTable,
  hooks: [
    { name: 'forward', hook: 'forward', policy: 'drop', leadsTo: 'enforce' },
    { name: 'arrive', hook: 'prerouting', policy: 'accept', leadsTo: 'enter' },
  ],
  shared: sharedCounters,
  trial: { type: 'iface_type', field: 'iiftype', values: ['ether'] },
  families: ['bridge', 'netdev'],
  priority: -200,
};

/** The candidate of a request whose export has a file. */
export function bridgeCandidateOf(request: ExportRequest): Candidate {
  const layout = layOutBridge(assessFrames(request, nftablesBridge.name, nftablesBridge.capabilities));
  return {
    shape: bridgeShape,
    policy: {
      model: digestBridge(layout).slice(0, 16),
      revision: request.revision,
      boundary: boundaryWord(request.boundary.id),
    },
    translates: false,
    write: (suffix) => writeBridgeGeneration(layout, suffix),
  };
}
