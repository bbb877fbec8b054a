/** Every JSON document that a command prints is valid against its schema, which is generated from the types. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { unpackBundle } from '../../src/platform/bundle-archive.ts';
import { expectValid } from '../support/expect-valid.ts';
import { runCli } from '../support/run-cli.ts';

const root = path.join(import.meta.dirname, '../..');
const plant = path.join(root, 'examples/plants/dairy-line');
const folder = mkdtempSync(path.join(tmpdir(), 'zonewright-json-'));

afterAll(() => rmSync(folder, { recursive: true, force: true }));

test.each([
  ['check', ['check']],
  ['audit', ['audit', 'flows/tuesday.pcap']],
  ['devices', ['devices', 'flows/tuesday.pcap']],
  ['explain', ['explain', 'scada-1 -> plc-filler modbus write_multiple_registers holding 118-121 unit 1']],
  ['explain', ['explain', 'historian-1 -> plc-filler modbus read']],
  ['explain', ['explain', 'flows/tuesday.pcap:2106,2610,2611']],
  ['export', ['export', '--boundary', 'fw-line']],
  ['test', ['test']],
  ['analyze', ['analyze', '--flows', 'flows/tuesday.pcap']],
])('%s: %j', async (schema, args) => {
  const { stdout } = await runCli([...args, '--format', 'json'], { cwd: plant });
  const document = JSON.parse(stdout) as { schema: string };
  expect(Object.keys(document)[0]).toBe('schema');
  expect(document.schema).toBe(`zonewright/${schema}/v1`);
  expectValid(schema, document);
});

test('findings carry what, why and fix', async () => {
  const { stdout } = await runCli(['check', '--format', 'json'], {
    cwd: plant,
    env: { ZONEWRIGHT_NOW: '2027-01-01T00:00:00Z' },
  });
  const { findings } = JSON.parse(stdout) as { findings: unknown[] };
  expect(findings.length).toBeGreaterThan(0);
  for (const finding of findings) expectValid('finding', finding);
});

test('a bundle has the files of the OPA bundle format, and its plan is valid', async () => {
  await runCli(['compile', '-o', path.join(folder, 'p.tar.gz')], { cwd: plant });
  const files = await unpackBundle(readFileSync(path.join(folder, 'p.tar.gz')));
  const json = (name: string): unknown => JSON.parse(new TextDecoder().decode(files.get(name))) as unknown;
  expect(json('.manifest')).toMatchObject({
    roots: ['keyed', 'plant', 'zonewright'],
    rego_version: 1,
    wasm: [
      { entrypoint: 'zonewright/allow', module: '/policy.wasm' },
      { entrypoint: 'zonewright/decision', module: '/policy.wasm' },
    ],
  });
  expect(files.get('policy.wasm')?.subarray(0, 4)).toEqual(Buffer.from('\0asm'));
  expect([...files.keys()].filter((name) => name.endsWith('.rego'))).toContain('policies/historian.rego');
  expectValid('plan', json('zonewright-plan.json'));
});
