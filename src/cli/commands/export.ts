/** Definition of `zonewright export`. */
import { buildCommand, type Command } from '@stricli/core';
import type { CliContext } from '../context.ts';
import { failOnFlag, formatFlag, plantFlag, text } from '../flags.ts';

export const exportCommand: Command<CliContext> = buildCommand({
  loader: async () => (await import('../runs/export.ts')).exportRun,
  parameters: {
    flags: {
      boundary: { kind: 'parsed', parse: text, placeholder: 'ID', brief: 'Boundary of the plant' },
      output: {
        kind: 'parsed',
        parse: text,
        optional: true,
        placeholder: 'DIR',
        brief:
          'Folder for the configuration, its manifest and its residual report [default: the configuration on standard output]',
      },
      plant: plantFlag,
      format: formatFlag,
      failOn: { ...failOnFlag, default: 'high' },
    },
    aliases: { b: 'boundary', o: 'output' },
  },
  docs: {
    brief: 'Write the firewall configuration of a boundary',
    fullDescription: [
      'Exports the grants that cross a boundary in its dialect, with a residual report: what the firewall cannot enforce',
      'of each grant, and where that is still watched. Nothing is dated or random, so a difference in git is a difference',
      'in policy. An nftables ruleset is tried with nft --check in a throw-away namespace where that is possible.',
      '',
      'Examples:',
      '  zonewright export --boundary fw-line > fw-line.nft',
      '  zonewright export -b fw-dmz -o build/fw-dmz',
    ].join('\n'),
  },
});
