/** Definition of `zonewright test`. */
import { buildCommand, type Command } from '@stricli/core';
import type { CliContext } from '../context.ts';
import { failOnFlag, flowsFlag, plantArgument, plantFlag, scopeFlag, sessionsFlag } from '../flags.ts';

export const testCommand: Command<CliContext> = buildCommand({
  loader: async () => (await import('../runs/test.ts')).test,
  parameters: {
    flags: {
      plant: plantFlag,
      flows: flowsFlag(
        'Further captures and logs that count for what is used: files, folders, globs, or - for standard input',
      ),
      scope: scopeFlag,
      sessions: sessionsFlag,
      format: {
        kind: 'enum',
        values: ['text', 'json', 'junit'],
        default: 'text',
        brief: 'Form of the output; junit is XML for CI services',
      },
      failOn: failOnFlag,
    },
    positional: {
      kind: 'tuple',
      parameters: [plantArgument],
    },
  },
  docs: {
    brief: "Run the plant's policy tests, and say what they do not exercise",
    fullDescription: [
      'Runs the tests under tests/*.yaml: conversations in words and recorded traffic, with the verdicts, reasons and grants',
      'that they must have. Runs the Rego tests in policies/*_test.rego too. Then says which grants no test and no recorded',
      'traffic uses, and which Rego rules no test reaches; --fail-on low makes that fail as well.',
      '',
      'A test that does not hold gives exit code 1, one that cannot be run 2.',
      '',
      'Examples:',
      '  zonewright test',
      '  zonewright test plants/dairy-line --fail-on low',
      '  zonewright test --flows monday.pcap --format json',
      '  zonewright test --format junit > policy-tests.xml',
    ].join('\n'),
  },
});
