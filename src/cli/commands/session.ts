/** Definition of `zonewright session`. */
import { buildCommand, buildRouteMap, type RouteMap } from '@stricli/core';
import { boundaryFlag, hostFlag } from '../boundary-flags.ts';
import type { CliContext } from '../context.ts';
import { formatFlag, plantFlag, sessionsFlag, text } from '../flags.ts';

const logFlag = { ...sessionsFlag, brief: 'Log of vendor sessions [default: sessions.ndjson in the plant]' };
const reasonFlag = { kind: 'parsed', parse: text, optional: true, placeholder: 'WORDS', brief: 'Why' } as const;

const open = buildCommand({
  loader: async () => (await import('../runs/session.ts')).openRun,
  parameters: {
    flags: {
      boundary: boundaryFlag,
      for: { kind: 'parsed', parse: text, placeholder: 'TIME', brief: 'How long, as 90m or 2h' },
      ticket: { kind: 'parsed', parse: text, optional: true, placeholder: 'ID', brief: 'Where it was agreed' },
      reason: reasonFlag,
      host: hostFlag,
      sessions: logFlag,
      plant: plantFlag,
      format: formatFlag,
    },
    positional: {
      kind: 'tuple',
      parameters: [{ parse: text, brief: 'Window of the plant with a `session`', placeholder: 'WINDOW' }],
    },
    aliases: { b: 'boundary' },
  },
  docs: {
    brief: 'Open a session for some time',
    fullDescription: [
      'Writes who opens it, why and until when into the log, and then opens it in the kernel of the boundary, for just as long.',
      'Never longer than the plant allows, never without a ticket where the plant asks for one.',
      '',
      'Examples:',
      '  sudo zonewright session open acme-support --boundary fw-dmz --for 2h --ticket CHG-4471',
    ].join('\n'),
  },
});

const close = buildCommand({
  loader: async () => (await import('../runs/session.ts')).closeRun,
  parameters: {
    flags: {
      all: { kind: 'boolean', default: false, brief: 'Close every session that is open there' },
      boundary: {
        ...boundaryFlag,
        optional: true as const,
        brief: 'Boundary whose host it is [default: the one whose policy runs there]',
      },
      reason: reasonFlag,
      host: hostFlag,
      sessions: logFlag,
      plant: plantFlag,
      format: formatFlag,
    },
    positional: { kind: 'array', parameter: { parse: text, brief: 'Windows', placeholder: 'WINDOW' } },
    aliases: { b: 'boundary' },
  },
  docs: {
    brief: 'Close a session at once, with the connections that were begun during it',
    fullDescription: [
      'Cuts it off in the kernel first, whatever the plant and the log look like, and writes that into the log. The next packet',
      'of each connection that was begun under it is dropped, from either end; other connections go on.',
      '',
      'Examples:',
      '  sudo zonewright session close acme-support --reason "work is done"',
      '  sudo zonewright session close --all',
    ].join('\n'),
  },
});

const list = buildCommand({
  loader: async () => (await import('../runs/session.ts')).listRun,
  parameters: { flags: { host: hostFlag, sessions: logFlag, plant: plantFlag, format: formatFlag } },
  docs: {
    brief: 'List open sessions, by the log and by the kernel',
    fullDescription: [
      'Says what is open, for how long, by whom and why, and where the log and the kernel differ. Changes nothing.',
      '',
      'Examples:',
      '  sudo zonewright session list',
      '  zonewright session list --host root@fw-dmz.plant.example',
      '  zonewright session list --sessions /var/log/zonewright/sessions.ndjson --format json',
      '',
      'Exit codes: 0 the log and the boundary agree, 1 they differ or the log is broken, 2 could not run.',
    ].join('\n'),
  },
});

export const sessionRoutes: RouteMap<CliContext> = buildRouteMap({
  routes: { open, close, list },
  docs: {
    brief: 'Open and close vendor sessions at a boundary',
    fullDescription: [
      'A vendor session is remote access for one piece of work: a window of the plant that is active only while somebody has',
      'opened it at a boundary, for a limited time and with a ticket. Opening and closing needs root or CAP_NET_ADMIN there.',
    ].join('\n'),
  },
});
