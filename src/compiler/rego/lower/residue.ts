/**
 * What partial evaluation leaves of a query when `input` is unknown, in OPA's JSON form: the query holds if every
 * expression of one of its residual queries holds.
 */
import type { RegoFailed, RegoRequest } from '../port.ts';

export interface RegoResidue {
  readonly kind: 'residue';
  readonly queries: readonly (readonly ResidualExpression[])[];
  readonly support: readonly SupportModule[];
}

/** The part of the Rego compiler that lowering needs. */
export interface PartialEvaluator {
  readonly partial: (
    request: RegoRequest & { readonly query: string; readonly unknowns: readonly string[] },
  ) => Promise<RegoResidue | RegoFailed>;
}

export interface ResidualExpression {
  readonly text: string;
  readonly ast: ExpressionAst;
  readonly at: ResiduePosition | null;
}

export interface ResiduePosition {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly endLine?: number;
  readonly endColumn?: number;
}

/** Rules that residual queries refer to. */
export interface SupportModule {
  readonly path: string;
  readonly rules: readonly SupportRule[];
}

export interface SupportRule {
  /** As `data.partial.__not1_0_2__`. */
  readonly name: string;
  readonly head: { readonly args?: readonly Term[]; readonly key?: Term; readonly value?: Term };
  readonly default: boolean;
  readonly body: readonly ResidualExpression[];
  readonly else: SupportRule | null;
}

export interface ExpressionAst {
  readonly negated?: boolean;
  readonly with?: readonly unknown[];
  /** A list is a call with its operator first. */
  readonly terms: Term | readonly Term[] | EveryAst | DeclarationAst;
}

export interface EveryAst {
  readonly key: Term | null;
  readonly value: Term;
  readonly domain: Term;
  readonly body: readonly ExpressionAst[];
}

export interface DeclarationAst {
  readonly symbols: readonly Term[];
}

export type Term =
  | { readonly type: 'null' }
  | { readonly type: 'boolean'; readonly value: boolean }
  | { readonly type: 'number'; readonly value: number }
  | { readonly type: 'string'; readonly value: string }
  | { readonly type: 'var'; readonly value: string }
  | { readonly type: 'ref' | 'call' | 'array' | 'set'; readonly value: readonly Term[] }
  | { readonly type: 'object'; readonly value: readonly (readonly [Term, Term])[] }
  | {
      readonly type: 'arraycomprehension' | 'setcomprehension';
      readonly value: { readonly term: Term; readonly body: readonly ExpressionAst[] };
    }
  | {
      readonly type: 'objectcomprehension';
      readonly value: { readonly key: Term; readonly value: Term; readonly body: readonly ExpressionAst[] };
    };
