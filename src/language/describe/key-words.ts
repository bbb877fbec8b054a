/** Keys of the file format in words, as the schema has them. */
import type { SchemaKey } from '../schema-guide.ts';

export function describeKey({ key, description, examples, required }: SchemaKey): string {
  return [
    `**${key}**${required ? ' (required)' : ''}`,
    ...(description === null ? [] : [description]),
    ...(examples.length === 0 ? [] : [`For example ${examples.map((each) => `\`${each}\``).join(', ')}`]),
  ].join('\n\n');
}
