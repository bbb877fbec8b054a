/**
 * The schema of SARIF 2.1.0 as OASIS publishes it, from the source of go-sarif (public domain), which Go's module cache
 * holds under the checksum of `sarif-schema/go.sum`.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { Ajv, type ValidateFunction } from 'ajv';

const module = 'github.com/owenrumney/go-sarif/v3';

/** A validator of SARIF logs; null with a word on standard error where the module cannot be had. */
export function sarifValidator(): ValidateFunction | null {
  const cwd = fileURLToPath(new URL('sarif-schema', import.meta.url));
  const run = spawnSync('go', ['mod', 'download', '-json', module], { cwd, encoding: 'utf8' });
  const isRequired = (process.env['ZONEWRIGHT_REQUIRE'] ?? '').split(',').includes('corpus');
  if (run.status !== 0) {
    if (isRequired) throw new Error(`the schema of SARIF is required and cannot be had: ${run.stderr}`);
    process.stderr.write('a test against the schema of SARIF is skipped: its Go module cannot be had\n');
    return null;
  }
  const { Dir } = JSON.parse(run.stdout) as { readonly Dir: string };
  const source = readFileSync(path.join(Dir, 'pkg/report/v210/sarif/schema.go'), 'utf8');
  const text = source.slice(source.indexOf('`') + 1, source.lastIndexOf('`'));
  // Draft 4 differs from what Ajv reads in the name of the id only, as far as this schema goes.
  const { $schema: _draft, id: _id, ...schema } = JSON.parse(text) as Record<string, unknown>;
  return new Ajv({ strict: false, validateFormats: false, allErrors: true }).compile(schema);
}
