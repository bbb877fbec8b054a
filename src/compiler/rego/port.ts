/**
 * The Rego compiler as the core sees it: OPA, which the platform runs as a WASI module or as a binary. Mistakes in the
 * sources are values; only a failure of the world, such as a compile that never ends, throws.
 */
import type { RegoExpressionAst, RegoHeadAst } from './ast.ts';

/** Answers questions about Rego sources. Calls are independent of each other and may run at the same time. */
export interface RegoCompiler {
  /** Parses, resolves and type-checks. */
  readonly check: (request: RegoRequest) => Promise<RegoChecked | RegoFailed>;
  /** Checks, then compiles to WebAssembly. The same request always gives the same bytes. */
  readonly compile: (request: RegoCompileRequest) => Promise<RegoCompiled | RegoFailed>;
  /** Lays out sources as `opa fmt` does. */
  readonly format: (request: RegoFormatRequest) => Promise<RegoFormatted | RegoFailed>;
  /** Checks, then runs the rules whose name begins with `test_`. */
  readonly test: (request: RegoTestRequest) => Promise<RegoTested | RegoFailed>;
  /** Checks, then evaluates a query as far as it can be without the unknown documents. */
  readonly partial: (request: RegoPartialRequest) => Promise<RegoResidue | RegoFailed>;
  readonly version: () => Promise<RegoVersion>;
}

/** Answers from before, by a text that says all that they depend on. */
export interface Memo {
  readonly get: (key: string) => string | undefined;
  /** Keeps it if that is possible; nothing depends on it. */
  readonly put: (key: string, text: string) => void;
}

/** Sources and what they may use. */
export interface RegoRequest {
  /** Source text by path. The path is a name for messages; no file is read. */
  readonly modules: Readonly<Record<string, string>>;
  /** JSON Schema of `input`, for all modules. A name that it does not have is a type error. */
  readonly schema?: object;
  /** JSON Schema of `data`; its `properties` are checked, as `schema` is. None of them may be a package. */
  readonly dataSchema?: object;
  /**
   * The built-in functions that may be called; without it, all. Operators and `in` are always allowed. `print` is too,
   * but only tests print.
   */
  readonly capabilities?: { readonly builtins: readonly string[] };
}

interface RegoCompileRequest extends RegoRequest {
  /** Rules or packages that the policy answers, as `plant/allow/historian/grant`; at least one. */
  readonly entrypoints: readonly string[];
}

interface RegoFormatRequest {
  readonly modules: Readonly<Record<string, string>>;
}

interface RegoTestRequest extends RegoRequest {
  /** The base document that the tests see as `data`. */
  readonly data?: object;
  /** `measured` also reports which expressions the tests evaluated. */
  readonly coverage?: 'measured';
}

export interface RegoPartialRequest extends RegoRequest {
  /** A Rego query, as `data.plant.allow.historian.grant[x]`. */
  readonly query: string;
  /** The base document that the query sees as `data`. */
  readonly data?: object;
  /**
   * After this many milliseconds the answer is a failure with the code `rego_timeout`, and one with `rego_memory` when
   * memory does not suffice; without it, both throw.
   */
  readonly limitMs?: number;
  /** With more alternatives than this the answer is a failure with the code `rego_size`; without it, there is no bound. */
  readonly limitQueries?: number;
  /** References to the documents that are not known; without it, `input`. */
  readonly unknowns?: readonly string[];
  /** References to rules that stay rules of their own instead of becoming part of the conditions. */
  readonly disableInlining?: readonly string[];
}

/** A place in a source. Lines and columns count from one, columns count Unicode code points, the end is exclusive. */
export interface RegoPlace {
  /** A path of the request, or the part of it that is to blame: `<query>`, `<schema>`, `<entrypoints>`, `<request>`. */
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly endLine?: number;
  readonly endColumn?: number;
}

/** The sources have mistakes; there is at least one error, in the order of the sources. */
export interface RegoFailed {
  readonly kind: 'failed';
  readonly errors: readonly RegoProblem[];
}

/** A mistake in the sources. */
export interface RegoProblem extends RegoPlace {
  /**
   * OPA's code (`rego_parse_error`, `rego_type_error`, `rego_unsafe_var_error`, `eval_conflict_error`, ...), or one of
   * ours: `rego_builtin_error`, `rego_nesting_error`, `rego_annotation_error`, `rego_timeout`, `rego_memory`,
   * `rego_size`.
   */
  readonly code: string;
  readonly message: string;
  /** The built-in function that is not allowed. */
  readonly builtin?: string;
  /** Names that could stand in place of one that does not exist. */
  readonly expected?: readonly string[];
  /** What OPA has to add, line by line. */
  readonly details?: readonly string[];
}

/** What the sources define and read. */
export interface RegoDescription {
  /** Sorted by path. */
  readonly packages: readonly RegoPackage[];
  readonly annotations: readonly RegoAnnotation[];
}

export interface RegoChecked extends RegoDescription {
  readonly kind: 'checked';
}

export interface RegoCompiled extends RegoDescription {
  readonly kind: 'compiled';
  readonly wasm: Uint8Array;
}

export interface RegoPackage {
  /** `data.plant.allow.historian`. */
  readonly path: string;
  readonly files: readonly string[];
  readonly rules: readonly RegoRule[];
  /**
   * What the rules read of `input`: each reference up to its first part that is not constant, imports and local names
   * resolved. With those of the packages behind `dataRefs`, this is all that the package can observe.
   */
  readonly inputRefs: readonly string[];
  /** What the rules read of `data`, in the same form, but for rules of the package itself. */
  readonly dataRefs: readonly string[];
}

/** One definition of a rule; a rule with several has as many of these. */
export interface RegoRule extends RegoPlace {
  readonly name: string;
}

/** One METADATA comment; the place is that of the package or rule described. */
export interface RegoAnnotation extends RegoPlace {
  /** The document described, as `data.plant.allow.historian.grant`. */
  readonly path: string;
  readonly scope: string;
  readonly title?: string;
  readonly description?: string;
  readonly custom?: Readonly<Record<string, unknown>>;
  readonly entrypoint?: boolean;
  /** The place of the comment itself, where the compiler knows it. */
  readonly comment?: RegoPlace;
}

export interface RegoFormatted {
  readonly kind: 'formatted';
  /** Source text by path. */
  readonly formatted: Readonly<Record<string, string>>;
}

export interface RegoTested {
  readonly kind: 'tested';
  /** In the order of the sources. */
  readonly results: readonly RegoTestResult[];
  /** Only if asked for; an OPA binary measures none when a test fails. */
  readonly coverage?: RegoCoverage;
}

/** What became of one test. It passed if it did not fail, was not skipped and has no error. */
export interface RegoTestResult extends RegoPlace {
  /** `data.plant.allow.historian_test`. */
  readonly package: string;
  readonly name: string;
  readonly fail: boolean;
  readonly skip: boolean;
  readonly error?: string;
  readonly durationNs: number;
  /** What the test printed. */
  readonly output?: string;
  /** The cases of a test that has several, `test_x[case] if ...`. */
  readonly cases?: readonly { readonly name: readonly string[]; readonly fail: boolean }[];
}

export interface RegoCoverage {
  /** Covered lines of all lines with code, from 0 to 100. */
  readonly percentage: number;
  readonly files: readonly RegoFileCoverage[];
}

interface RegoFileCoverage {
  readonly file: string;
  readonly percentage: number;
  readonly covered: readonly RegoRange[];
  readonly notCovered: readonly RegoRange[];
}

export interface RegoRange {
  readonly line: number;
  readonly column: number;
  readonly endLine: number;
  readonly endColumn: number;
}

/**
 * What is left of a query: it holds if all conditions of one of `queries` hold. No queries means never, an empty one
 * means always. A condition may refer to `support`: rules that evaluation made, and rules of the sources that OPA does
 * not take apart, such as those with `else`. An OPA binary leaves the latter out.
 */
export interface RegoResidue {
  readonly kind: 'residue';
  readonly queries: readonly (readonly RegoExpression[])[];
  readonly support: readonly RegoSupport[];
}

export interface RegoExpression {
  readonly text: string;
  readonly ast: RegoExpressionAst;
  /** Where the condition was written; null for one that evaluation made, such as `x = "read"`. */
  readonly at: RegoPlace | null;
}

/** Rules of one package. */
interface RegoSupport {
  /** `data.partial.plant.allow.historian`, or a package of the sources. */
  readonly path: string;
  /** Empty for a package of the sources. */
  readonly source: string;
  readonly rules: readonly RegoSupportRule[];
}

export interface RegoSupportRule {
  /** `data.partial.plant.allow.historian.bad`; several rules of one name are alternatives. */
  readonly name: string;
  readonly head: RegoHeadAst;
  readonly default: boolean;
  readonly body: readonly RegoExpression[];
  readonly else: RegoSupportRule | null;
}

export interface RegoVersion {
  readonly opa: string;
  readonly go: string;
}
