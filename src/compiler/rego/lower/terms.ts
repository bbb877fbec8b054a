/** Names for the parts of OPA's JSON form that the port leaves unnamed. */
import type { RegoExpressionAst, RegoHeadAst } from '../ast.ts';

/** A value, a variable, or something to calculate. */
export type Term = NonNullable<RegoHeadAst['value']>;

type Terms = RegoExpressionAst['terms'];

/** `every key, value in domain { body }`. */
export type EveryAst = Extract<Terms, { readonly domain: Term }>;

/** `some x, y`. */
export type DeclarationAst = Extract<Terms, { readonly symbols: readonly Term[] }>;
