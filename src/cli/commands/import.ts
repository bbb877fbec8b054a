/** Definition of `zonewright import`. */
import { buildCommand, type Command } from '@stricli/core';
import { foreignFormats } from '../../compiler/import/formats/registry.ts';
import type { CliContext } from '../context.ts';
import { type Format, failOnFlag, text } from '../flags.ts';

export const importCommand: Command<CliContext> = buildCommand({
  loader: async () => (await import('../runs/import.ts')).importPlants,
  parameters: {
    flags: {
      out: {
        kind: 'parsed',
        parse: text,
        optional: true,
        placeholder: 'DIR',
        brief: 'Folder for the plant, which must be new or empty',
      },
      dryRun: { kind: 'boolean', default: false, withNegated: false, brief: 'Show the files and write none' },
      from: {
        kind: 'enum',
        values: foreignFormats.map(({ name }) => name),
        optional: true,
        brief: 'Format of the files [default: found by what is in them]',
      },
      format: {
        kind: 'parsed',
        parse: reportForm,
        default: 'text',
        placeholder: 'text|json',
        brief: 'Form of the report',
      },
      failOn: failOnFlag,
    },
    positional: {
      kind: 'array',
      parameter: {
        parse: text,
        brief: 'Plant descriptions of another tool, as parts of one plant',
        placeholder: 'FILE',
      },
      minimum: 1,
    },
    aliases: { o: 'out' },
  },
  docs: {
    brief: 'Make a plant of what another tool describes: InduForm, zc-as-code',
    fullDescription: [
      'Reads zones, assets and conduits of InduForm or zc-as-code, in YAML or JSON, and writes them as a plant. What could not',
      'be taken over as it is, is listed with its place, why, and what to do; what is unclear is not granted. docs/import.md',
      'says what each field becomes. Files that exist are never overwritten.',
      '',
      'The exit code is 1 when something that is listed reaches --fail-on; the plant is written all the same.',
      '',
      'Examples:',
      '  zonewright import induform.yaml --dry-run',
      '  zonewright import induform.yaml --out plant && cd plant && zonewright check',
      '  zonewright import line-1.yaml line-2.yaml --from zc-as-code --out plant --format json > import.json',
    ].join('\n'),
  },
});

/** Elsewhere too, `--format` is the form of what is printed; here people take it for that of the files. */
function reportForm(word: string): Format {
  if (word === 'text' || word === 'json') return word;
  throw new SyntaxError(`the report is text or json; the format of the files is found out, or named with --from`);
}
