/** Reads what the package brings along: the catalogue, the base library and the schemas. */
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { packageRoot } from './package-root.ts';

export interface ShippedText {
  readonly path: string;
  readonly text: string;
}

/** Structurally the compiler's `ShippedFiles`; the platform knows no stage. */
export interface Shipped {
  readonly catalogue: readonly ShippedText[];
  readonly policies: readonly ShippedText[];
  readonly rules: readonly ShippedText[];
  readonly plantSchema: object;
  readonly inputSchema: object;
  readonly testsSchema: object;
  readonly ruleInputSchema: object;
}

let shipped: Shipped | null = null;

/** Read once, so that what is made from them need not be made again for the next plant. */
export function readShippedFiles(): Shipped {
  shipped ??= readFiles();
  return shipped;
}

function readFiles(): Shipped {
  const root = packageRoot();
  const regoIn = (folder: string) =>
    readTree(root, folder, '.rego').filter((file) => !file.path.endsWith('_test.rego'));
  return {
    catalogue: readTree(root, 'zones', '.yaml'),
    policies: regoIn('policies/zonewright'),
    rules: regoIn('policies/rules'),
    plantSchema: readSchema(root, 'plant.schema.json'),
    inputSchema: readSchema(root, 'policy-input.schema.json'),
    testsSchema: readSchema(root, 'tests.schema.json'),
    ruleInputSchema: readSchema(root, 'rule-input.schema.json'),
  };
}

function readSchema(root: string, name: string): object {
  return JSON.parse(readFileSync(path.join(root, 'schemas', name), 'utf8')) as object;
}

function readTree(root: string, folder: string, extension: string): ShippedText[] {
  return readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith(extension))
    .map((name) => path.posix.join(folder, name.split(path.sep).join('/')))
    .sort()
    .map((name) => ({ path: name, text: readFileSync(path.join(root, name), 'utf8') }));
}
