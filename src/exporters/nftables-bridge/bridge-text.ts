/** The text of a bridge's file: one transaction that replaces the table as a whole (docs/nftables-bridge.md). */
import type { ExportRequest } from '../dialect.ts';
import { chain } from '../nft/write/chain-text.ts';
import { quotePolicyName } from '../nft/write/policy-name.ts';
import { writeTable } from '../nft/write/table-text.ts';
import { bridgeTable, sharedCounters, writeBridgeGeneration } from './bridge-generation.ts';
import type { BridgeLayout } from './bridge-layout.ts';

/** Writes a layout. */
export function writeBridge({ plan, boundary, revision }: ExportRequest, layout: BridgeLayout, digest: string): string {
  const model = digest.slice(0, 16);
  const { maps, chains, elements } = writeBridgeGeneration(layout, '');
  return writeTable({
    table: bridgeTable,
    title: `plant=${plan.plant} boundary=${boundary.id} revision=${revision ?? 'none'} model=${model}`,
    body: [
      ...sharedCounters,
      '',
      ...maps,
      '',
      ...chains,
      '# Before the bridge learns from a frame where its sender is.',
      ...chain('arrive', ['type filter hook prerouting priority filter; policy accept;', 'goto enter']),
      ...chain('forward', [
        'type filter hook forward priority filter; policy drop;',
        `goto enforce comment ${quotePolicyName({ model, revision, boundary: boundary.id })}`,
      ]),
    ],
    elements,
  });
}
