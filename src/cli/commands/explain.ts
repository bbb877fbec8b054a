/** Definition of `zonewright explain`. */
import { buildCommand, type Command } from '@stricli/core';
import type { CliContext } from '../context.ts';
import { formatFlag, plantFlag, text } from '../flags.ts';

export const explainCommand: Command<CliContext> = buildCommand({
  loader: async () => (await import('../runs/explain.ts')).explain,
  parameters: {
    flags: { plant: plantFlag, format: formatFlag },
    positional: {
      kind: 'array',
      parameter: {
        parse: text,
        brief: 'SRC -> DST PROTOCOL [OPERATION] [OBJECT] [@TIME]',
        placeholder: 'CONVERSATION',
      },
      minimum: 1,
    },
  },
  docs: {
    brief: 'Say whether one conversation is allowed, by which grant, or why not',
    fullDescription: [
      'SRC and DST are assets or addresses. OPERATION is a class, a name of the catalogue or code:<code>. OBJECT is any',
      "of `unit N`, a table and a range. @TIME is the plant's own clock, or UTC with a Z; without it, now. Quote the",
      'whole, since > means something to a shell.',
      '',
      'Examples:',
      '  zonewright explain "scada-1 -> plc-filler modbus write holding 100-109 unit 1"',
      '  zonewright explain "10.20.0.20 -> plc-filler modbus program @2026-09-13T07:00"',
      '  zonewright explain "hist-1 -> plc-filler modbus:tcp/5020 read_coils coils 3"',
    ].join('\n'),
  },
});
