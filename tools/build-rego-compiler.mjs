/**
 * Builds the Rego compiler (tools/rego-compiler) into build/rego-compiler.wasm.br. `npm ci` runs it with whatever Node
 * started npm, so it uses nothing that Node 20 lacks and no package. `--verify` proves that the build is reproducible.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants } from 'node:zlib';

const root = path.join(path.dirname(fileURLToPath(import.meta.url)), '..');
const sources = path.join(root, 'tools', 'rego-compiler');
const target = path.join(root, 'build');
const moduleName = 'rego-compiler.wasm.br';
const licensesName = 'rego-compiler.licenses.txt';
const stampName = 'rego-compiler.json';
const buildArguments = ['build', '-trimpath', '-ldflags=-s -w -buildid='];
// Settings of the user must not change the bytes. The version control stamp would differ between clones.
const buildSettings = {
  CGO_ENABLED: '0',
  GOOS: 'wasip1',
  GOARCH: 'wasm',
  GOWASM: '',
  GOEXPERIMENT: '',
  GOFLAGS: '-mod=readonly -buildvcs=false',
  GOWORK: 'off',
};
const quality = 9;

try {
  if (process.argv.includes('--verify')) verify();
  else prepare();
} catch (error) {
  if (!(error instanceof Plain)) throw error;
  console.error(`zonewright: ${error.message}`);
  process.exitCode = 1;
}

/** A failure whose message says everything; its stack would only hide that. */
function Plain(message) {
  this.message = message;
}

/** Brings the compressed module up to date with as little work as possible. */
function prepare() {
  if (!existsSync(path.join(sources, 'go.mod')))
    return say('nothing to build, the Rego compiler came with the package');
  const opa = process.env.ZONEWRIGHT_OPA ?? '';
  const found = findGo();
  const wanted = { sources: hashOfSources(), go: found.version };
  if (isFresh(target, wanted)) return say('the Rego compiler is up to date');
  if (opa !== '') return say(`the Rego compiler is not built: ZONEWRIGHT_OPA is set, ${opa} takes its place`);
  if (found.version === undefined) throw new Plain(withoutGo(found.problem));
  const cache = path.join(cacheFolder(), digest(`${wanted.sources} ${wanted.go}`));
  if (isFresh(cache, wanted)) {
    copyOutput(cache, target);
    return say(`the Rego compiler is taken from ${cache}`);
  }
  build(wanted);
  try {
    copyOutput(target, cache);
  } catch (error) {
    say(`not kept for the next clone: ${error.message}`);
  }
}

function build(wanted) {
  const started = Date.now();
  say(`building the Rego compiler with ${wanted.go}; the first time takes about half a minute`);
  const folder = mkdtempSync(path.join(tmpdir(), 'zonewright-build-'));
  try {
    const module = compile(sources, path.join(folder, 'rego-compiler.wasm'));
    say(`compressing ${megabytes(module)}`);
    const compressed = brotliCompressSync(module, {
      params: { [constants.BROTLI_PARAM_QUALITY]: quality, [constants.BROTLI_PARAM_SIZE_HINT]: module.length },
    });
    const files = { [moduleName]: compressed, [licensesName]: collectLicenses() };
    const stamp = { ...wanted, module: digest(module) };
    writeOutput(target, stamp, files);
    const seconds = ((Date.now() - started) / 1000).toFixed(0);
    say(`built build/${moduleName}, ${megabytes(compressed)}, in ${seconds} s; sha256 of the module ${stamp.module}`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Builds twice, from two folders and with nothing cached, and compares. */
function verify() {
  const found = findGo();
  if (found.version === undefined) throw new Plain(withoutGo(found.problem));
  const folder = mkdtempSync(path.join(tmpdir(), 'zonewright-verify-'));
  try {
    const digests = ['one', 'the-other'].map((name) => {
      const copy = path.join(folder, name, 'sources');
      mkdirSync(copy, { recursive: true });
      for (const file of sourceFiles()) copyFileSync(path.join(sources, file), path.join(copy, file));
      say(`building in ${copy}`);
      const cache = path.join(folder, name, 'cache');
      return digest(compile(copy, path.join(folder, name, 'rego-compiler.wasm'), { GOCACHE: cache }));
    });
    const kept = readStamp(target)?.sources === hashOfSources() ? readStamp(target)?.module : undefined;
    for (const each of digests) say(`sha256 ${each}`);
    if (kept !== undefined) say(`sha256 ${kept} (build/${moduleName})`);
    if (new Set([...digests, kept ?? digests[0]]).size !== 1) throw new Plain('the builds differ');
    say(`reproducible with ${found.version}`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function compile(folder, output, settings = {}) {
  const { status, error } = spawnSync('go', [...buildArguments, '-o', output, '.'], {
    cwd: folder,
    env: { ...process.env, ...buildSettings, ...settings },
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  if (error !== undefined || status !== 0) throw new Plain(`the Rego compiler could not be built. ${waysOut()}`);
  return readFileSync(output);
}

/** The licences of all that is linked in, which must go wherever the module goes. */
function collectLicenses() {
  const { status, stdout } = go([
    'list',
    '-deps',
    '-f',
    '{{.Dir}}|{{with .Module}}{{.Path}} {{.Version}}|{{.Dir}}{{end}}',
    '.',
  ]);
  if (status !== 0) throw new Plain('the licences of the linked Go modules could not be listed');
  const texts = new Map();
  for (const line of stdout.trim().split('\n')) {
    // A package of Go itself has no module; its licence lies at the root of Go.
    const [folder, name = '', top = ''] = line.split('|');
    if (top === '') addLicenses(texts, 'Go', go(['env', 'GOROOT']).stdout.trim());
    else if (top !== sources) {
      for (let at = folder; at.startsWith(top); at = path.dirname(at)) addLicenses(texts, name, at);
    }
  }
  return [...texts.values()].sort().join('\n');
}

function addLicenses(texts, name, folder) {
  for (const file of existsSync(folder) ? readdirSync(folder) : []) {
    if (!/^(licen[cs]e|copying|notice|patents)/i.test(file)) continue;
    const place = path.join(folder, file);
    if (!texts.has(place)) texts.set(place, `==== ${name}: ${file} ====\n\n${readFileSync(place, 'utf8')}`);
  }
}

/** The version of Go that would build, or why there is none. */
function findGo() {
  const { error, status, stdout, stderr } = go(['env', 'GOVERSION']);
  if (error !== undefined) return { problem: 'Go is not installed' };
  if (status !== 0) return { problem: `Go does not run here: ${stderr.trim()}` };
  const version = stdout.trim();
  if (isOlder(version.replace(/^go/, ''), neededGo())) return { problem: `Go is too old: ${version}` };
  return { version };
}

function go(args) {
  return spawnSync('go', args, {
    cwd: sources,
    env: { ...process.env, ...buildSettings },
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  });
}

function neededGo() {
  return /^go (\S+)$/m.exec(readFileSync(path.join(sources, 'go.mod'), 'utf8'))?.[1] ?? '0';
}

function isOlder(version, needed) {
  const [have, want] = [version, needed].map((each) => each.split('.').map((part) => Number.parseInt(part, 10) || 0));
  const differs = want.findIndex((part, index) => part !== (have[index] ?? 0));
  return differs >= 0 && (have[differs] ?? 0) < want[differs];
}

function withoutGo(problem) {
  return `the Rego compiler is built from source, and ${problem}. ${waysOut()}`;
}

function waysOut() {
  return [
    'Either',
    `  - install Go ${neededGo()} or newer (https://go.dev/dl) and run \`npm ci\` again; the first build also downloads`,
    '    the Go modules that tools/rego-compiler/go.sum pins, or',
    '  - set ZONEWRIGHT_OPA=/path/to/opa to an OPA binary, which is then used instead, and run `npm ci` again.',
  ].join('\n');
}

function sourceFiles() {
  return readdirSync(sources)
    .filter((name) => /^go\.(mod|sum)$/.test(name) || (name.endsWith('.go') && !name.endsWith('_test.go')))
    .sort();
}

function hashOfSources() {
  const hash = createHash('sha256').update(JSON.stringify([buildArguments, buildSettings, quality]));
  for (const name of sourceFiles()) {
    const text = readFileSync(path.join(sources, name));
    hash.update(`\n${name} ${text.length}\n`).update(text);
  }
  return hash.digest('hex');
}

/** Without Go, what was built from these sources by any Go will do. */
function isFresh(folder, wanted) {
  const stamp = readStamp(folder);
  if (stamp === undefined || stamp.sources !== wanted.sources) return false;
  if (wanted.go !== undefined && stamp.go !== wanted.go) return false;
  return [moduleName, licensesName].every((name) => {
    const file = path.join(folder, name);
    return existsSync(file) && digest(readFileSync(file)) === stamp.files?.[name];
  });
}

function readStamp(folder) {
  try {
    return JSON.parse(readFileSync(path.join(folder, stampName), 'utf8'));
  } catch {
    return undefined;
  }
}

function copyOutput(from, to) {
  const { files, ...stamp } = readStamp(from);
  const contents = Object.keys(files).map((name) => [name, readFileSync(path.join(from, name))]);
  writeOutput(to, stamp, Object.fromEntries(contents));
}

/** Writes beside and renames, so that nobody ever sees half a file; the stamp comes last. */
function writeOutput(folder, stamp, files) {
  mkdirSync(folder, { recursive: true });
  const write = (name, content) => {
    const temporary = path.join(folder, `${name}.${process.pid}`);
    writeFileSync(temporary, content);
    renameSync(temporary, path.join(folder, name));
  };
  for (const [name, content] of Object.entries(files)) write(name, content);
  const digests = Object.entries(files).map(([name, content]) => [name, digest(content)]);
  write(stampName, `${JSON.stringify({ ...stamp, files: Object.fromEntries(digests) }, null, 2)}\n`);
}

function cacheFolder() {
  const base = process.env.XDG_CACHE_HOME || path.join(homedir(), '.cache');
  return path.join(base, 'zonewright', 'rego-compiler');
}

function digest(content) {
  return createHash('sha256').update(content).digest('hex');
}

function megabytes(content) {
  return `${(content.length / 1e6).toFixed(1)} MB`;
}

function say(message) {
  console.log(`zonewright: ${message}`);
}
