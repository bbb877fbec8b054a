/** OPA's JSON form of Rego expressions, as partial evaluation leaves them: every operator is a call by its name. */

/** A value or a place for one. A number beyond the precision of JavaScript is rounded; the text form has all digits. */
type RegoTerm =
  | { readonly type: 'null' }
  | { readonly type: 'boolean'; readonly value: boolean }
  | { readonly type: 'number'; readonly value: number }
  | { readonly type: 'string'; readonly value: string }
  | { readonly type: 'var'; readonly value: string }
  /** `ref`: the first term is a variable such as `input`. `call`: the first term is the function. */
  | { readonly type: 'ref' | 'call' | 'array' | 'set'; readonly value: readonly RegoTerm[] }
  | { readonly type: 'object'; readonly value: readonly (readonly [key: RegoTerm, value: RegoTerm])[] }
  | {
      readonly type: 'arraycomprehension' | 'setcomprehension';
      readonly value: { readonly term: RegoTerm; readonly body: readonly RegoExpressionAst[] };
    }
  | {
      readonly type: 'objectcomprehension';
      readonly value: { readonly key: RegoTerm; readonly value: RegoTerm; readonly body: readonly RegoExpressionAst[] };
    };

/** One expression: a term that must be true, a call (the function, then its operands), or a quantifier. */
export interface RegoExpressionAst {
  readonly index: number;
  readonly terms: RegoTerm | readonly RegoTerm[] | RegoEvery | RegoSome;
  readonly negated?: boolean;
  readonly generated?: boolean;
  readonly with?: readonly { readonly target: RegoTerm; readonly value: RegoTerm }[];
}

/** `every key, value in domain { body }`. */
interface RegoEvery {
  readonly key: RegoTerm | null;
  readonly value: RegoTerm;
  readonly domain: RegoTerm;
  readonly body: readonly RegoExpressionAst[];
}

/** `some x, y`: names without a condition. */
interface RegoSome {
  readonly symbols: readonly RegoTerm[];
}

/** The head of a rule: its name, and the key and value that it produces. */
export interface RegoHeadAst {
  readonly name?: string;
  readonly ref?: readonly RegoTerm[];
  readonly args?: readonly RegoTerm[];
  readonly key?: RegoTerm;
  readonly value?: RegoTerm;
  readonly assign?: boolean;
}
