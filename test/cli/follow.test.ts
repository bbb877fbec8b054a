/** Live judging as a service manager runs it: a process of its own, files that grow, signals. */
import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { appendFileSync, readFileSync, renameSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { Ajv } from 'ajv';
import { afterAll, test as base, describe, expect } from 'vitest';
import type { AuditReport } from '../../src/model/audit.ts';
import type { LiveEvent } from '../../src/model/live-event.ts';
import { pcap } from '../support/capture-files.ts';
import { ipv4, tcp, tcpFlags } from '../support/frames.ts';
import { nflogLinkType, routedRecord } from '../support/nflog-records.ts';
import { runCli } from '../support/run-cli.ts';
import { sessionClosed, sessionLog, sessionOpened } from '../support/session-records.ts';
import { tcpTalk } from '../support/tcp-talk.ts';
import { smallPlant, type TemporaryPlant, temporaryPlant } from '../support/temporary-plant.ts';

const root = path.join(import.meta.dirname, '../..');
const dairy = path.join(root, 'examples/plants/dairy-line');

/** Each test waits for files and clocks most of its time, so they run beside one another, each with a plant of its own. */
const test = base.extend<{ plant: TemporaryPlant }>({
  plant: async ({ task: _ }, use) => {
    const plant = temporaryPlant();
    await use(plant);
    plant.remove();
  },
});

const running: ChildProcessByStdio<Writable, Readable, Readable>[] = [];

afterAll(() => {
  for (const child of running) child.kill('SIGKILL');
});

const pause = (millis: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, millis));

interface Follower {
  readonly child: ChildProcessByStdio<Writable, Readable, Readable>;
  /** The next event that is of this kind; those before it are left out. */
  readonly next: (event: LiveEvent['event']) => Promise<LiveEvent>;
  readonly exit: Promise<number | null>;
}

function follow(cwd: string, ...args: string[]): Follower {
  const main = path.join(root, 'src/cli/main.ts');
  const child = spawn(process.execPath, [main, 'audit', '--follow', '--format', 'ndjson', ...args], {
    cwd,
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  running.push(child);
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    child,
    exit: new Promise((resolve) => child.on('exit', resolve)),
    async next(kind) {
      for (let line = await lines.next(); line.done !== true; line = await lines.next()) {
        const event = JSON.parse(line.value) as LiveEvent;
        if (event.event === kind) return event;
      }
      throw new Error(`no ${kind} came`);
    },
  };
}

const header =
  '#separator \\x09\n#path\tmodbus\n#fields\tts\tuid\tid.orig_h\tid.orig_p\tid.resp_h\tid.resp_p\ttid\tunit\tfunc\tpdu_type\texception\n';
const row = (source: string, func: string): string =>
  `1789466400.000000\tCaa\t${source}\t40000\t10.20.1.11\t502\t1\t1\t${func}\tREQ\t-\n`;

describe.concurrent('audit --follow', { timeout: 120_000 }, () => {
  test('tells of rows as they are written, goes on after a rotation, and stops with a summary', async ({ plant }) => {
    const log = path.join(plant.folder, 'modbus.log');
    plant.write('modbus.log', `${header}${row('10.20.0.10', 'READ_COILS')}`);
    const { child, next, exit } = follow(plant.folder, '--every', '0.2', 'modbus.log');
    expect(await next('start')).toMatchObject({ inputs: ['modbus.log'] });
    appendFileSync(log, row('10.20.0.20', 'WRITE_SINGLE_COIL'));
    const finding = await next('finding');
    expect(finding).toMatchObject({
      id: 1,
      conversation: { verdict: { kind: 'denied' }, evidence: [{ position: 5 }] },
    });
    appendFileSync(log, row('10.20.0.20', 'WRITE_SINGLE_COIL'));
    expect(await next('repeat')).toMatchObject({ id: 1, count: 2 });
    renameSync(log, `${log}.1`);
    plant.write('modbus.log', `${header}${row('10.20.0.20', 'WRITE_SINGLE_REGISTER')}`);
    expect(await next('finding')).toMatchObject({
      id: 2,
      conversation: { operation: { name: 'write_single_register' } },
    });
    child.kill('SIGTERM');
    expect(await next('summary')).toMatchObject({
      inputs: [{ file: 'modbus.log', format: 'zeek modbus', records: 4 }],
      summary: { conversations: 3, allowed: 1, denied: 2 },
    });
    expect(await exit).toBe(1);
  });

  test('knows of a vendor session as soon as somebody has opened it, and of its end', async ({ plant }) => {
    plant.write(
      'plant.yaml',
      smallPlant
        .replace('windows:\n', 'windows:\n  support: {session: {longest: 8h}}\n')
        .replace('reason: overview', 'reason: overview, during: support'),
    );
    const at = (second: number): string =>
      row('10.20.0.10', 'READ_COILS').replace('1789466400', `${1789466400 + second}`);
    const iso = (second: number): string => new Date((1789466400 + second) * 1000).toISOString();
    const log = path.join(plant.folder, 'modbus.log');
    plant.write('modbus.log', `${header}${at(0)}`);
    const { child, next, exit } = follow(plant.folder, '--every', '0.2', 'modbus.log');
    expect(await next('finding')).toMatchObject({
      conversation: { first: '2026-09-15T10:00:00.000000Z', verdict: { reason: 'no-session' } },
    });
    plant.write('sessions.ndjson', sessionLog([sessionOpened(iso(10), iso(600))]));
    await pause(200);
    appendFileSync(log, at(10));
    const closed = sessionLog([sessionOpened(iso(10), iso(600)), sessionClosed(iso(20))]);
    plant.write('sessions.ndjson', closed);
    await pause(200);
    appendFileSync(log, at(20));
    // Outside of sessions it is the same conversation as before.
    expect(await next('repeat')).toMatchObject({ id: 1, count: 2 });
    plant.write('sessions.ndjson', closed.replace('CHG-1', 'CHG-2'));
    appendFileSync(log, at(21));
    expect(await next('problem')).toMatchObject({
      file: 'sessions.ndjson',
      position: 2,
      reason: expect.stringContaining('does not follow') as string,
    });
    child.kill('SIGTERM');
    expect(await next('summary')).toMatchObject({ summary: { allowed: 1 } });
    await exit;
  });

  test('finds in a capture stream what a run over the finished capture finds', async () => {
    const capture = readFileSync(path.join(dairy, 'flows/tuesday.pcap'));
    const live = await runCliWithInput(capture);
    const { stdout } = await runCli(['audit', 'flows/tuesday.pcap', '--format', 'json'], { cwd: dairy });
    const report = JSON.parse(stdout) as AuditReport;
    const told = live.flatMap((event) => (event.event === 'finding' ? [keyOf(event.conversation)] : []));
    expect(told.sort()).toEqual(
      report.findings.map(({ conversation }) => keyOf(report.conversations[conversation ?? -1])).sort(),
    );
    const schema = JSON.parse(readFileSync(path.join(root, 'schemas/live.schema.json'), 'utf8')) as object;
    const validate = new Ajv({ strict: false }).compile(schema);
    for (const event of live) expect(validate(event), JSON.stringify(validate.errors)).toBe(true);
    expect(live.at(-1)).toMatchObject({ event: 'summary', summary: report.summary });
  });

  test('tells of the connections of a log as of one conversation, when no other log has described them', async ({
    plant,
  }) => {
    const connection = (uid: string): string =>
      `1789466400.000000\t${uid}\t10.20.0.20\t40000\t10.20.1.11\t502\ttcp\tmodbus\tSF\tShADadFf\n`;
    const fields = 'ts\tuid\tid.orig_h\tid.orig_p\tid.resp_h\tid.resp_p\tproto\tservice\tconn_state\thistory';
    plant.write(
      'conn.log',
      `#separator \\x09\n#path\tconn\n#fields\t${fields}\n${connection('C1')}${connection('C2')}`,
    );
    const { child, next } = follow(plant.folder, '--every', '0.2', 'conn.log');
    expect(await next('finding')).toMatchObject({ id: 1, conversation: { count: 2 } });
    appendFileSync(path.join(plant.folder, 'conn.log'), connection('C3'));
    expect(await next('repeat')).toMatchObject({ id: 1, count: 3 });
    child.kill('SIGINT');
    expect(await next('summary')).toMatchObject({ summary: { conversations: 1, allowed: 0, givenUp: 0 } });
  });

  test('says once that a file is of no known kind, and goes on with the others', async ({ plant }) => {
    plant.write('odd.log', 'nothing that anybody knows\n'.repeat(100));
    plant.write('modbus.log', `${header}${row('10.20.0.10', 'READ_COILS')}`);
    const { child, next, exit } = follow(plant.folder, 'odd.log', 'modbus.log');
    expect(await next('problem')).toMatchObject({ file: 'odd.log' });
    appendFileSync(path.join(plant.folder, 'modbus.log'), row('10.20.0.20', 'WRITE_SINGLE_COIL'));
    expect(await next('finding')).toMatchObject({ id: 1 });
    child.kill('SIGTERM');
    const summary = await next('summary');
    expect(summary.event === 'summary' && summary.inputs.map(({ problems }) => problems.length)).toEqual([0, 1]);
    expect(await exit).toBe(1);
  });

  test('tells of a connection that shows no operations before it ends', async ({ plant }) => {
    const { child, next } = follow(plant.folder, '-');
    await next('start');
    const talk = tcpTalk({ client: '10.20.0.20', server: '10.20.1.11', serverPort: 22 }).open();
    const frames = talk.client(new TextEncoder().encode('SSH-2.0-OpenSSH_9.2\r\n')).frames;
    child.stdin.write(pcap(frames));
    expect(await next('finding')).toMatchObject({ conversation: { service: { protocol: 'ssh' } } });
    child.stdin.end();
    await next('summary');
  });

  test('tells of what a boundary dropped while its log is written', async ({ plant }) => {
    const { child, next, exit } = follow(plant.folder, '-');
    await next('start');
    const record = (prefix: string, source: string, sourcePort: number, destinationPort: number) => {
      const header = { sourcePort, destinationPort, sequence: 1, flags: tcpFlags.syn };
      const packet = ipv4({ source, destination: '10.20.1.11', protocol: 6 }, tcp(header));
      return { micros: 1_789_466_400_000_000, bytes: routedRecord(`zonewright ${prefix} fw `, packet) };
    };
    const frames = [
      record('deny', '10.20.0.20', 40_000, 22),
      record('deny', '10.20.0.10', 40_000, 502),
      record('spoofed', '10.20.0.10', 40_000, 502),
    ];
    child.stdin.write(pcap(frames, { linkType: nflogLinkType }));
    const found = [await next('finding'), await next('finding'), await next('finding')];
    expect(found.map((event) => (event.event === 'finding' ? event.finding.code : '')).sort()).toEqual([
      'flow/granted-but-dropped',
      'flow/spoofed',
      'flow/stopped',
    ]);
    expect(found).toContainEqual(
      expect.objectContaining({
        conversation: expect.objectContaining({ enforcement: expect.objectContaining({ boundary: 'fw' }) }),
      }),
    );
    child.stdin.end();
    expect(await next('summary')).toMatchObject({ summary: { conversations: 3, allowed: 2, denied: 1 } });
    expect(await exit).toBe(1);
  });

  test.for([
    ['JSON, which has an end', ['--follow', '--format', 'json', 'x.log'], 'use ndjson'],
    ['a file that is not there', ['--follow', 'nowhere.log'], 'there is no such file'],
    ['no file at all', ['--follow'], 'Expected'],
  ] as const)('says so and exits 2 for %s', async ([_what, args, message], { plant }) => {
    plant.write('x.log', '');
    const { exitCode, stderr } = await runCli(['audit', ...args], { cwd: plant.folder });
    expect(stderr).toContain(message);
    expect(exitCode).toBe(2);
  });
});

async function runCliWithInput(bytes: Uint8Array): Promise<LiveEvent[]> {
  const { child, exit } = follow(dairy, '-');
  const events: LiveEvent[] = [];
  child.stdin.end(bytes);
  let text = '';
  child.stdout.on('data', (chunk: Buffer) => {
    text += chunk.toString();
  });
  await exit;
  for (const line of text.trim().split('\n')) events.push(JSON.parse(line) as LiveEvent);
  return events;
}

function keyOf(conversation: AuditReport['conversations'][number] | undefined): string {
  const { source, destination, service, operation, object, verdict } =
    conversation ?? ({} as AuditReport['conversations'][number]);
  return JSON.stringify([source, destination, service, operation, object, verdict]);
}
