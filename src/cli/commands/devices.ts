/** Definition of `zonewright devices`. */
import { buildCommand, type Command } from '@stricli/core';
import type { CliContext } from '../context.ts';
import { formatFlag, plantFlag, scopeFlag, text } from '../flags.ts';

export const devicesCommand: Command<CliContext> = buildCommand({
  loader: async () => (await import('../runs/devices.ts')).devices,
  parameters: {
    flags: { plant: plantFlag, scope: scopeFlag, format: formatFlag },
    positional: {
      kind: 'array',
      parameter: {
        parse: text,
        brief: 'Captures and logs: files, folders, globs, or - for standard input',
        placeholder: 'FLOWS',
      },
      minimum: 1,
    },
  },
  docs: {
    brief: 'List what traffic tells about the devices in it',
    fullDescription: [
      'Collects what devices say about themselves while others talk to them, and what their addresses tell: vendor,',
      'model, firmware, serial number, names. Each fact says how often it was said, by which protocol, and in which',
      'frame or line it stands first. Nothing is sent to any device.',
      '',
      'Examples:',
      '  zonewright devices flows/',
      '  zonewright devices monday.pcap --format json > devices.json',
    ].join('\n'),
  },
});
