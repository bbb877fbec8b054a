/** What holds for every Rego compiler, be it the module of the package or an OPA binary. */
import * as sdk from '@open-policy-agent/opa-wasm';
import { expect, test } from 'vitest';
import type { RegoCompiler, RegoFailed, RegoProblem } from '../../src/compiler/rego/port.ts';

/** A historian may read; the helpers sit in a package of their own. */
export const historian: Readonly<Record<string, string>> = {
  'policies/historian.rego': `# METADATA
# title: historians read
# custom: {owner: ops}
package plant.allow.historian

import data.lib.levels
import input.operation as op

# METADATA
# description: every PLC of the site
grant contains "read-all" if {
	input.source.class == "historian_server"
	op.class in {"read", "report"}
	levels.low with input.level as input.destination.level
	not retired
}

grant contains name if {
	some name, zone in data.extra
	input.destination.zone == zone
}

retired if input.source.labels.state == "retired"

retired if input.source.labels.state == "spare"
`,
  'policies/levels.rego': 'package lib.levels\n\nlow if input.level <= 1\n',
};

export const historianSchema: object = {
  type: 'object',
  properties: {
    level: { type: 'number' },
    source: {
      type: 'object',
      properties: {
        class: { type: 'string' },
        labels: { type: 'object', properties: { state: { type: 'string' } } },
      },
    },
    destination: { type: 'object', properties: { zone: { type: 'string' }, level: { type: 'number' } } },
    operation: { type: 'object', properties: { class: { type: 'string' } } },
  },
};

/** The answer of the kind wanted; anything else fails the test and shows what came. */
export function expectKind<Answer extends { readonly kind: string }, Kind extends Answer['kind']>(
  answer: Answer,
  kind: Kind,
): Extract<Answer, { readonly kind: Kind }> {
  if (answer.kind !== kind) expect(answer).toHaveProperty('kind', kind);
  return answer as Extract<Answer, { readonly kind: Kind }>;
}

/** Where the problems are and what they are, in short. */
export function placesOf(answer: { readonly kind: string } | RegoFailed): readonly string[] {
  const { errors } = expectKind(answer as RegoFailed, 'failed');
  return errors.map(({ code, file, line }: RegoProblem) => `${code} ${file}:${line}`);
}

export function claimRegoCompiler(compiler: RegoCompiler): void {
  claimChecks(compiler);
  claimMistakes(compiler);
  claimCompiles(compiler);
  claimFormats(compiler);
  claimTests(compiler);
  claimEvaluates(compiler);
}

function claimChecks(compiler: RegoCompiler): void {
  test('reports what packages define and read', async () => {
    const checked = expectKind(await compiler.check({ modules: historian, schema: historianSchema }), 'checked');
    const [levels, allowlist] = checked.packages;
    expect(levels).toMatchObject({
      path: 'data.lib.levels',
      files: ['policies/levels.rego'],
      inputRefs: ['input.level'],
    });
    expect(allowlist?.inputRefs).toEqual([
      'input.destination.level',
      'input.destination.zone',
      'input.operation.class',
      'input.source.class',
      'input.source.labels.state',
    ]);
    expect(allowlist?.dataRefs).toEqual(['data.extra', 'data.lib.levels.low']);
    expect(allowlist?.rules.map(({ name, line, endLine }) => [name, line, endLine])).toEqual([
      ['grant', 11, 16],
      ['grant', 18, 21],
      ['retired', 23, 23],
      ['retired', 25, 25],
    ]);
  });

  test('reports METADATA with its place', async () => {
    const { annotations } = expectKind(await compiler.check({ modules: historian }), 'checked');
    expect(annotations).toMatchObject([
      {
        path: 'data.plant.allow.historian',
        scope: 'package',
        title: 'historians read',
        custom: { owner: 'ops' },
        file: 'policies/historian.rego',
        line: 4,
      },
      { path: 'data.plant.allow.historian.grant', scope: 'rule', description: 'every PLC of the site', line: 11 },
    ]);
  });

  test('accepts no sources at all', async () => {
    expect(await compiler.check({ modules: {} })).toEqual({ kind: 'checked', packages: [], annotations: [] });
  });

  test('keeps a path that leads out of the plant as a mere name', async () => {
    const checked = expectKind(
      await compiler.check({ modules: { '../../etc/x.rego': 'package x\np := 1' } }),
      'checked',
    );
    expect(checked.packages[0]).toMatchObject({ files: ['../../etc/x.rego'], rules: [{ file: '../../etc/x.rego' }] });
    expect(placesOf(await compiler.check({ modules: { '/a b.txt': 'package x\np if {' } }))).toEqual([
      'rego_parse_error /a b.txt:2',
    ]);
  });

  test('tells its version', async () => {
    expect(await compiler.version()).toEqual({ opa: '1.22.2', go: expect.stringMatching(/^go1\./) });
  });
}

function claimMistakes(compiler: RegoCompiler): void {
  test('finds a misspelt input in every module, and knows what could have been meant', async () => {
    const answer = await compiler.check({
      modules: {
        'a.rego': 'package a\n\np if input.sorce.class == "x"',
        'b.rego': 'package b\np if input.source.klass',
      },
      schema: historianSchema,
    });
    expect(placesOf(answer)).toEqual(['rego_type_error a.rego:3', 'rego_type_error b.rego:2']);
    expect(expectKind(answer, 'failed').errors[0]?.expected).toEqual(['destination', 'level', 'operation', 'source']);
  });

  test('finds a forbidden built-in function where it is called', async () => {
    const answer = await compiler.check({
      modules: {
        'a.rego': 'package a\np if time.now_ns() > 1\n\nq := http.send({"url": input.url})\nr := count([1]) + 1',
      },
      capabilities: { builtins: ['count'] },
    });
    expect(placesOf(answer)).toEqual(['rego_builtin_error a.rego:2', 'rego_builtin_error a.rego:4']);
    expect(expectKind(answer, 'failed').errors.map(({ builtin, column }) => [builtin, column])).toEqual([
      ['time.now_ns', 6],
      ['http.send', 6],
    ]);
  });

  test('finds a misspelt name among the allowed built-in functions', async () => {
    const answer = await compiler.check({ modules: {}, capabilities: { builtins: ['cuont'] } });
    expect(placesOf(answer)).toEqual(['rego_builtin_error <request>:1']);
  });

  test('finds the syntax errors of all files', async () => {
    const answer = await compiler.check({ modules: { 'b.rego': 'package b\nq if }', 'a.rego': 'package a\np if {' } });
    expect(placesOf(answer)).toEqual(['rego_parse_error a.rego:2', 'rego_parse_error b.rego:2']);
  });

  test('finds rules that exclude each other', async () => {
    const modules = { 'a.rego': 'package a\np := 1\np contains 2' };
    expect(placesOf(await compiler.compile({ modules, entrypoints: ['a/p'] }))).toEqual(['rego_type_error a.rego:2']);
  });

  test('finds a variable that nothing binds', async () => {
    expect(placesOf(await compiler.check({ modules: { 'a.rego': 'package a\np if not x' } }))).toEqual([
      'rego_unsafe_var_error a.rego:2',
    ]);
  });

  test('blames a schema that makes no sense', async () => {
    const answer = await compiler.check({ modules: { 'a.rego': 'package a' }, schema: { properties: 3 } });
    expect(placesOf(answer)).toEqual(['rego_type_error <schema>:1']);
  });
}

function claimCompiles(compiler: RegoCompiler): void {
  test('compiles to a policy that decides', async () => {
    const compiled = expectKind(
      await compiler.compile({
        modules: historian,
        schema: historianSchema,
        entrypoints: ['plant/allow/historian/grant'],
      }),
      'compiled',
    );
    const policy = await sdk.loadPolicy(compiled.wasm);
    policy.setData({ extra: { 'extra-1': 'cell' } });
    const asked = {
      source: { class: 'historian_server' },
      destination: { zone: 'cell', level: 1 },
      operation: { class: 'read' },
    };
    const decide = (input: object): unknown => [...(policy.evaluate(input)[0]?.result ?? [])].sort();
    expect(decide(asked)).toEqual(['extra-1', 'read-all']);
    expect(decide({ ...asked, operation: { class: 'write' } })).toEqual(['extra-1']);
    expect(decide({ ...asked, destination: { level: 2 } })).toEqual([]);
    expect(compiled.packages).toHaveLength(2);
  });

  test('gives the same bytes for the same sources', async () => {
    const request = { modules: historian, entrypoints: ['plant/allow/historian/grant'] };
    const [first, second] = [await compiler.compile(request), await compiler.compile(request)];
    expect(expectKind(first, 'compiled').wasm).toEqual(expectKind(second, 'compiled').wasm);
  });

  test('names an entry point that does not exist by its number', async () => {
    const entrypoints = ['plant/allow/historian', 'plant/allow/historian/grnt'];
    expect(placesOf(await compiler.compile({ modules: historian, entrypoints }))).toEqual([
      'rego_compile_error <entrypoints>:2',
    ]);
    expect(placesOf(await compiler.compile({ modules: historian, entrypoints: [] }))).toEqual([
      'rego_compile_error <entrypoints>:1',
    ]);
  });
}

function claimFormats(compiler: RegoCompiler): void {
  test('lays sources out', async () => {
    const modules = { 'a.rego': 'package a\np if {input.x==1}', 'b/c.rego': 'package b.c\n' };
    expect(await compiler.format({ modules })).toEqual({
      kind: 'formatted',
      formatted: { 'a.rego': 'package a\n\np if input.x == 1\n', 'b/c.rego': 'package b.c\n' },
    });
    expect(placesOf(await compiler.format({ modules: { 'a.rego': 'package a\np if {' } }))).toEqual([
      'rego_parse_error a.rego:2',
    ]);
  });
}

function claimTests(compiler: RegoCompiler): void {
  const policy = 'package a\np if input.x > data.limit\nq if input.y\n';
  test('runs tests and tells the outcome of each', async () => {
    const tests = `package a_test
import data.a
test_pass if { print("limit", data.limit); a.p with input.x as 4 }
test_fail if a.p with input.x as 2
todo_test_later if true
test_broken if c == 1
c := 1
c := 2 if true
test_cases[name] if { some name, x in {"low": 1, "high": 9}; a.p with input.x as x }
`;
    const modules = { 'a.rego': policy, 'a_test.rego': tests };
    const { results } = expectKind(await compiler.test({ modules, data: { limit: 3 } }), 'tested');
    const [pass, fail, skip, broken, cases] = results;
    expect(pass).toMatchObject({
      package: 'data.a_test',
      name: 'test_pass',
      file: 'a_test.rego',
      line: 3,
      fail: false,
    });
    expect(pass?.output).toBe('limit 3\n');
    expect(fail).toMatchObject({ name: 'test_fail', fail: true, skip: false });
    expect(skip).toMatchObject({ name: 'todo_test_later', skip: true });
    expect(broken?.error).toContain('eval_conflict_error');
    expect(cases).toMatchObject({
      fail: true,
      cases: [
        { name: ['high'], fail: false },
        { name: ['low'], fail: true },
      ],
    });
  });

  test('measures what the tests cover', async () => {
    const modules = { 'a.rego': policy, 'a_test.rego': 'package a_test\ntest_p if data.a.p with input.x as 4\n' };
    const tested = expectKind(await compiler.test({ modules, data: { limit: 3 }, coverage: 'measured' }), 'tested');
    expect(tested.coverage?.files[0]).toMatchObject({
      file: 'a.rego',
      percentage: 50,
      notCovered: [
        { line: 3, column: 1 },
        { line: 3, column: 6 },
      ],
    });
  });

  test('runs no test when the sources have mistakes', async () => {
    expect(placesOf(await compiler.test({ modules: { 'a.rego': 'package a\ntest_x if' } }))).toEqual([
      'rego_parse_error a.rego:2',
    ]);
  });
}

function claimEvaluates(compiler: RegoCompiler): void {
  test('leaves of a query what depends on the unknown', async () => {
    const residue = expectKind(
      await compiler.partial({
        modules: historian,
        query: 'data.plant.allow.historian.grant[x]',
        unknowns: ['input'],
        data: { extra: { 'extra-1': 'cell' } },
        disableInlining: ['data.plant.allow.historian.retired'],
      }),
      'residue',
    );
    expect(residue.queries.map((query) => query.map(({ text }) => text))).toEqual([
      [
        'input.source.class = "historian_server"',
        'input.operation.class in {"read", "report"}',
        'data.lib.levels.low with input.level as input.destination.level',
        'not data.partial.plant.allow.historian.retired',
        'x = "read-all"',
      ],
      ['input.destination.zone = "cell"', 'x = "extra-1"'],
    ]);
    expect(residue.queries[1]?.[0]?.ast.terms).toMatchObject([
      { type: 'ref', value: [{ value: 'eq' }] },
      { type: 'ref', value: [{ value: 'input' }, { value: 'destination' }, { value: 'zone' }] },
      { type: 'string', value: 'cell' },
    ]);
    const [support] = residue.support;
    expect(support).toMatchObject({ path: 'data.partial.plant.allow.historian' });
    expect(support?.source).toContain('retired if input.source.labels.state = "retired"');
    expect(support?.rules.map(({ name, body }) => [name, body.map(({ text }) => text)])).toEqual([
      ['data.partial.plant.allow.historian.retired', ['input.source.labels.state = "retired"']],
      ['data.partial.plant.allow.historian.retired', ['input.source.labels.state = "spare"']],
    ]);
  });

  test('tells always from never', async () => {
    expect(await compiler.partial({ modules: {}, query: '1 == 1' })).toMatchObject({ queries: [[]] });
    expect(await compiler.partial({ modules: {}, query: '1 == 2' })).toMatchObject({ queries: [] });
  });

  test('gives up after the limit of the request, which is an answer', async () => {
    const endless = 'some a in numbers.range(1, 4000); some b in numbers.range(1, 4000); a * b == input.x; a * b < 0';
    const modules = { 'a.rego': `package a\np if { ${endless} }` };
    const answer = await compiler.partial({ modules, query: 'data.a.p', limitMs: 2000 });
    expect(placesOf(answer)).toEqual(['rego_timeout <query>:1']);
  });

  test('finds mistakes in the query', async () => {
    const ask = async (query: string): Promise<readonly string[]> =>
      placesOf(
        await compiler.partial({
          modules: historian,
          query,
          schema: historianSchema,
          capabilities: { builtins: [] },
        }),
      );
    expect(await ask('x = 1; ]')).toEqual(['rego_parse_error <query>:1']);
    expect(await ask('input.sorce = 1')).toEqual(['rego_type_error <query>:1']);
    expect(await ask('time.now_ns() = x')).toEqual(['rego_builtin_error <query>:1']);
  });

  test('finds values that contradict each other', async () => {
    const modules = { 'a.rego': 'package a\np := 1\np := 2' };
    expect(placesOf(await compiler.partial({ modules, query: 'data.a.p = x' }))).toEqual([
      'eval_conflict_error a.rego:3',
    ]);
  });
}
