/** The text of a file that replaces one table as a whole, in one transaction. */
import { indent } from './chain-text.ts';
import { commentLine, quoteComment } from './provenance.ts';

export interface TableParts {
  /** The name of the table, with its family. */
  readonly table: string;
  /** Plant, boundary, revision and digest, for people. */
  readonly title: string;
  /** Counters, maps and chains; the last line is empty. */
  readonly body: readonly string[];
  /** Commands that fill the maps. */
  readonly elements: readonly string[];
}

/** Writes a file; ids in the title may be hostile. */
export function writeTable({ table, title, body, elements }: TableParts): string {
  const lines = [
    commentLine(`zonewright ${title}`),
    "# Written from the plant's files: change those, not this one. `nft -f` loads it in one transaction.",
    '# A mark is 0xSSSSDDDD: source group and destination group. Everything that is not listed is denied.',
    '',
    `add table ${table}`,
    `delete table ${table}`,
    `table ${table} {`,
    ...indent([`comment ${quoteComment(title)}`, '', ...body].slice(0, -1)),
    '}',
    ...elements,
  ];
  return `${lines.join('\n')}\n`;
}
