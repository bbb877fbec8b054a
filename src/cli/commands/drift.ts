/** Definition of `zonewright drift`. */
import { buildCommand, type Command } from '@stricli/core';
import { boundaryFlag, hostFlag, stateFlag } from '../boundary-flags.ts';
import type { CliContext } from '../context.ts';
import { failOnFlag, formatFlag, plantFlag } from '../flags.ts';

export const driftCommand: Command<CliContext> = buildCommand({
  loader: async () => (await import('../runs/drift.ts')).drift,
  parameters: {
    flags: {
      boundary: boundaryFlag,
      host: hostFlag,
      state: stateFlag,
      plant: plantFlag,
      format: formatFlag,
      failOn: failOnFlag,
    },
    aliases: { b: 'boundary' },
  },
  docs: {
    brief: 'Compare what runs on a boundary with the plant',
    fullDescription: [
      'Reads the packet filter of the boundary, here as root or by ssh, and compares which packets pass, or which frames of a',
      'bridge, with what the plant says:',
      'what passes and should not, what is granted and does not pass, each with one packet that shows it. Rules that were',
      'written by hand, tables of others and a table that is switched off are found by what they do; counters, order and',
      'handles are not looked at. Changes nothing.',
      '',
      'Examples:',
      '  zonewright drift --boundary fw-line',
      '  zonewright drift --boundary fw-line --host root@fw-line.plant.example',
      '  zonewright drift --boundary br-press',
      '  zonewright drift -b fw-dmz --format json --fail-on high',
      '',
      'Exit codes: 0 no drift, 1 drift, 2 the boundary could not be read.',
    ].join('\n'),
  },
});
