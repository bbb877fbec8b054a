/** Definition of `zonewright check`. */
import { buildCommand, type Command } from '@stricli/core';
import { noticeForms } from '../../report/review/render-notices.ts';
import type { CliContext } from '../context.ts';
import { failOnFlag, plantFlag } from '../flags.ts';

export const checkCommand: Command<CliContext> = buildCommand({
  loader: async () => (await import('../runs/check.ts')).check,
  parameters: {
    flags: {
      plant: plantFlag,
      format: {
        kind: 'enum',
        values: ['text', 'json', ...noticeForms],
        default: 'text',
        brief: 'Form of the output; github, sarif, gitlab and junit are for code reviews',
      },
      failOn: failOnFlag,
    },
  },
  docs: {
    brief: 'Check a plant: syntax, schema, references, rules, Rego',
    fullDescription: [
      'Reads plant.yaml and everything under zones/, conduits/ and policies/, and prints findings with their place,',
      'why they matter and what to do: syntax, references, Rego, invariants, and the rules of the packs that the plant names',
      'under `rule-packs`. Writes nothing.',
      '',
      'Examples:',
      '  zonewright check',
      '  zonewright check --plant plants/dairy-line --fail-on high',
      '  zonewright check --format json > findings.json',
      '  zonewright check --format sarif > zonewright.sarif',
    ].join('\n'),
  },
});
