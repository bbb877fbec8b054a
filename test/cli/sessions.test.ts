/** Traffic judged with a log of vendor sessions. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { AuditReport } from '../../src/model/audit.ts';
import { runCli } from '../support/run-cli.ts';
import { sessionClosed, sessionLog, sessionOpened } from '../support/session-records.ts';
import { smallPlant, type TemporaryPlant, temporaryPlant } from '../support/temporary-plant.ts';
import { commonRow, connFields, zeekTsv } from '../support/zeek.ts';

const vendorPlant = smallPlant
  .replace('windows:\n', 'windows:\n  support: {session: {longest: 8h}}\n')
  .replace('during: sunday', 'during: support');

const at = (time: string): string => `2026-09-10T${time}Z`;
const ask = (time: string): readonly string[] => ['explain', `ews -> plc modbus program @${at(time)}`];

let plant: TemporaryPlant;
beforeEach(() => {
  plant = temporaryPlant({ 'plant.yaml': vendorPlant });
});
afterEach(() => plant.remove());

const run = (...args: readonly string[]) => runCli(args, { cwd: plant.folder });

describe('a grant that waits for a vendor session', () => {
  test('is closed without a log, and the denial says what opens it', async () => {
    const { exitCode, stdout } = await run(...ask('08:30:00'));
    expect(exitCode).toBe(1);
    expect(stdout).toContain('because no session: open one with `zonewright session open support`');
    expect(stdout).toContain(
      'nearest grant down/load: during is support, asked was no session support open at that time',
    );
    expect(stdout).toContain('plant.yaml:21:87');
    expect(stdout).toContain('no change is proposed: the nearest grant holds while a vendor session is open');
  });

  test('is open exactly while the log of the plant says so, to the second', async () => {
    plant.write(
      'sessions.ndjson',
      sessionLog([sessionOpened(at('08:00:30'), at('09:00:00')), sessionClosed(at('08:45:10'))]),
    );
    const verdicts = ['08:00:29', '08:00:30', '08:45:09', '08:45:10'].map(
      async (time) => (await run(...ask(time))).exitCode,
    );
    expect(await Promise.all(verdicts)).toEqual([1, 0, 0, 1]);
  });

  test('is judged by the log that is named, which must be there', async () => {
    plant.write('elsewhere.ndjson', sessionLog([sessionOpened(at('08:00:00'), at('09:00:00'))]));
    expect((await run(...ask('08:30:00'), '--sessions', 'elsewhere.ndjson')).exitCode).toBe(0);
    const { exitCode, stderr } = await run(...ask('08:30:00'), '--sessions', 'gone.ndjson');
    expect([exitCode, stderr]).toEqual([2, expect.stringContaining('cannot read gone.ndjson: there is no such file')]);
  });

  test('stays closed behind a break in the log, which explain tells on standard error', async () => {
    const log = sessionLog([
      sessionOpened(at('06:00:00'), at('07:00:00')),
      sessionOpened(at('08:00:00'), at('09:00:00')),
    ]);
    plant.write('sessions.ndjson', log.replace('CHG-1', 'CHG-2'));
    const { exitCode, stderr } = await run(...ask('08:30:00'));
    expect(exitCode).toBe(1);
    expect(stderr).toBe(
      'sessions.ndjson:2:1: high: line 2 of the session log does not follow from the line before it\n',
    );
  });
});

/** Connections of the vendor's workstation, each some seconds behind 08:00. */
const connections = (seconds: readonly number[]): string =>
  zeekTsv(
    'conn',
    connFields,
    seconds.map((second, index) => ({
      ...commonRow,
      ts: String(Date.parse(at('08:00:00')) / 1000 + second),
      uid: `C${index}`,
      'id.orig_h': '10.20.0.20',
      'id.resp_h': '10.20.1.11',
      'id.resp_p': '502',
      proto: 'tcp',
      service: 'modbus',
      conn_state: 'SF',
      history: 'ShADadFf',
    })),
  );

describe('an audit', () => {
  test('tells connections inside a session from those in the same minutes outside of it', async () => {
    plant.write('sessions.ndjson', sessionLog([sessionOpened(at('08:00:10'), at('08:01:20'))]));
    plant.write('conn.log', connections([5, 15, 70, 79, 80, 85]));
    const { stdout } = await run('audit', 'conn.log', '--format', 'json');
    const { conversations } = JSON.parse(stdout) as AuditReport;
    const counts = conversations.map(({ count, verdict }) => [count, verdict.kind]);
    expect(counts.sort()).toEqual([
      [3, 'denied'],
      [3, 'unjudged'],
    ]);
  });

  test('has a finding for each fault of the log, and fails by it', async () => {
    plant.write('conn.log', connections([15]));
    plant.write(
      'sessions.ndjson',
      sessionLog([
        sessionOpened(at('08:00:00'), at('08:10:00')),
        sessionOpened(at('09:00:00'), at('23:00:00')),
        sessionOpened(at('23:00:00'), at('23:10:00'), { ticket: null }),
      ]),
    );
    const { exitCode, stdout } = await run('audit', 'conn.log', '--format', 'json');
    const { findings } = JSON.parse(stdout) as AuditReport;
    const own = findings.filter(({ conversation }) => conversation === null);
    expect(own.map(({ code, at: place }) => [code, place?.file, place?.line])).toEqual([
      ['session/too-long', 'sessions.ndjson', 2],
      ['session/no-ticket', 'sessions.ndjson', 3],
    ]);
    expect(exitCode).toBe(1);
    const text = await run('audit', 'conn.log');
    expect(text.stdout).toContain('session log (2)');
    expect(text.stdout).toContain('a session of `support` was opened for 840 minutes, and may last `8h`');
  });
});
