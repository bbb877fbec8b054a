/** Definition of `zonewright report`. */
import { buildCommand, type Command } from '@stricli/core';
import type { CliContext } from '../context.ts';
import { plantArgument, plantFlag, text } from '../flags.ts';

export const reportCommand: Command<CliContext> = buildCommand({
  loader: async () => (await import('../runs/report.ts')).report,
  parameters: {
    flags: {
      output: {
        kind: 'parsed',
        parse: text,
        optional: true,
        placeholder: 'DIR',
        brief: 'Folder for the document as Markdown and as HTML, and for the drawing [default: standard output]',
      },
      plant: plantFlag,
      format: {
        kind: 'enum',
        values: ['markdown', 'html'],
        default: 'markdown',
        brief: 'Form of the document on standard output',
      },
    },
    positional: { kind: 'tuple', parameters: [plantArgument] },
    aliases: { o: 'output' },
  },
  docs: {
    brief: 'Write the zone and conduit drawing and characteristics of IEC 62443-3-2',
    fullDescription: [
      'Writes what IEC 62443-3-2 asks to document: the drawing of zones and conduits (ZCR 6.3) and the characteristics of',
      'each (ZCR 6.4), from the same plan that is enforced, and lists what the plant does not record. Nothing in it is dated',
      'or random: the same plant gives the same bytes.',
      '',
      'Examples:',
      '  zonewright report > zones-and-conduits.md',
      '  zonewright report --format html > zones-and-conduits.html',
      '  zonewright report -o documents',
    ].join('\n'),
  },
});
