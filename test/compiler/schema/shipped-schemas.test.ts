/** The schemas that are compiled without a look at themselves, since they are shipped: here they are looked at. */
import { Ajv, type SchemaObject } from 'ajv';
import { expect, test } from 'vitest';
import * as catalogueSchemas from '../../../src/compiler/catalogue/catalogue-schemas.ts';
import { readShippedFiles } from '../../../src/platform/shipped-files.ts';

const schemas = { ...catalogueSchemas, plantSchema: readShippedFiles().plantSchema };

test.each(Object.entries(schemas))('%s is a JSON Schema', (_, schema) => {
  const ajv = new Ajv({ allErrors: true });
  const isSchema = ajv.validateSchema(schema as SchemaObject);
  expect({ isSchema, errors: ajv.errors ?? [] }).toEqual({ isSchema: true, errors: [] });
});

test('a schema that is none is found', () => {
  expect(new Ajv().validateSchema({ type: 'list' })).toBe(false);
});
