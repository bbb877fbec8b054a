/** Definition of `zonewright rollback`. */
import { buildCommand, type Command } from '@stricli/core';
import { boundaryFlag, hostFlag, stateFlag } from '../boundary-flags.ts';
import type { CliContext } from '../context.ts';
import { formatFlag } from '../flags.ts';

export const rollbackCommand: Command<CliContext> = buildCommand({
  loader: async () => (await import('../runs/rollback.ts')).rollbackRun,
  parameters: {
    flags: { boundary: boundaryFlag, host: hostFlag, state: stateFlag, format: formatFlag },
    aliases: { b: 'boundary' },
  },
  docs: {
    brief: 'End the trial of a policy now',
    fullDescription: [
      'Makes the confirmed policy judge again without waiting for the end of the trial. To go back to an earlier policy that',
      'was confirmed and replaced, apply that revision of the plant.',
      '',
      'Examples:',
      '  sudo zonewright rollback --boundary fw-line',
      '  zonewright rollback --boundary fw-line --host root@fw-line.plant.example',
    ].join('\n'),
  },
});
