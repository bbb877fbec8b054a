/** What is decided about a conversation so far, as the input that conditions read; the rest is unknown. */
import type { Endpoint } from '../../../model/endpoint.ts';
import type { Component } from './component.ts';
import type { ObjectPoint } from './objects.ts';
import type { OperationPoint } from './operation-points.ts';
import type { Field } from './reads.ts';
import type { ServicePoint } from './services.ts';
import { type FreshText, keyOf, objectOf, type RegoObject, unknown, type Value } from './value.ts';

export interface Assignment {
  readonly source?: Endpoint;
  readonly destination?: Endpoint;
  /** An id of the catalogue, or any other one. */
  readonly protocol?: string | FreshText;
  readonly service?: ServicePoint;
  readonly operation?: OperationPoint;
  readonly object?: ObjectPoint;
  /** Whether the operation is known to touch no objects. */
  readonly objectless?: true;
  readonly windows?: Value;
}

/** The input for a component. A number that it calculates with is unknown, since one cannot stand for its neighbours. */
export function inputOf(assignment: Assignment, { entangled }: Pick<Component, 'entangled'>): Value {
  return objectOf(
    (['source', 'destination', 'service', 'operation', 'object', 'windows'] as const).map((part) => [
      part,
      partOf(assignment, part, entangled),
    ]),
  );
}

/** Text that is equal where the component cannot tell two assignments apart. */
export function signatureOf(assignment: Assignment, fields: readonly Field[]): string {
  return fields.map((field) => fieldKey(assignment, field)).join('\n');
}

const nothingEntangled: ReadonlySet<Field> = new Set();

function fieldKey(assignment: Assignment, field: Field): string {
  if (field === '*') {
    return (['source', 'destination', 'service', 'operation', 'object', 'windows'] as const)
      .map((part) => keyOf(partOf(assignment, part, nothingEntangled)))
      .join();
  }
  const [part = '', name] = field.split('.');
  const value = partOf(assignment, part, nothingEntangled);
  if (name === undefined) return keyOf(value);
  if (typeof value !== 'object' || value === null || !('kind' in value) || value.kind !== 'object') return keyOf(value);
  const found = value.entries.get(name);
  return found === undefined ? '' : keyOf(found);
}

function partOf(assignment: Assignment, part: string, entangled: ReadonlySet<Field>): Value {
  switch (part) {
    case 'source':
      return assignment.source === undefined ? unknown : attributesOf(assignment.source);
    case 'destination':
      return assignment.destination === undefined ? unknown : attributesOf(assignment.destination);
    case 'service':
      return objectOf([
        ['protocol', assignment.protocol ?? unknown],
        ['transport', assignment.service?.transport ?? unknown],
        ['port', entangled.has('service.port') ? unknown : (assignment.service?.ports.from ?? unknown)],
      ]);
    case 'operation':
      return operationOf(assignment.operation);
    case 'object':
      return objectPart(assignment, entangled);
    case 'windows':
      return assignment.windows ?? unknown;
    default:
      // A part that the input does not have is undefined in Rego, and no condition gets here.
      return unknown;
  }
}

function operationOf(operation: OperationPoint | undefined): Value {
  if (operation === undefined) return unknown;
  return objectOf([
    ['class', operation.class],
    ['code', operation.code],
    ['name', operation.name],
  ]);
}

function objectPart({ object, objectless }: Assignment, entangled: ReadonlySet<Field>): Value {
  if (object === undefined) return unknown;
  const number = objectless === true ? null : unknown;
  return objectOf([
    ['unit', object.unit === null ? null : entangled.has('object.unit') ? unknown : object.unit.from],
    ['table', object.table],
    ['first', number],
    ['count', number],
  ]);
}

const attributes = new WeakMap<Endpoint, RegoObject>();

/** The attributes are plain JSON, and the same for every allowlist. */
function attributesOf(endpoint: Endpoint): RegoObject {
  const known = attributes.get(endpoint);
  if (known !== undefined) return known;
  const made = objectOf(Object.entries(endpoint.attributes) as (readonly [string, Value])[]);
  attributes.set(endpoint, made);
  return made;
}
