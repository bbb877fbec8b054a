/** Definition of `zonewright init`. */
import { buildCommand, type Command } from '@stricli/core';
import type { CliContext } from '../context.ts';
import { text } from '../flags.ts';

export const initCommand: Command<CliContext> = buildCommand({
  loader: async () => (await import('../runs/init.ts')).init,
  parameters: {
    positional: {
      kind: 'tuple',
      parameters: [{ parse: text, brief: 'Folder to make the plant in', placeholder: 'DIR', optional: true }],
    },
  },
  docs: {
    brief: 'Make a working plant to start from',
    fullDescription: [
      'Writes a small plant that checks clean: two zones, a conduit, a boundary, the JSON Schemas for editors, a policy',
      'test and a CI file. Files that exist already are never overwritten.',
      '',
      'Examples:',
      '  zonewright init',
      '  zonewright init plants/bottling',
    ].join('\n'),
  },
});
