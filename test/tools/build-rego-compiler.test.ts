import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { brotliDecompressSync } from 'node:zlib';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';

let root: string;

/** A clone with a Go that only pretends: `go env` tells a version, `go build` writes the sources end to end. */
beforeEach(() => {
  root = mkdtempSync(path.join(tmpdir(), 'zonewright-build-test-'));
  for (const folder of ['tools/rego-compiler', 'bin', 'cache', 'go', 'mod/a/b'])
    mkdirSync(path.join(root, folder), { recursive: true });
  copyFileSync(
    path.join(import.meta.dirname, '../../tools/build-rego-compiler.mjs'),
    path.join(root, 'tools/build-rego-compiler.mjs'),
  );
  write('tools/rego-compiler/go.mod', 'module x\n\ngo 1.26.0\n');
  write('tools/rego-compiler/main.go', 'package main\n');
  write('go/LICENSE', 'free as in Go\n');
  write('mod/a/LICENSE.md', 'free as in a\n');
  write('mod/a/b/NOTICE', 'b was here\n');
  pretendGo('go1.26.8');
});

afterEach(() => rmSync(root, { recursive: true, force: true }));

function write(file: string, text: string): void {
  writeFileSync(path.join(root, file), text);
}

function pretendGo(version: string): void {
  write(
    'bin/go',
    `#!/bin/sh
if [ "$2" = GOVERSION ]; then echo ${version}; exit 0; fi
if [ "$2" = GOROOT ]; then echo ${root}/go; exit 0; fi
if [ "$1" = list ]; then echo "${root}/go/src/fmt|"; echo "${root}/mod/a/b|example.org/a v1.2.3|${root}/mod/a"; exit 0; fi
echo built >> ${root}/builds
while [ "$1" != -o ]; do shift; done
/bin/cat *.go > "$2"
echo "$GOOS $GOARCH $CGO_ENABLED $GOFLAGS" >> "$2"
`,
  );
  chmodSync(path.join(root, 'bin/go'), 0o755);
}

function prepare(env: Readonly<Record<string, string>> = {}, ...args: readonly string[]) {
  const script = path.join(root, 'tools/build-rego-compiler.mjs');
  const { status, stdout, stderr } = spawnSync(process.execPath, [script, ...args], {
    env: { PATH: path.join(root, 'bin'), XDG_CACHE_HOME: path.join(root, 'cache'), ...env },
    encoding: 'utf8',
  });
  return { status, stdout, stderr };
}

const withoutGo = { PATH: '/nowhere' };
const built = (): number =>
  existsSync(path.join(root, 'builds')) ? readFileSync(path.join(root, 'builds')).length / 6 : 0;
const output = (): string =>
  brotliDecompressSync(readFileSync(path.join(root, 'build/rego-compiler.wasm.br'))).toString();

describe('the build of the Rego compiler', () => {
  test('writes the compressed module, with settings that the user cannot change', () => {
    const { status, stdout } = prepare({ GOFLAGS: '-mod=mod', GOOS: 'linux' });
    expect([status, output()]).toEqual([0, 'package main\nwasip1 wasm 0 -mod=readonly -buildvcs=false\n']);
    expect(stdout).toContain('building the Rego compiler with go1.26.8');
    expect(readdirSync(path.join(root, 'build')).sort()).toEqual([
      'rego-compiler.json',
      'rego-compiler.licenses.txt',
      'rego-compiler.wasm.br',
    ]);
  });

  test('collects the licences of what is linked in', () => {
    prepare();
    expect(readFileSync(path.join(root, 'build/rego-compiler.licenses.txt'), 'utf8')).toBe(
      [
        '==== Go: LICENSE ====\n\nfree as in Go\n',
        '==== example.org/a v1.2.3: LICENSE.md ====\n\nfree as in a\n',
        '==== example.org/a v1.2.3: NOTICE ====\n\nb was here\n',
      ].join('\n'),
    );
  });

  test('does nothing when nothing has changed', () => {
    prepare();
    write('tools/rego-compiler/main_test.go', 'package main\n');
    expect(prepare().stdout).toContain('up to date');
    expect(built()).toBe(1);
  });

  test('builds again when a source or Go has changed', () => {
    prepare();
    write('tools/rego-compiler/main.go', 'package main // other\n');
    prepare();
    pretendGo('go1.27.0');
    prepare();
    expect(built()).toBe(3);
  });

  test('builds again when the output is damaged', () => {
    prepare();
    rmSync(path.join(root, 'cache'), { recursive: true });
    write('build/rego-compiler.wasm.br', 'x');
    prepare();
    expect([built(), output()]).toEqual([2, expect.stringContaining('package main')]);
  });

  test('takes the module from the cache of the user for a second clone', () => {
    prepare();
    rmSync(path.join(root, 'build'), { recursive: true });
    expect(prepare().stdout).toContain('is taken from');
    expect([built(), output()]).toEqual([1, expect.stringContaining('package main')]);
  });

  test('does not trust a damaged cache', () => {
    prepare();
    rmSync(path.join(root, 'build'), { recursive: true });
    const [key] = readdirSync(path.join(root, 'cache/zonewright/rego-compiler'));
    write(`cache/zonewright/rego-compiler/${key}/rego-compiler.wasm.br`, 'x');
    prepare();
    expect([built(), output()]).toEqual([2, expect.stringContaining('package main')]);
  });

  test('succeeds without a cache to write to', () => {
    const { status, stdout } = prepare({ XDG_CACHE_HOME: path.join(root, 'bin/go') });
    expect([status, output()]).toEqual([0, expect.stringContaining('package main')]);
    expect(stdout).toContain('not kept for the next clone');
  });

  test('proves itself by building twice', () => {
    expect(prepare({}, '--verify')).toMatchObject({ status: 0, stdout: expect.stringContaining('reproducible') });
    expect(built()).toBe(2);
    write('bin/go', readFileSync(path.join(root, 'bin/go'), 'utf8').replace('$GOOS', '$2'));
    expect(prepare({}, '--verify')).toMatchObject({ status: 1, stderr: expect.stringContaining('builds differ') });
  });
});

describe('without Go', () => {
  test('the build says what is missing and how to go on', () => {
    const { status, stderr } = prepare(withoutGo);
    expect(status).toBe(1);
    expect(stderr).toContain('Go is not installed');
    expect(stderr).toContain('install Go 1.26.0 or newer');
    expect(stderr).toContain('set ZONEWRIGHT_OPA=/path/to/opa');
    expect(stderr).not.toContain('    at ');
  });

  test('a Go that is too old is as good as none', () => {
    pretendGo('go1.25.9');
    expect(prepare()).toMatchObject({ status: 1, stderr: expect.stringContaining('Go is too old: go1.25.9') });
  });

  test('what was built from these sources still serves', () => {
    prepare();
    expect(prepare(withoutGo)).toMatchObject({ status: 0, stdout: expect.stringContaining('up to date') });
  });

  test('an OPA binary takes the place of the build, and the script says so', () => {
    const { status, stdout } = prepare({ ...withoutGo, ZONEWRIGHT_OPA: '/opt/opa' });
    expect(status).toBe(0);
    expect(stdout).toContain('not built: ZONEWRIGHT_OPA is set, /opt/opa takes its place');
    expect(existsSync(path.join(root, 'build'))).toBe(false);
  });

  test('a package without the sources builds nothing', () => {
    rmSync(path.join(root, 'tools/rego-compiler'), { recursive: true });
    expect(prepare(withoutGo)).toMatchObject({ status: 0, stdout: expect.stringContaining('nothing to build') });
  });
});

test('a build that fails is a failure with a way out', () => {
  write('bin/go', '#!/bin/sh\nif [ "$1" = env ]; then echo go1.26.8; exit 0; fi\necho no such module >&2; exit 1\n');
  const { status, stderr } = prepare();
  expect(status).toBe(1);
  expect(stderr).toContain('no such module');
  expect(stderr).toContain('could not be built');
  expect(existsSync(path.join(root, 'build'))).toBe(false);
});
