/**
 * Operations of a protocol as points: every entry of the catalogue, every code that a rule names, and per class what
 * stands for all others.
 */
import {
  type Catalogue,
  type OperationClass,
  type OperationEntry,
  operationClasses,
  type Protocol,
} from '../../../model/catalogue.ts';
import { operationsByCode } from '../../../model/catalogue-lookup.ts';
import type { FreshText, Value } from './value.ts';

export interface OperationPoint {
  readonly class: OperationClass;
  readonly code: Value;
  readonly name: Value;
  /** The name under which a grant can say it; null for what only the whole class covers. */
  readonly said: string | null;
  /** Whether a conversation can have it according to the catalogue. */
  readonly seen: boolean;
}

/** What a service does whose operations nobody tells apart. */
export const connectPoint: OperationPoint = {
  class: 'session',
  code: 'connect',
  name: 'connect',
  said: 'connect',
  seen: true,
};

/** `texts` are those that the rule compares with. */
export function operationPoints(
  protocol: Protocol,
  catalogue: Catalogue,
  texts: ReadonlySet<string>,
): readonly OperationPoint[] {
  const known = protocol.operations.length > 0;
  const otherCode: FreshText = { kind: 'fresh', name: 'code', others: texts };
  const otherName: FreshText = {
    kind: 'fresh',
    name: 'name',
    others: new Set([...texts, ...protocol.operations.map((each) => each.name)]),
  };
  return [
    ...(known ? [] : [connectPoint]),
    ...protocol.operations.flatMap((entry) => entryPoints(entry, protocol, otherCode)),
    ...[...texts].sort().flatMap((code) => codePoints(code, protocol, catalogue)),
    ...operationClasses.flatMap((name): OperationPoint[] => [
      { class: name, code: otherCode, name: null, said: null, seen: known && name === 'unknown' },
      { class: name, code: otherCode, name: otherName, said: null, seen: false },
    ]),
  ];
}

/** A pattern, and a code with sub-codes, also stand for codes that are not written out. */
function entryPoints(entry: OperationEntry, protocol: Protocol, otherCode: FreshText): readonly OperationPoint[] {
  const point = { class: entry.class, name: entry.name, said: entry.name, seen: true };
  const pattern = protocol.codePatterns.some((each) => each.code === entry.code);
  const subCodes = protocol.operations.some(
    ({ code }) => code.startsWith(`${entry.code}.`) || code.startsWith(`${entry.code}/`),
  );
  return [
    ...(pattern ? [] : [{ ...point, code: entry.code }]),
    ...(pattern || subCodes ? [{ ...point, code: otherCode }] : []),
  ];
}

/** A code that the rule names and the catalogue does not write out. */
function codePoints(code: string, protocol: Protocol, catalogue: Catalogue): readonly OperationPoint[] {
  if (protocol.operations.some((entry) => entry.code === code)) return [];
  const entries = operationsByCode(catalogue, protocol.id, code);
  if (entries.length > 0)
    return entries.map(({ class: name, name: said }) => ({ class: name, code, name: said, said, seen: true }));
  return [{ class: 'unknown', code, name: null, said: `code:${code}`, seen: true }];
}
