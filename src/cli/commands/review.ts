/** Definition of `zonewright review`. */
import { buildCommand, type Command } from '@stricli/core';
import { comparisonFlags } from '../comparison-flags.ts';
import type { CliContext } from '../context.ts';
import { failOnFlag, plantFlag, text } from '../flags.ts';

export const reviewCommand: Command<CliContext> = buildCommand({
  loader: async () => (await import('../runs/review.ts')).review,
  parameters: {
    flags: {
      plant: plantFlag,
      out: {
        kind: 'parsed',
        parse: text,
        default: 'zonewright-review',
        placeholder: 'DIR',
        brief: 'Folder for the files',
      },
      ...comparisonFlags,
      failOn: { ...failOnFlag, default: 'high' },
    },
    positional: {
      kind: 'tuple',
      parameters: [
        { brief: 'Folder or git revision that the change starts from', parse: text, placeholder: 'BASE' },
        {
          brief: 'Folder or git revision of the change [default: the plant as it is in its folder]',
          parse: text,
          placeholder: 'HEAD',
          optional: true,
        },
      ],
    },
  },
  docs: {
    brief: 'Write everything that a pull request shows of a change',
    fullDescription: [
      'Checks the change and compares it with what it starts from, once, and writes into a folder:',
      '  comment.md         the comment for the reviewer, with a marker by which the next run replaces it',
      '  change.html        the change on the zone and conduit map, one file for a browser',
      '  change.json        the comparison for programs, as of `diff --format json`',
      '  findings.sarif     findings, and what is opened, for code scanning (SARIF 2.1.0)',
      '  code-quality.json  the same for GitLab',
      '  junit.xml          the same as tests',
      '  annotations.txt    the same as workflow commands of GitHub',
      'A change that is no policy still gives its findings, and says what could not be compared. Nothing of either version',
      'is checked out or executed.',
      '',
      'The exit code is 1 when the change opens something, or has a finding that was not there before, that reaches',
      '--fail-on, when it is no policy, or when an approval is missing that --approved-by asks for.',
      '',
      'Examples:',
      '  zonewright review origin/main',
      '  zonewright review "$BASE" "$HEAD" --plant plants/dairy-line --out review',
      '  zonewright review origin/main --approved-by line-1 --approved-by safety',
    ].join('\n'),
  },
});
