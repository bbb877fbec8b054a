/** Definition of `zonewright analyze`. */
import { buildCommand, type Command } from '@stricli/core';
import type { CliContext } from '../context.ts';
import { failOnFlag, flowsFlag, formatFlag, plantFlag, scopeFlag, sessionsFlag, text } from '../flags.ts';

export const analyzeCommand: Command<CliContext> = buildCommand({
  loader: async () => (await import('../runs/analyze.ts')).analyze,
  parameters: {
    flags: {
      plant: plantFlag,
      flows: flowsFlag(
        'Captures and logs, to find grants that they did not use: files, folders, globs, or - for standard input',
      ),
      scope: scopeFlag,
      sessions: sessionsFlag,
      format: formatFlag,
      failOn: failOnFlag,
    },
    positional: {
      kind: 'array',
      parameter: { parse: text, brief: 'More captures and logs', placeholder: 'FLOWS' },
    },
  },
  docs: {
    brief: 'Find grants that are covered, too wide, over, unused or not enforced',
    fullDescription: [
      'Looks at the allowed set as a whole, grants of YAML and of Rego alike: which grants the others cover (and which of',
      'them it takes), which open more than there is to reach, which are over, which lead past the DMZ, which no boundary',
      'enforces, and with --flows which were not used. Writes nothing.',
      '',
      'Examples:',
      '  zonewright analyze',
      '  zonewright analyze --flows monday.pcap zeek/*.log',
      '  zonewright analyze --format json --fail-on low > analysis.json',
    ].join('\n'),
  },
});
