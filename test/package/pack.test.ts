/** The package as it would be published: packed, unpacked beside its dependencies, run without Go, OPA or nft. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
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

/** An empty PATH: no Go, no OPA, no git, no nft. */
function zonewright(...args: string[]) {
  const { bin } = JSON.parse(readFileSync(path.join(installed, 'package.json'), 'utf8')) as Manifest;
  const main = path.join(installed, bin.zonewright);
  return spawnSync(process.execPath, [main, ...args], {
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
