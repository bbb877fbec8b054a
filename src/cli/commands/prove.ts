/** Definition of `zonewright prove`. */
import { buildCommand, type Command } from '@stricli/core';
import type { CliContext } from '../context.ts';
import { formatFlag, plantFlag, text, wholeNumber } from '../flags.ts';

export const proveCommand: Command<CliContext> = buildCommand({
  loader: async () => (await import('../runs/prove.ts')).prove,
  parameters: {
    flags: {
      boundary: { kind: 'parsed', parse: text, placeholder: 'ID', brief: 'Boundary of the plant' },
      plant: plantFlag,
      probes: {
        kind: 'parsed',
        parse: wholeNumber,
        default: '50000',
        placeholder: 'N',
        brief: 'How many conversations to try',
      },
      seed: {
        kind: 'parsed',
        parse: wholeNumber,
        default: '1',
        placeholder: 'N',
        brief: 'The same seed tries the same conversations',
      },
      format: formatFlag,
    },
    aliases: { b: 'boundary' },
  },
  docs: {
    brief: 'Try the firewall configuration of a boundary with packets, or a bridge with frames',
    fullDescription: [
      'Loads the configuration of a boundary into a network namespace of its own, which ends with the command, and sends',
      'packets through it that are derived from the policy: inside of each grant and at its borders, in both families,',
      'spoofed, in fragments, as replies and as strays. Each must pass or be dropped as the policy says, and the counters',
      'must name the grants that it passed by. At a bridge these are frames, and it is seen from what the bridge learns.',
      'Nothing leaves the namespace, and nothing on this host changes.',
      '',
      'It needs Linux, nft, perl and /dev/net/tun, and root, or a user who may open /dev/net/tun and make namespaces.',
      'Windows are judged at the moment of the run. Exit code 1: some packet did something else.',
      '',
      'Examples:',
      '  zonewright prove --boundary fw-line',
      '  zonewright prove --boundary br-press',
      '  zonewright prove -b fw-dmz --probes 500000 --format json > proof.json',
    ].join('\n'),
  },
});
