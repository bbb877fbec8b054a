/** The gates themselves: each finds a planted violation, so that a gate that looks at nothing cannot pass. */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';

const root = path.join(import.meta.dirname, '../..');
const bin = (name: string): string => path.join(root, 'node_modules/.bin', name);
const folder = mkdtempSync(path.join(tmpdir(), 'zonewright-gates-'));

afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A small tree with one file of bad code, and the project's own configuration. */
function plant(name: string, files: Readonly<Record<string, string>>): string {
  const tree = path.join(folder, name);
  mkdirSync(tree);
  for (const config of ['.dependency-cruiser.mjs', 'tsconfig.json', '.oxlintrc.json', 'biome.json', 'package.json']) {
    cpSync(path.join(root, config), path.join(tree, config));
  }
  symlinkSync(path.join(root, 'node_modules'), path.join(tree, 'node_modules'));
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(tree, file)), { recursive: true });
    writeFileSync(path.join(tree, file), text);
  }
  return tree;
}

function cruise(tree: string): { readonly violations: readonly string[]; readonly modules: number } {
  const args = ['--config', '.dependency-cruiser.mjs', '--output-type', 'json', 'src'];
  const { stdout } = spawnSync(bin('depcruise'), args, { cwd: tree, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 });
  const { summary } = JSON.parse(stdout) as {
    summary: { violations: { rule: { name: string } }[]; totalCruised: number };
  };
  return { violations: summary.violations.map((each) => each.rule.name), modules: summary.totalCruised };
}

describe('import rules', () => {
  test('hold in this tree, which is not empty', () => {
    const { violations, modules } = cruise(root);
    expect(violations).toEqual([]);
    expect(modules).toBeGreaterThan(200);
  });

  test.each([
    ['model-imports-nothing', 'src/model/a.ts', '../algebra/b.ts'],
    ['algebra-knows-the-model-only', 'src/algebra/a.ts', '../compiler/b.ts'],
    ['diagnostics-stand-below-the-stages', 'src/diagnostics/a.ts', '../evaluator/b.ts'],
    ['stages-are-siblings', 'src/compiler/a.ts', '../exporters/b.ts'],
    ['core-knows-no-shell', 'src/flows/a.ts', '../platform/b.ts'],
    ['platform-imports-ports-only', 'src/platform/a.ts', '../evaluator/b.ts'],
    ['io-only-in-platform', 'src/evaluator/a.ts', 'node:fs'],
    ['io-only-in-platform', 'src/compiler/a.ts', 'node:child_process'],
    ['vm-only-in-the-evaluator', 'src/flows/a.ts', 'node:vm'],
    ['proofs-share-nothing-with-exports', 'src/exporters/proof/a.ts', '../cells.ts'],
    ['proofs-share-nothing-with-exports', 'src/exporters/nftables/trace/a.ts', '../layout.ts'],
    ['only-compiler-imports-yaml', 'src/evaluator/a.ts', 'yaml'],
    ['only-evaluator-imports--open-policy-agent-opa-wasm', 'src/cli/a.ts', '@open-policy-agent/opa-wasm'],
    ['only-platform-imports-execa', 'src/exporters/a.ts', 'execa'],
    ['only-cli-imports--stricli-core', 'src/report/a.ts', '@stricli/core'],
    ['only-cli-language-server-imports-vscode-languageserver', 'src/cli/runs/a.ts', 'vscode-languageserver/node'],
    ['language-stands-on-the-compiler', 'src/language/a.ts', '../evaluator/b.ts'],
    ['stages-know-no-language', 'src/compiler/a.ts', '../language/b.ts'],
    ['not-unresolvable', 'src/model/a.ts', './nowhere.ts'],
  ])('%s is found when %s imports %s', (rule, file, target) => {
    const tree = plant(`${rule}-${file.replaceAll('/', '-')}`, {
      [file]: `import * as other from '${target}';\nexport const used = other;\n`,
      ...(target.startsWith('.') && target !== './nowhere.ts'
        ? { [path.join(path.dirname(file), target)]: 'export const b = 1;\n' }
        : {}),
    });
    expect(cruise(tree).violations).toContain(rule);
  });

  test('no-cycles is found', () => {
    const tree = plant('cycle', {
      'src/model/a.ts': "import { b } from './b.ts';\nexport const a = () => b;\n",
      'src/model/b.ts': "import { a } from './a.ts';\nexport const b = () => a;\n",
    });
    expect(cruise(tree).violations).toContain('no-cycles');
  });
});

describe('the other gates', () => {
  test('the typed lint finds a promise that nobody waits for', () => {
    const tree = plant('promise', {
      'src/a.ts': 'export async function work(): Promise<void> {}\nexport function start(): void {\n  work();\n}\n',
    });
    const { status, stdout } = spawnSync(bin('oxlint'), ['--type-aware', '--config', '.oxlintrc.json', 'src'], {
      cwd: tree,
      encoding: 'utf8',
    });
    expect(stdout).toContain('no-floating-promises');
    expect(status).toBe(1);
  });

  test('the linter finds `any`, a default export and an enum', () => {
    const tree = plant('lint', {
      'src/a.ts': 'enum Colour {\n  Red,\n}\nexport default function paint(x: any): Colour {\n  return x;\n}\n',
    });
    const { status, stdout, stderr } = spawnSync(bin('biome'), ['lint', '--vcs-enabled=false', 'src'], {
      cwd: tree,
      encoding: 'utf8',
    });
    for (const rule of ['noExplicitAny', 'noDefaultExport', 'noEnum']) expect(stdout + stderr).toContain(rule);
    expect(status).toBe(1);
  });

  test('the type check finds an index that may be missing', () => {
    const tree = plant('types', {
      'src/a.ts': 'export function first(list: string[]): string {\n  return list[0];\n}\n',
    });
    const { status, stdout } = spawnSync(bin('tsc'), ['-p', 'tsconfig.json', '--noEmit'], {
      cwd: tree,
      encoding: 'utf8',
    });
    expect(stdout).toContain('TS2322');
    expect(status).not.toBe(0);
  });
});
