/** Definition of `zonewright apply`. */
import { buildCommand, type Command } from '@stricli/core';
import { boundaryFlag, hostFlag, parseSeconds, stateFlag } from '../boundary-flags.ts';
import type { CliContext } from '../context.ts';
import { failOnFlag, formatFlag, plantFlag, text } from '../flags.ts';

export const applyCommand: Command<CliContext> = buildCommand({
  loader: async () => (await import('../runs/apply.ts')).applyRun,
  parameters: {
    flags: {
      boundary: boundaryFlag,
      host: hostFlag,
      confirmWithin: {
        kind: 'parsed',
        parse: parseSeconds,
        default: '60s',
        placeholder: 'SPAN',
        brief: 'How long the policy is on trial: after that, the confirmed one judges again by itself',
      },
      dryRun: {
        kind: 'boolean',
        default: false,
        brief: 'Do everything but load it, and show what would open and close',
      },
      firstFallback: {
        kind: 'enum',
        values: ['open', 'closed'],
        default: 'open',
        brief: 'When the first policy of a boundary is not confirmed: forward as before, or nothing',
      },
      firstListen: {
        kind: 'parsed',
        parse: parseSeconds,
        default: '30s',
        placeholder: 'SPAN',
        brief: 'Before the first policy judges: how long the kernel gets to know the connections that live',
      },
      replaces: {
        kind: 'parsed',
        parse: text,
        optional: true,
        placeholder: 'ID',
        brief: 'Boundary whose policy runs there now, if it is another one',
      },
      state: stateFlag,
      plant: plantFlag,
      format: formatFlag,
      failOn: { ...failOnFlag, default: 'high' },
    },
    aliases: { b: 'boundary' },
  },
  docs: {
    brief: 'Put the policy on trial at its boundary',
    fullDescription: [
      'Exports and proves the policy, tries it in a throw-away namespace, shows what opens and closes, loads it beside the',
      'running one, proves it again in the kernel, and lets it judge for a while. Unless `zonewright confirm` is run in that',
      'time, the kernel goes back to the confirmed policy by itself. No allowed packet is dropped on the way. Routers and',
      'bridges alike. Needs root or CAP_NET_ADMIN on the boundary, and nft 1.0.6 or newer there.',
      '',
      'Examples:',
      '  zonewright apply --boundary fw-line --dry-run',
      '  zonewright apply --boundary fw-line --confirm-within 2m',
      '  zonewright apply --boundary br-press --first-fallback closed',
      '  zonewright apply --boundary fw-line --host root@fw-line.plant.example',
    ].join('\n'),
  },
});
