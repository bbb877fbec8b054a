/** Errors of an OPA binary in the form of the port. */
import type { RegoPlace, RegoProblem } from '../../compiler/rego/port.ts';

export interface OpaLocation {
  readonly file: string;
  readonly row: number;
  readonly col: number;
  /** The text at the place, in base64, where OPA was asked for it. */
  readonly text?: string;
}

export interface OpaError {
  readonly code?: string;
  readonly message: string;
  readonly location?: OpaLocation;
  readonly details?: { readonly oneOf?: readonly unknown[]; readonly line?: string };
}

/** How to name the files, and what is to blame for an error without a place. */
export interface PlaceNames {
  readonly pathOf: (file: string) => string;
  readonly fallback: string;
}

/** `builtins` is every built-in function: one that is undefined all the same is not allowed. */
export function problemsOf(
  errors: readonly OpaError[],
  names: PlaceNames,
  builtins: ReadonlySet<string>,
): readonly RegoProblem[] {
  return errors
    .map((error) => problemOf(error, names, builtins))
    .sort((a, b) => compareText(a.file, b.file) || a.line - b.line || a.column - b.column);
}

function problemOf(error: OpaError, names: PlaceNames, builtins: ReadonlySet<string>): RegoProblem {
  const place = placeOf(error.location, names);
  const builtin = /^undefined function (\S+)$/.exec(error.message)?.[1];
  if (builtin !== undefined && builtins.has(builtin)) {
    const message = `the built-in function \`${builtin}\` is not allowed in a policy`;
    return { code: 'rego_builtin_error', message, ...place, builtin };
  }
  const expected = (error.details?.oneOf ?? []).filter((name) => typeof name === 'string').sort();
  return {
    code: error.code ?? 'rego_compile_error',
    message: error.message,
    ...place,
    ...(expected.length === 0 ? {} : { expected }),
  };
}

export function placeOf(location: OpaLocation | undefined, { pathOf, fallback }: PlaceNames): RegoPlace {
  if (location === undefined || location.row === 0) return { file: fallback, line: 1, column: 1 };
  const start = {
    file: location.file === '' ? fallback : pathOf(location.file),
    line: location.row,
    column: Math.max(location.col, 1),
  };
  if (location.text === undefined || location.text === '') return start;
  const lines = Buffer.from(location.text, 'base64').toString().split('\n');
  const last = [...(lines.at(-1) ?? '')].length;
  return {
    ...start,
    endLine: start.line + lines.length - 1,
    endColumn: lines.length === 1 ? start.column + last : last + 1,
  };
}

export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
