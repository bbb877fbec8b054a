/** Grants that ask for what their protocol does not have. */
import { allowByException, type CatalogueEntries } from '../catalogue-entry.ts';
import { didYouMean, joinAlternatives, quote } from '../words.ts';

export interface ProtocolDiagnostics {
  readonly 'operation/unknown': {
    readonly operation: string;
    readonly protocol: string;
    readonly suggestion: string | null;
  };
  readonly 'operation/none-known': { readonly operation: string; readonly protocol: string };
  readonly 'object/not-addressed': { readonly protocol: string; readonly part: string };
  readonly 'object/unknown-table': {
    readonly table: string;
    readonly protocol: string;
    readonly tables: readonly string[];
    readonly suggestion: string | null;
  };
  readonly 'object/out-of-range': {
    readonly text: string;
    readonly part: string;
    readonly protocol: string;
    readonly min: number;
    readonly max: number;
  };
  readonly 'operation/not-enforceable': {
    readonly protocol: string;
    /** Protocols whose functions can be enforced, when this is none of them. */
    readonly others: readonly string[] | null;
  };
  readonly 'port/not-used': { readonly protocol: string };
}

export const protocolEntries: CatalogueEntries<ProtocolDiagnostics> = {
  'operation/unknown': {
    severity: 'high',
    what: ({ operation, protocol }) => `protocol ${quote(protocol)} has no operation ${quote(operation)}`,
    why: 'the permission that was meant is not in the grant',
    fix: ({ suggestion }) =>
      didYouMean(
        suggestion,
        'use a class such as `read`, a name from the catalogue, or `code:` with the code on the wire',
      ),
    references: allowByException,
  },
  'operation/none-known': {
    severity: 'low',
    what: ({ operation, protocol }) =>
      `the catalogue lists no ${quote(operation)} operation of protocol ${quote(protocol)}`,
    why: 'the grant holds for codes of devices that the catalogue does not know, and for nothing else',
    fix: () => 'remove the class, or name the operations that were meant',
    references: allowByException,
  },
  'object/not-addressed': {
    severity: 'high',
    what: ({ protocol, part }) => `protocol ${quote(protocol)} has no ${part} that a grant could be limited to`,
    why: 'the limit can never be checked, so no conversation would be inside it',
    fix: ({ part }) => `remove ${quote(part)}, or limit the grant by operations`,
    references: allowByException,
  },
  'object/unknown-table': {
    severity: 'high',
    what: ({ table, protocol }) => `protocol ${quote(protocol)} has no table ${quote(table)}`,
    why: 'no conversation is ever inside this limit',
    fix: ({ tables, suggestion }) => didYouMean(suggestion, `use ${joinAlternatives(tables.map(quote))}`),
    references: allowByException,
  },
  'object/out-of-range': {
    severity: 'high',
    what: ({ text, part, protocol, min, max }) =>
      `${part} ${quote(text)} is outside ${min} to ${max}, which protocol ${quote(protocol)} has`,
    why: 'a part of this limit can never be seen on the wire',
    fix: ({ min, max }) => `write numbers from ${min} to ${max}, counted as on the wire`,
    references: allowByException,
  },
  'operation/not-enforceable': {
    severity: 'high',
    what: ({ protocol, others }) =>
      others === null
        ? `a grant without \`operations\` asks for the functions of protocol ${quote(protocol)} to be enforced`
        : `no boundary can tell the functions of protocol ${quote(protocol)} apart`,
    why: 'the port is open for whatever is spoken on it, as if nobody had asked for more',
    fix: ({ others }) =>
      others === null
        ? 'name the operations that shall pass'
        : `remove \`enforce\`; only ${joinAlternatives(others.map(quote))} can have it`,
    references: allowByException,
  },
  'port/not-used': {
    severity: 'high',
    what: ({ protocol }) => `protocol ${quote(protocol)} has no ports`,
    why: 'the limit can never be checked, so no conversation would be inside it',
    fix: () => 'remove `ports`',
    references: allowByException,
  },
};
