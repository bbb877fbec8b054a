/** Definition of `zonewright explain`. */
import { buildCommand, type Command } from '@stricli/core';
import type { CliContext } from '../context.ts';
import { plantFlag, scopeFlag, sessionsFlag, text } from '../flags.ts';

export const explainCommand: Command<CliContext> = buildCommand({
  loader: async () => (await import('../runs/explain.ts')).explain,
  parameters: {
    flags: {
      plant: plantFlag,
      scope: scopeFlag,
      sessions: sessionsFlag,
      narrow: {
        kind: 'boolean',
        default: false,
        brief: 'Propose a grant of its own, and leave the nearest grant as it is',
      },
      format: {
        kind: 'enum',
        values: ['text', 'json', 'patch'],
        default: 'text',
        brief: 'Form of the output; `patch` is for `git apply`',
      },
    },
    positional: {
      kind: 'array',
      parameter: {
        parse: text,
        brief: 'FILE:FRAME, FILE:LINE, or SRC -> DST PROTOCOL [OPERATION] [OBJECT] [@TIME]',
        placeholder: 'CONVERSATION',
      },
      minimum: 1,
    },
  },
  docs: {
    brief: 'Say whether a conversation is allowed, by which grant, or why not and what would allow it',
    fullDescription: [
      'FILE:FRAME is any frame of a capture, FILE:LINE any line of a log, - is standard input: an answer explains its',
      'request, a bare acknowledgement its connection. Several follow by commas, as FILE:12,15.',
      '',
      'SRC and DST are assets or addresses. OPERATION is a class, a name of the catalogue or code:<code>. OBJECT is any',
      "of `unit N`, a table and a range. @TIME is the plant's own clock, or UTC with a Z; without it, now. Quote the",
      'whole, since > means something to a shell.',
      '',
      'Behind a boundary that translates addresses, either address of a device will do. --scope says where an address is',
      'meant that several scopes have.',
      '',
      'A denial comes with the smallest change to the YAML that allows it, tried before it is shown.',
      '',
      'Examples:',
      '  zonewright explain flows/tuesday.pcap:880',
      '  zonewright explain flows/tuesday.pcap:880 --format patch > x.diff && git apply x.diff',
      '  zonewright explain "scada-1 -> plc-filler modbus write holding 100-109 unit 1"',
      '  zonewright explain "10.20.0.20 -> plc-filler modbus program @2026-09-13T07:00"',
      '  zonewright explain "hist-1 -> plc-filler modbus:tcp/5020 read_coils coils 3"',
      '  zonewright explain --scope line-1 "10.20.0.10 -> 192.168.0.11 modbus read"',
    ].join('\n'),
  },
});
