/** What Wireshark's dissectors read, packet by packet, as the occurrences of fields. */
import { outputOf } from '../../support/corpus.ts';

/** The occurrences of one packet's fields, by the name of the field. */
export type DissectedRow<Field extends string> = Readonly<Record<Field, readonly string[]>>;

/** A character that no field shows. */
const separator = '\u0001';

/** The packets that a display filter lets through, with the fields that are asked for. */
export function dissectRows<Field extends string>(
  path: string,
  filter: string,
  fields: readonly Field[],
  options: readonly string[] = [],
): DissectedRow<Field>[] {
  const format = ['-T', 'fields', '-E', `aggregator=${separator}`, ...fields.flatMap((field) => ['-e', field])];
  const lines = outputOf('tshark', ['-r', path, ...options, '-Y', filter, ...format]).split('\n');
  return lines.filter((line) => line !== '').map((line) => rowOf(line.split('\t'), fields));
}

function rowOf<Field extends string>(cells: readonly string[], fields: readonly Field[]): DissectedRow<Field> {
  const entries = fields.map((field, index): readonly [Field, readonly string[]] => {
    const cell = cells[index] ?? '';
    return [field, cell === '' ? [] : cell.split(separator)];
  });
  return Object.fromEntries(entries) as Record<Field, readonly string[]>;
}
