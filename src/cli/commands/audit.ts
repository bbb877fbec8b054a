/** Definition of `zonewright audit`. */
import { buildCommand, type Command, numberParser } from '@stricli/core';
import type { CliContext } from '../context.ts';
import { failOnFlag, plantFlag, scopeFlag, sessionsFlag, text } from '../flags.ts';

export const auditCommand: Command<CliContext> = buildCommand({
  loader: async () => (await import('../runs/audit.ts')).audit,
  parameters: {
    flags: {
      plant: plantFlag,
      scope: scopeFlag,
      sessions: sessionsFlag,
      all: { kind: 'boolean', default: false, brief: 'List allowed conversations too' },
      format: { kind: 'enum', values: ['text', 'json', 'ndjson'], default: 'text', brief: 'Form of the output' },
      failOn: failOnFlag,
      decoder: {
        kind: 'enum',
        values: ['native', 'tshark'],
        default: 'native',
        brief: 'tshark: let an installed tshark read what has no decoder here',
      },
      follow: {
        kind: 'boolean',
        default: false,
        brief: 'Judge files that grow, or a capture stream, while they go on',
      },
      every: {
        kind: 'parsed',
        parse: numberParser,
        default: '60',
        placeholder: 'SECONDS',
        brief: 'With --follow: how often a conversation that goes on is told of again',
      },
    },
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
    brief: 'Judge captures and logs against the policy',
    fullDescription: [
      'Reads pcap and pcapng captures, Zeek logs and flow records (NetFlow, IPFIX, nfcapd, nfdump); the format is found by',
      'content. Every conversation is allowed, denied (with the nearest grant and its place) or unjudged (with what the',
      'source did not show). Grants that ask for a vendor session hold while the session log says that one was open.',
      '',
      'Examples:',
      '  zonewright audit flows/',
      '  zonewright audit monday.pcap zeek/*.log --format json > audit.json',
      '  zonewright audit - < day.pcap.gz',
      '  zonewright audit denied.pcap tap.pcap    the log of a boundary (tcpdump -i nflog:100) beside what a sensor saw',
      '',
      'With --follow it goes on until it is stopped (Ctrl-C or SIGTERM), tells of each conversation that is not allowed',
      'as soon as it is seen, and reads on when a log is rotated:',
      '  zonewright audit --follow /opt/zeek/logs/current/*.log --format ndjson',
      '  tcpdump -i tap0 -U -w - | zonewright audit --follow -',
      '  tcpdump -i nflog:100 -U -w - | zonewright audit --follow -',
    ].join('\n'),
  },
});
