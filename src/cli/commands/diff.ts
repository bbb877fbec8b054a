/** Definition of `zonewright diff`. */
import { buildCommand, type Command } from '@stricli/core';
import { noticeForms } from '../../report/review/render-notices.ts';
import { comparisonFlags } from '../comparison-flags.ts';
import type { CliContext } from '../context.ts';
import { failOnFlag, plantFlag, text } from '../flags.ts';

export const diffCommand: Command<CliContext> = buildCommand({
  loader: async () => (await import('../runs/diff.ts')).diff,
  parameters: {
    flags: {
      plant: plantFlag,
      ...comparisonFlags,
      format: {
        kind: 'enum',
        values: ['text', 'json', 'markdown', ...noticeForms, 'html'],
        default: 'text',
        brief:
          'Form of the output; markdown is a comment on a change, html one file with the map, the others are for code reviews',
      },
      failOn: { ...failOnFlag, default: 'high' },
    },
    positional: {
      kind: 'tuple',
      parameters: [
        { brief: 'Folder or git revision to compare with', parse: text, placeholder: 'BASE' },
        {
          brief: 'Folder or git revision that is compared [default: the plant as it is in its folder]',
          parse: text,
          placeholder: 'HEAD',
          optional: true,
        },
      ],
    },
  },
  docs: {
    brief: 'Show what a change opens and closes',
    fullDescription: [
      'Compares what two versions of a plant allow, never their texts: renaming, moving and reformatting change nothing,',
      'and whatever gives somebody more or less to do is shown with an example, the lines responsible and how grave it is.',
      'Revisions are read from git without a checkout, so nothing of a branch is executed.',
      '',
      'Examples:',
      '  zonewright diff main',
      '  zonewright diff main --flows monday.pcap',
      '  zonewright diff v2026.10 v2026.11 --format json',
      '  zonewright diff origin/main --format markdown > comment.md',
      '  zonewright diff origin/main --flows monday.pcap --format html > change.html',
      '  zonewright diff ../plant-before ../plant-after',
      '  zonewright diff main --boundary fw-line',
      '  zonewright diff main:old/folder HEAD',
      '  zonewright diff main --approved-by line-1 --approved-by safety',
    ].join('\n'),
  },
});
