/** Definition of `zonewright graph`. */
import { buildCommand, type Command } from '@stricli/core';
import type { CliContext } from '../context.ts';
import { plantArgument, plantFlag } from '../flags.ts';

export const graphCommand: Command<CliContext> = buildCommand({
  loader: async () => (await import('../runs/graph.ts')).graph,
  parameters: {
    flags: {
      plant: plantFlag,
      format: {
        kind: 'enum',
        values: ['svg', 'dot', 'mermaid'],
        default: 'svg',
        brief: 'Form of the map: a picture, or text for Graphviz or Mermaid',
      },
    },
    positional: { kind: 'tuple', parameters: [plantArgument] },
  },
  docs: {
    brief: 'Draw the zone and conduit map of a plant',
    fullDescription: [
      'Draws zones by their Purdue level and the conduits between them with what they carry, from the same plan that is',
      'enforced: selectors are resolved and the grants of Rego are in it. The same plant gives the same bytes.',
      '',
      'Examples:',
      '  zonewright graph > map.svg',
      '  zonewright graph plants/dairy-line --format mermaid >> README.md',
      '  zonewright graph --format dot | dot -Tpdf -o map.pdf',
    ].join('\n'),
  },
});
