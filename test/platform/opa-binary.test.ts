import { readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { describe, expect, test } from 'vitest';
import { createOpaBinary } from '../../src/platform/opa-binary.ts';
import { createRegoCompiler } from '../../src/platform/rego-compiler.ts';
import { claimRegoCompiler, expectKind, historian } from '../support/rego-compiler-claims.ts';

const binary = process.env['ZONEWRIGHT_OPA'] ?? '';
if (binary === '') console.log('skip the OPA binary: ZONEWRIGHT_OPA is not set');

describe.skipIf(binary === '')('an OPA binary', () => {
  const compiler = createOpaBinary(binary);
  claimRegoCompiler(compiler);

  test('compiles to the same bytes as the compiler of the package', async () => {
    const request = { modules: historian, entrypoints: ['plant/allow/historian/grant'] };
    const ours = expectKind(await createRegoCompiler().compile(request), 'compiled');
    const theirs = expectKind(await compiler.compile(request), 'compiled');
    expect(Buffer.from(theirs.wasm).equals(Buffer.from(ours.wasm))).toBe(true);
    expect(theirs.packages).toEqual(ours.packages);
  });

  test('leaves no file behind', async () => {
    const left = (): readonly string[] => readdirSync(tmpdir()).filter((name) => name.startsWith('zonewright-opa-'));
    const before = left();
    await compiler.check({ modules: historian });
    expect(left()).toEqual(before);
  });

  test('is stopped when it takes too long', async () => {
    const hasty = createOpaBinary(binary, { timeoutMs: 1 });
    await expect(hasty.version()).rejects.toMatchObject({ name: 'PlatformError', code: 'rego/timeout' });
  });

  test('says that it takes no schema of `data`', async () => {
    await expect(compiler.check({ modules: {}, dataSchema: {} })).rejects.toMatchObject({
      code: 'rego/opa-unsupported',
    });
  });
});

test('a binary that does not exist is a failure of the world', async () => {
  await expect(createOpaBinary('/nowhere/opa').version()).rejects.toMatchObject({ code: 'rego/opa-missing' });
});

test('a binary that is not OPA is a failure of the world', async () => {
  await expect(createOpaBinary(process.execPath).version()).rejects.toMatchObject({ code: 'rego/opa-unexpected' });
});
