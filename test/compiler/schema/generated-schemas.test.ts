import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';

const root = new URL('../../../', import.meta.url);
const folder = new URL('schemas/', root);
const names = readdirSync(folder);

const read = (name: string): Record<string, unknown> =>
  JSON.parse(readFileSync(new URL(name, folder), 'utf8')) as Record<string, unknown>;

/** Every schema inside a schema. */
function* partsOf(schema: unknown): Generator<Record<string, unknown>> {
  if (typeof schema !== 'object' || schema === null) return;
  if (!Array.isArray(schema)) yield schema as Record<string, unknown>;
  for (const part of Object.values(schema)) yield* partsOf(part);
}

describe('the schemas', () => {
  it('are those of the types', () => {
    const generator = fileURLToPath(new URL('tools/generate-schemas.mjs', root));
    expect(() => execFileSync(process.execPath, [generator, '--check'], { stdio: 'pipe' })).not.toThrow();
  });
  it.each(names)('%s compiles', (name) => {
    expect(() => new Ajv({ strict: false, validateFormats: false }).compile(read(name))).not.toThrow();
  });
});

describe('the schema of plant files', () => {
  const schema = read('plant.schema.json');
  it('lets no unknown key pass', () => {
    for (const part of partsOf(schema)) {
      if (part['type'] === 'object' && 'properties' in part) expect(part['additionalProperties']).toBe(false);
    }
  });
  it('explains every key', () => {
    const definitions = schema['definitions'] as Record<string, Record<string, unknown>>;
    for (const [name, definition] of Object.entries({ PlantFile: schema, ...definitions })) {
      for (const [key, property] of Object.entries((definition['properties'] ?? {}) as Record<string, object>)) {
        expect(property, `${name}.${key}`).toHaveProperty('description');
      }
    }
  });
});
