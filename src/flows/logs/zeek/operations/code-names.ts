/** From the names that logs write to the codes of the catalogue. */
import type { Catalogue } from '../../../../model/catalogue.ts';

/** The names of one protocol. */
export interface CodeNames {
  /** The code of an operation by its name in any spelling; null when the catalogue does not have it. */
  code(name: string): string | null;
  /** The code, if the catalogue has exactly this one; else the other. */
  exact(code: string, otherwise: string): string;
  /** The name of the table that holds objects of this kind, `other` where the protocol has such a table. */
  table(name: string): string | null;
}

/** The names of a protocol of the catalogue. */
export function createCodeNames(catalogue: Catalogue, protocol: string): CodeNames {
  const entry = catalogue.protocols.get(protocol);
  const codes = new Map((entry?.operations ?? []).map(({ name, code }) => [name, code]));
  const tables = entry?.object?.tables ?? [];
  return {
    code: (name) => codes.get(plainName(name)) ?? null,
    exact: (code, otherwise) => (entry?.operationsByCode.has(code) === true ? code : otherwise),
    table: (name) => (tables.includes(name) ? name : tables.includes('other') ? 'other' : null),
  };
}

/** In lower case, with anything but letters and digits as underscores. */
function plainName(name: string): string {
  return name
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, '_')
    .replaceAll(/^_|_$/g, '');
}
