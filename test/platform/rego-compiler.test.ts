import { availableParallelism } from 'node:os';
import { describe, expect, test } from 'vitest';
import { createRegoCompiler, openRegoCompiler } from '../../src/platform/rego-compiler.ts';
import {
  claimRegoCompiler,
  expectKind,
  historian,
  historianSchema,
  placesOf,
} from '../support/rego-compiler-claims.ts';

const compiler = createRegoCompiler();

describe('the Rego compiler of the package', () => {
  claimRegoCompiler(compiler);

  test('finds a misspelt name to the column, which counts characters', async () => {
    const modules = { 'a.rego': 'package a\np if "ü" == input.sorce.class' };
    const { errors } = expectKind(await compiler.check({ modules, schema: historianSchema }), 'failed');
    expect(errors[0]).toMatchObject({ line: 2, column: 19, endLine: 2, endColumn: 24 });
  });

  test('knows where each condition was written', async () => {
    const query = 'data.plant.allow.historian.grant[x]';
    const residue = expectKind(await compiler.partial({ modules: historian, query }), 'residue');
    expect(residue.queries[0]?.map(({ at }) => at?.line ?? null)).toContain(12);
    expect(residue.queries[0]?.at(-1)).toMatchObject({ text: 'x = "read-all"', at: null });
  });

  test('checks `data` against its schema', async () => {
    const modules = { 'a.rego': 'package a\np if data.zones.cell.lvel == 1' };
    const zone = { type: 'object', properties: { level: { type: 'number' } } };
    const dataSchema = { properties: { zones: { type: 'object', properties: { cell: zone } } } };
    const { errors } = expectKind(await compiler.check({ modules, dataSchema }), 'failed');
    expect(errors[0]).toMatchObject({ line: 2, column: 22, expected: ['level'] });
  });

  test('refuses METADATA that would replace the schema of `input`', async () => {
    const modules = { 'a.rego': 'package a\n# METADATA\n# schemas:\n# - input: {type: string}\np if input.x' };
    expect(placesOf(await compiler.check({ modules }))).toEqual(['rego_annotation_error a.rego:2']);
  });
});

describe('a source that would bring the compiler down', () => {
  test('is refused where it nests too deep', async () => {
    const nested = (open: string, shut: string) => `package a\np := ${open.repeat(1000)}1${shut.repeat(1000)}`;
    const places = async (source: string) => placesOf(await compiler.check({ modules: { 'a.rego': source } }));
    expect(await places(nested('[', ']'))).toEqual(['rego_nesting_error a.rego:2']);
    expect(await places(nested('count(', ')'))).toEqual(['rego_nesting_error a.rego:2']);
    // Each level doubles the time of OPA's type checker.
    const closures = `package a\np := ${'[x | x := '.repeat(100)}1${']'.repeat(100)}`;
    expect(await places(closures)).toEqual(['rego_nesting_error a.rego:2']);
  });

  test('is compiled all the same when it is only long', async () => {
    const conditions = Array.from({ length: 1000 }, (_, index) => `\tinput.x != ${index}`).join('\n');
    const modules = { 'a.rego': `package a\np if {\n${conditions}\n}\n# ${'x'.repeat(2_000_000)}` };
    expectKind(await compiler.compile({ modules, entrypoints: ['a/p'] }), 'compiled');
  });

  test('is stopped when it takes too long, and the next request is served', async () => {
    const hasty = createRegoCompiler({ timeoutMs: 3000, threads: 1 });
    expectKind(await hasty.check({ modules: historian }), 'checked');
    const modules = {
      'a.rego': 'package a\ntest_p if count([x | some x in numbers.range(1, 100000000); x % 7 == 8]) == 1',
    };
    const started = performance.now();
    await expect(hasty.test({ modules })).rejects.toMatchObject({
      name: 'PlatformError',
      code: 'rego/timeout',
      message: 'the Rego compiler was stopped after 3 s',
    });
    expect(performance.now() - started).toBeLessThan(10_000);
    expectKind(await hasty.check({ modules: historian }), 'checked');
  });

  test('is stopped when it takes too much memory', async () => {
    const small = createRegoCompiler({ memoryMb: 64, threads: 1 });
    const modules = { 'a.rego': 'package a\ntest_p if count(numbers.range(1, 500000)) == 500000' };
    await expect(small.test({ modules })).rejects.toMatchObject({ code: 'rego/out-of-memory' });
    expectKind(await small.check({ modules: historian }), 'checked');
  });
});

describe('the threads of the compiler', () => {
  test('answer many requests at once, each its own', async () => {
    const answers = await Promise.all(
      Array.from({ length: 12 }, (_, index) =>
        compiler.check({ modules: { [`${index}.rego`]: `package p${index}\np := 1` } }),
      ),
    );
    const paths = answers.map((answer) => expectKind(answer, 'checked').packages[0]?.path);
    expect(paths).toEqual(answers.map((_, index) => `data.p${index}`));
  });

  test('leave the event loop free', async () => {
    let ticks = 0;
    const ticking = setInterval(() => {
      ticks += 1;
    }, 5);
    await compiler.compile({ modules: historian, entrypoints: ['plant/allow/historian/grant'] });
    clearInterval(ticking);
    expect(ticks).toBeGreaterThan(availableParallelism() > 1 ? 3 : 1);
  });
});

describe('the environment', () => {
  test('chooses the binary that ZONEWRIGHT_OPA names', async () => {
    const missing = await openRegoCompiler({ ZONEWRIGHT_OPA: '/nowhere/opa' });
    await expect(missing.version()).rejects.toMatchObject({ name: 'PlatformError', code: 'rego/opa-missing' });
    await expect(missing.check({ modules: {} })).rejects.toMatchObject({ code: 'rego/opa-missing' });
    const own = await openRegoCompiler({ ZONEWRIGHT_OPA: '' });
    expect((await own.version()).opa).toBe('1.22.2');
  });
});
