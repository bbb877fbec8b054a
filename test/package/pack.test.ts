/** The package as it would be published: packed, unpacked beside its dependencies, run without Go, OPA or nft. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { publint } from 'publint';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const root = path.join(import.meta.dirname, '../..');
const folder = mkdtempSync(path.join(tmpdir(), 'zonewright-pack-'));
const installed = path.join(folder, 'node_modules', 'zonewright');

interface Manifest {
  readonly dependencies: Readonly<Record<string, string>>;
  readonly bin: { readonly zonewright: string };
}

function npm(...args: string[]): void {
  const run = spawnSync('npm', args, { cwd: root, encoding: 'utf8' });
  if (run.status !== 0) throw new Error(`npm ${args.join(' ')}: ${run.stderr}`);
}

/** Only the package's own dependencies are linked, so that a forgotten one is missed. */
function linkDependencies(name: string, seen: Set<string>): void {
  if (seen.has(name)) return;
  seen.add(name);
  const source = path.join(root, 'node_modules', name);
  const target = path.join(folder, 'node_modules', name);
  mkdirSync(path.dirname(target), { recursive: true });
  symlinkSync(source, target);
  const { dependencies = {} } = JSON.parse(
    readFileSync(path.join(source, 'package.json'), 'utf8'),
  ) as Partial<Manifest>;
  for (const each of Object.keys(dependencies))
    if (existsSync(path.join(root, 'node_modules', each))) linkDependencies(each, seen);
}

function mainFile(): string {
  const { bin } = JSON.parse(readFileSync(path.join(installed, 'package.json'), 'utf8')) as Manifest;
  return path.join(installed, bin.zonewright);
}

/** An empty PATH: no Go, no OPA, no git, no nft. */
function zonewright(...args: string[]) {
  return spawnSync(process.execPath, [mainFile(), ...args], {
    cwd: folder,
    encoding: 'utf8',
    env: { PATH: path.join(folder, 'nothing') },
  });
}

describe('the packed package', () => {
  beforeAll(() => {
    mkdirSync(installed, { recursive: true });
    npm('pack', '--pack-destination', folder);
    const filename = readdirSync(folder).find((name) => name.endsWith('.tgz')) ?? '';
    const unpack = spawnSync('tar', ['xzf', path.join(folder, filename), '-C', installed, '--strip-components=1']);
    expect(unpack.status).toBe(0);
    const { dependencies } = JSON.parse(readFileSync(path.join(installed, 'package.json'), 'utf8')) as Manifest;
    const seen = new Set<string>();
    for (const name of Object.keys(dependencies)) linkDependencies(name, seen);
  });

  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  test('makes, checks, compiles, explains and exports a plant', () => {
    expect(zonewright('init', 'mine')).toMatchObject({ status: 0 });
    expect(zonewright('check', '--plant', 'mine')).toMatchObject({ status: 0 });
    expect(zonewright('compile', '--plant', 'mine', '-o', 'policy.tar.gz')).toMatchObject({ status: 0 });
    const explained = zonewright(
      'explain',
      '--plant',
      'mine',
      'scada-1 -> plc-filler modbus read_coils coils 1 unit 1',
    );
    expect(explained.stdout).toContain('allowed');
    const exported = zonewright('export', '--plant', 'mine', '--boundary', 'fw-line', '-o', 'out');
    expect(exported).toMatchObject({ status: 0 });
    // The binding looks in the system's own folders too, so that nft may be found.
    expect(exported.stderr).toMatch(/not checked by nft|accepted by nft/);
  });

  test('serves an editor, with the findings of a thread of its own and pages that come along', () => {
    expect(zonewright('init', 'edited')).toMatchObject({ status: 0 });
    const uri = pathToFileURL(path.join(folder, 'edited', 'plant.yaml')).href;
    const text = 'plant: edited\nzones:\n  a: {kind: sell}\n';
    const textDocument = { uri, languageId: 'yaml', version: 1, text };
    const messages = [
      { id: 1, method: 'initialize', params: { processId: null, rootUri: null, capabilities: {} } },
      { method: 'initialized', params: {} },
      { method: 'textDocument/didOpen', params: { textDocument } },
    ];
    const input = messages.map((each) => JSON.stringify({ jsonrpc: '2.0', ...each }));
    const script = `
      const { spawn } = require('node:child_process');
      const server = spawn(process.execPath, ${JSON.stringify([mainFile(), 'language-server', '--stdio'])});
      server.stdout.setEncoding('utf8').on('data', (text) => {
        process.stdout.write(text);
        if (text.includes('schema/not-allowed')) server.stdin.end();
      });
      server.on('exit', () => process.exit());
      for (const each of ${JSON.stringify(input)}) server.stdin.write('Content-Length: ' + each.length + '\\r\\n\\r\\n' + each);
    `;
    const { stdout } = spawnSync(process.execPath, ['-e', script], { encoding: 'utf8', timeout: 60_000 });
    expect(stdout).toContain('"name":"zonewright"');
    expect(stdout).toMatch(/"href":"file:[^"]+docs\/diagnostics\/schema\/not-allowed\.md"/);
    expect(existsSync(path.join(installed, 'docs/diagnostics/schema/not-allowed.md'))).toBe(true);
  });

  test('tries a plant with packets, or says what it lacks for that', () => {
    const proven = zonewright('prove', '--plant', 'mine', '--boundary', 'fw-line', '--probes', '200');
    if (proven.status === 0) expect(proven.stdout).toContain('no mismatch');
    else expect(proven).toMatchObject({ status: 2, stderr: expect.stringContaining('packets cannot be tried here: ') });
  });

  test('carries the Rego compiler and no sources, tests or captures', () => {
    const files = readdirSync(installed, { recursive: true, encoding: 'utf8' });
    expect(files).toContain(path.join('build', 'rego-compiler.wasm.br'));
    expect(files).toContain(path.join('src', 'platform', 'lab', 'tun-pump.pl'));
    expect(files.filter((file) => /\.(go|pcap|pcapng)$/.test(file) || file.startsWith('test'))).toEqual([]);
  });

  test('is well-formed', async () => {
    const { messages } = await publint({ pkgDir: installed, strict: true });
    expect(messages.filter((message) => message.type !== 'suggestion')).toEqual([]);
  });
});
