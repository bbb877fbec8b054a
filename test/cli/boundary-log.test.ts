/** The log of a boundary on the command line: what `audit`, `explain` and `analyze` make of it. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Ajv } from 'ajv';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { AuditReport } from '../../src/model/audit.ts';
import { pcap } from '../support/capture-files.ts';
import { ethernet, ipv4, tcp, tcpFlags } from '../support/frames.ts';
import { readRequest } from '../support/modbus-messages.ts';
import { nflogLinkType, routedRecord } from '../support/nflog-records.ts';
import { runCli } from '../support/run-cli.ts';
import { type TemporaryPlant, temporaryPlant } from '../support/temporary-plant.ts';

const root = path.join(import.meta.dirname, '../..');
const [scada, ews, plc] = ['10.20.0.10', '10.20.0.20', '10.20.1.11'] as const;
const noon = Date.parse('2026-09-08T12:00:00Z') * 1000;
let plant: TemporaryPlant;

beforeEach(() => {
  plant = temporaryPlant();
});
afterEach(() => plant.remove());

function segment(source: string, destinationPort: number, payload: Uint8Array = new Uint8Array(0)): Uint8Array {
  const flags = payload.length === 0 ? tcpFlags.syn : tcpFlags.push | tcpFlags.acknowledge;
  const header = { sourcePort: 40_000, destinationPort, sequence: 1, flags };
  return ipv4({ source, destination: plc, protocol: 6 }, tcp(header, payload));
}

function log(records: readonly (readonly [prefix: string, packet: Uint8Array])[]): Uint8Array {
  const frames = records.map(([prefix, packet], index) => ({
    micros: noon + index,
    bytes: routedRecord(`zonewright ${prefix} fw `, packet),
  }));
  return pcap(frames, { linkType: nflogLinkType });
}

test('drops that the policy asks for fail nothing, drops of what is granted do', async () => {
  plant.write('denied.pcap', log([['deny', segment(ews, 22)]]));
  const enforced = await runCli(['audit', 'denied.pcap'], { cwd: plant.folder });
  expect(enforced.stdout).toContain('denied, and dropped (1)');
  expect(enforced.exitCode).toBe(0);
  expect((await runCli(['audit', 'denied.pcap', '--fail-on', 'low'], { cwd: plant.folder })).exitCode).toBe(1);
  plant.write('denied.pcap', log([['deny', segment(scada, 502)]]));
  expect((await runCli(['audit', 'denied.pcap'], { cwd: plant.folder })).exitCode).toBe(1);
});

test('the report is valid against its schema, as JSON and line by line', async () => {
  plant.write(
    'denied.pcap',
    log([
      ['deny', segment(ews, 22)],
      ['stray', segment(scada, 502)],
      ['spoofed', segment(scada, 502)],
    ]),
  );
  plant.write('tap.pcap', pcap([{ micros: noon, bytes: ethernet(0x0800, segment(ews, 22)) }]));
  const json = await runCli(['audit', 'denied.pcap', 'tap.pcap', '--format', 'json'], { cwd: plant.folder });
  const report = JSON.parse(json.stdout) as AuditReport;
  const schema = JSON.parse(readFileSync(path.join(root, 'schemas/audit.schema.json'), 'utf8')) as object;
  const validate = new Ajv({ strict: false }).compile(schema);
  expect(validate(report), JSON.stringify(validate.errors)).toBe(true);
  const { stdout } = await runCli(['audit', 'denied.pcap', 'tap.pcap', '--format', 'ndjson'], { cwd: plant.folder });
  const lines = stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as object);
  expect(lines.slice(0, -1)).toEqual(report.conversations);
  expect(lines.at(-1)).toMatchObject({ boundaries: report.boundaries });
});

test('explains a record: the verdict, what the boundary did, and what would change it', async () => {
  plant.write(
    'denied.pcap',
    log([
      ['deny', segment(ews, 22)],
      ['spoofed', segment(scada, 502)],
    ]),
  );
  const denied = await runCli(['explain', 'denied.pcap:1'], { cwd: plant.folder });
  expect(denied.stdout).toContain('fw dropped it: nothing in its ruleset allows it; it came from interface 2');
  expect(denied.stdout).toContain('because service not granted');
  const { stdout } = await runCli(['explain', 'denied.pcap:1,2', '--format', 'json'], { cwd: plant.folder });
  expect(JSON.parse(stdout)).toMatchObject({
    answers: [{ enforcement: { action: 'denied' } }, { enforcement: { action: 'spoofed', entry: { index: 2 } } }],
  });
});

test('a borrowed address uses no grant', async () => {
  const unused = async (prefix: string): Promise<boolean> => {
    plant.write('denied.pcap', log([[prefix, segment(scada, 502, readRequest(1, 3, 0, 1))]]));
    const { stdout } = await runCli(['analyze', '--flows', 'denied.pcap', '--format', 'json'], { cwd: plant.folder });
    const { findings } = JSON.parse(stdout) as { findings: { code: string; message: string }[] };
    return findings.some(({ code, message }) => code === 'grant/unused' && message.includes('down/poll'));
  };
  expect([await unused('deny'), await unused('spoofed')]).toEqual([false, true]);
});
