/** The plant schema as a validator. */
import { Ajv, type ErrorObject, type ValidateFunction } from 'ajv';

/** Every way in which a value breaks the schema. */
export type PlantValidator = (value: unknown) => readonly ErrorObject[];

const validators = new WeakMap<object, PlantValidator>();

/**
 * Compiles the schema, once per schema object. Patterns are left out: they are for editors. The parser reads the
 * texts themselves and says better what is wrong with them.
 */
export function plantValidatorOf(schema: object): PlantValidator {
  const known = validators.get(schema);
  if (known !== undefined) return known;
  const ajv = new Ajv({
    allErrors: true,
    verbose: true,
    messages: false,
    validateFormats: false,
    validateSchema: false,
    strict: false,
  });
  const validate: ValidateFunction = ajv.compile(withoutPatterns(schema) as object);
  const validator: PlantValidator = (value) => (validate(value) ? [] : (validate.errors ?? []));
  validators.set(schema, validator);
  return validator;
}

function withoutPatterns(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(withoutPatterns);
  if (typeof schema !== 'object' || schema === null) return schema;
  const entries = Object.entries(schema).filter(([key, value]) => !(key === 'pattern' && typeof value === 'string'));
  return Object.fromEntries(entries.map(([key, value]) => [key, withoutPatterns(value)]));
}
