/** Definition of `zonewright confirm`. */
import { buildCommand, type Command } from '@stricli/core';
import { boundaryFlag, hostFlag, stateFlag } from '../boundary-flags.ts';
import type { CliContext } from '../context.ts';
import { formatFlag } from '../flags.ts';

export const confirmCommand: Command<CliContext> = buildCommand({
  loader: async () => (await import('../runs/confirm.ts')).confirmRun,
  parameters: {
    flags: { boundary: boundaryFlag, host: hostFlag, state: stateFlag, format: formatFlag },
    aliases: { b: 'boundary' },
  },
  docs: {
    brief: 'Keep the policy that is on trial',
    fullDescription: [
      'Makes the policy on trial the confirmed one: it judges from now on, and the next boot loads it. Fails when the trial is',
      'over, or when somebody has changed the candidate since it was proven.',
      '',
      'Examples:',
      '  zonewright confirm --boundary fw-line',
      '  zonewright confirm --boundary fw-line --host root@fw-line.plant.example',
    ].join('\n'),
  },
});
