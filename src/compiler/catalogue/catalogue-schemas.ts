/**
 * JSON Schemas of the files under `zones/`. They hold the shape of one file; what needs several entries or files,
 * such as a name used twice, is checked where the file is read.
 */
import type { SchemaObject } from 'ajv';
import { operationClasses, protocolLayers, transports } from '../../model/catalogue.ts';

const text: SchemaObject = { type: 'string', minLength: 1 };
const kebabCase: SchemaObject = { type: 'string', pattern: '^[a-z][a-z0-9]*(-[a-z0-9]+)*$' };
const snakeCase: SchemaObject = { type: 'string', pattern: '^[a-z][a-z0-9]*(_[a-z0-9]+)*$' };
const techniques: SchemaObject = {
  type: 'array',
  items: { type: 'string', pattern: '^T[0-9]{4}$' },
  uniqueItems: true,
};
const operationClass: SchemaObject = { type: 'string', enum: [...operationClasses] };

const head: Readonly<Record<string, SchemaObject>> = {
  protocol: kebabCase,
  title: text,
  layer: { type: 'string', enum: [...protocolLayers] },
  source: text,
  confidence: { type: 'string', enum: ['source', 'document', 'general'] },
};

const service: SchemaObject = {
  type: 'object',
  required: ['transport'],
  additionalProperties: false,
  properties: {
    transport: { type: 'string', enum: [...transports] },
    ports: {
      type: 'array',
      minItems: 1,
      uniqueItems: true,
      items: {
        oneOf: [
          { type: 'integer', minimum: 0, maximum: 65535 },
          { type: 'string', pattern: '^[0-9]+-[0-9]+$' },
        ],
      },
    },
    encrypted: { type: 'boolean' },
    dynamic: { type: 'boolean' },
    note: text,
  },
};

const numberField: SchemaObject = {
  type: 'object',
  required: ['title', 'min', 'max'],
  additionalProperties: false,
  properties: {
    title: text,
    min: { type: 'integer', minimum: 0 },
    max: { type: 'integer', minimum: 0, maximum: 4294967295 },
  },
};

const operation: SchemaObject = {
  type: 'object',
  required: ['code', 'name', 'class'],
  additionalProperties: false,
  properties: {
    code: { type: 'string', pattern: '^[^\\s]+$' },
    name: snakeCase,
    class: {
      oneOf: [operationClass, { type: 'array', minItems: 2, uniqueItems: true, items: operationClass }],
    },
    table: text,
    attack: { ...techniques, minItems: 1 },
  },
};

/** A protocol with services of its own, `protocols/<id>.yaml`. */
export const protocolSchema: SchemaObject = {
  type: 'object',
  required: [...Object.keys(head), 'services'],
  additionalProperties: false,
  properties: {
    ...head,
    services: { type: 'array', minItems: 1, items: service },
    codes: text,
    object: {
      type: 'object',
      minProperties: 1,
      additionalProperties: false,
      properties: {
        unit: numberField,
        tables: { type: 'array', minItems: 1, uniqueItems: true, items: text },
        range: numberField,
      },
    },
    operations: { type: 'array', minItems: 1, items: operation },
    zeek: { type: 'array', minItems: 1, uniqueItems: true, items: text },
    suricata: { type: 'array', minItems: 1, uniqueItems: true, items: text },
  },
};

/** A name for several protocols, `protocols/<id>.yaml`. */
export const aliasSchema: SchemaObject = {
  type: 'object',
  required: [...Object.keys(head), 'members'],
  additionalProperties: false,
  properties: { ...head, members: { type: 'array', minItems: 1, uniqueItems: true, items: kebabCase } },
};

const words: SchemaObject = { type: 'array', uniqueItems: true, items: snakeCase };

/** `endpoint-classes.yaml`: class id to class. */
export const endpointClassesSchema: SchemaObject = {
  type: 'object',
  minProperties: 1,
  propertyNames: snakeCase,
  additionalProperties: {
    type: 'object',
    required: [
      'title',
      'layer',
      'agent',
      'monitoring',
      'attackAssets',
      'protections',
      'forbidden',
      'compensating',
      'levels',
    ],
    additionalProperties: false,
    properties: {
      title: text,
      layer: { type: 'string', enum: ['it', 'ot_adjacent', 'ot', 'dmz', 'boundary'] },
      agent: { type: 'string', enum: ['yes', 'after_validation', 'no', 'not_applicable'] },
      monitoring: { type: 'string', enum: ['edr', 'edr_plus_passive', 'passive_only'] },
      attackAssets: { type: 'array', uniqueItems: true, items: { type: 'string', pattern: '^A[0-9]{4}$' } },
      protections: words,
      forbidden: words,
      compensating: text,
      levels: {
        type: 'array',
        minItems: 1,
        uniqueItems: true,
        items: { type: 'number', minimum: 0, maximum: 5, multipleOf: 0.5 },
      },
    },
  },
};

/** `attack-ics.yaml`: techniques by operation class, and their names in both versions. */
export const attackSchema: SchemaObject = {
  type: 'object',
  required: ['classes', 'techniques'],
  additionalProperties: false,
  properties: {
    classes: {
      type: 'object',
      required: [...operationClasses],
      additionalProperties: false,
      properties: Object.fromEntries(operationClasses.map((name) => [name, techniques])),
    },
    techniques: {
      type: 'object',
      minProperties: 1,
      propertyNames: { type: 'string', pattern: '^T[0-9]{4}$' },
      additionalProperties: {
        type: 'object',
        required: ['name'],
        additionalProperties: false,
        properties: {
          name: text,
          v19: {
            type: 'object',
            required: ['id', 'name'],
            additionalProperties: false,
            properties: { id: { type: 'string', pattern: '^T[0-9]{4}([.][0-9]{3})?$' }, name: text },
          },
        },
      },
    },
  },
};

/** A zone template, `templates/<id>.yaml`. */
export const templateSchema: SchemaObject = {
  type: 'object',
  required: ['template', 'level', 'kind', 'members', 'internal', 'security-level', 'safety', 'description'],
  additionalProperties: false,
  properties: {
    template: kebabCase,
    level: { type: 'number', minimum: 0, maximum: 5, multipleOf: 0.5 },
    kind: {
      type: 'string',
      enum: ['enterprise', 'dmz', 'site', 'control', 'cell', 'safety', 'wireless', 'transient', 'vendor', 'external'],
    },
    members: { type: 'string', enum: ['declared', 'any'] },
    internal: { type: 'string', enum: ['granted', 'free'] },
    'security-level': { type: 'integer', minimum: 0, maximum: 4 },
    safety: { type: 'boolean' },
    description: text,
  },
};
