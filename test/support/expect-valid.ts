/** Documents against their published schemas. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { Ajv } from 'ajv';
import { expect } from 'vitest';

/** Expects a document to be valid against `schemas/<name>.schema.json`. */
export function expectValid(schema: string, document: unknown): void {
  const file = path.join(import.meta.dirname, '../../schemas', `${schema}.schema.json`);
  const validate = new Ajv({ allErrors: true, strict: false }).compile(
    JSON.parse(readFileSync(file, 'utf8')) as object,
  );
  validate(document);
  expect(validate.errors ?? []).toEqual([]);
}
