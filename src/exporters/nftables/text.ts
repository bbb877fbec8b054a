/** The text of an nftables file: one transaction that replaces the table as a whole (docs/nftables.md). */
import type { Assessment } from '../assess.ts';
import { chain, indent } from '../nft/write/chain-text.ts';
import { commentLine, quoteComment } from '../nft/write/provenance.ts';
import { stampOf } from './digest.ts';
import { sharedObjects, table, writeGeneration } from './generation.ts';
import type { Layout } from './layout.ts';
import { quotePolicyName } from './policy-name.ts';

/** Writes a layout. */
export function writeNftables({ request }: Assessment, layout: Layout, digest: string): string {
  const { plan, boundary, revision } = request;
  const model = digest.slice(0, 16);
  const title = `plant=${plan.plant} boundary=${boundary.id} revision=${revision ?? 'none'} model=${model}`;
  const { maps, chains, elements } = writeGeneration({ layout, stamp: stampOf(digest), suffix: '' });
  const lines = [
    ...header(title),
    `add table ${table}`,
    `delete table ${table}`,
    `table ${table} {`,
    ...indent(
      [
        `comment ${quoteComment(title)}`,
        '',
        ...sharedObjects,
        '',
        ...maps,
        '',
        ...chains,
        ...chain('forward', [
          'type filter hook forward priority filter; policy drop;',
          `goto enforce comment ${quotePolicyName({ model, revision, boundary: boundary.id })}`,
        ]),
      ].slice(0, -1),
    ),
    '}',
    ...elements,
  ];
  return `${lines.join('\n')}\n`;
}

function header(title: string): readonly string[] {
  return [
    commentLine(`zonewright ${title}`),
    "# Written from the plant's files: change those, not this one. `nft -f` loads it in one transaction.",
    '# A mark is 0xSSSSDDDD: source group and destination group. Everything that is not listed is denied.',
    '',
  ];
}
