/** The text of an nftables file: one transaction that replaces the table as a whole (docs/nftables.md). */
import type { Assessment } from '../assess.ts';
import { chain } from '../nft/write/chain-text.ts';
import { quotePolicyName } from '../nft/write/policy-name.ts';
import { writeTable } from '../nft/write/table-text.ts';
import { stampOf } from './digest.ts';
import { sharedObjects, table, writeGeneration } from './generation.ts';
import type { Layout } from './layout.ts';
import { translatingHook } from './translation-chains.ts';

/** Writes a layout. */
export function writeNftables({ request }: Assessment, layout: Layout, digest: string): string {
  const { plan, boundary, revision } = request;
  const model = digest.slice(0, 16);
  const { maps, chains, elements } = writeGeneration({
    layout,
    stamp: stampOf(digest),
    suffix: '',
    translates: layout.translation !== null,
  });
  return writeTable({
    table,
    title: `plant=${plan.plant} boundary=${boundary.id} revision=${revision ?? 'none'} model=${model}`,
    body: [
      ...sharedObjects,
      '',
      ...maps,
      '',
      ...chains,
      ...(layout.translation === null
        ? []
        : [...translatingHook('prerouting', ['goto entering']), ...translatingHook('postrouting', ['goto leaving'])]),
      ...chain('forward', [
        'type filter hook forward priority filter; policy drop;',
        `goto enforce comment ${quotePolicyName({ model, revision, boundary: boundary.id })}`,
      ]),
    ],
    elements,
  });
}
