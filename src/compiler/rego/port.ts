/** The Rego compiler as the core sees it; the platform runs OPA behind it. */

export interface RegoRequest {
  /** Source text by path. */
  readonly modules: Readonly<Record<string, string>>;
  /** JSON Schema of `input`. */
  readonly schema?: object;
  readonly capabilities?: { readonly builtins: readonly string[] };
}

export interface RegoProblem {
  readonly code: string;
  readonly message: string;
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly endLine?: number;
  readonly endColumn?: number;
  readonly builtin?: string;
  readonly expected?: readonly string[];
}

export interface RegoPackage {
  readonly path: string;
  readonly files: readonly string[];
  readonly rules: readonly {
    readonly name: string;
    readonly file: string;
    readonly line: number;
    readonly column: number;
    readonly endLine?: number;
    readonly endColumn?: number;
  }[];
  readonly inputRefs: readonly string[];
}

export interface RegoAnnotation {
  readonly path: string;
  readonly scope: string;
  readonly title?: string;
  readonly custom?: Readonly<Record<string, unknown>>;
}

export interface RegoFailed {
  readonly kind: 'failed';
  readonly errors: readonly RegoProblem[];
}

export interface RegoChecked {
  readonly kind: 'checked';
  readonly packages: readonly RegoPackage[];
  readonly annotations: readonly RegoAnnotation[];
}

export interface RegoCompiled extends Omit<RegoChecked, 'kind'> {
  readonly kind: 'compiled';
  readonly wasm: Uint8Array;
}

export interface RegoCompiler {
  readonly check: (request: RegoRequest) => Promise<RegoChecked | RegoFailed>;
  readonly compile: (
    request: RegoRequest & { readonly entrypoints: readonly string[] },
  ) => Promise<RegoCompiled | RegoFailed>;
}
