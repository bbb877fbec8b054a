/** Definition of `zonewright compile`. */
import { buildCommand, type Command } from '@stricli/core';
import type { CliContext } from '../context.ts';
import { plantFlag, text } from '../flags.ts';

export const compileCommand: Command<CliContext> = buildCommand({
  loader: async () => (await import('../runs/compile.ts')).compile,
  parameters: {
    flags: {
      plant: plantFlag,
      output: { kind: 'parsed', parse: text, placeholder: 'FILE', brief: 'Bundle to write, as build/policy.tar.gz' },
    },
    aliases: { o: 'output' },
  },
  docs: {
    brief: 'Compile a plant to an OPA bundle with a WASM policy',
    fullDescription: [
      'The bundle holds policy.wasm, data.json, .manifest, the Rego sources and the plan with its provenance; any OPA',
      'SDK can load it. The same plant gives the same bytes.',
      '',
      'Examples:',
      '  zonewright compile -o build/policy.tar.gz',
      '  zonewright compile --plant plants/dairy-line -o dairy.tar.gz',
    ].join('\n'),
  },
});
