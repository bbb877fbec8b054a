/** The list of built-in functions that are allowed, as the capabilities file that OPA takes. */
import { type OpaProcess, readOpaJson, runOpa } from './opa-process.ts';

export interface OpaCapabilities {
  readonly builtins: readonly { readonly name: string; readonly infix?: string }[];
}

/** All that the binary can do. */
export async function readCapabilities(opa: OpaProcess): Promise<OpaCapabilities> {
  return readOpaJson<OpaCapabilities>(await runOpa(opa, ['capabilities', '--current']));
}

/** Operators and what syntax compiles to stay allowed, as does `print`, which only tests carry out. */
export function limitCapabilities(all: OpaCapabilities, allowed: readonly string[] | undefined): object {
  const kept = new Set(allowed ?? all.builtins.map((builtin) => builtin.name)).add('print');
  return {
    ...all,
    // An empty list forbids fetching remote parts of a schema.
    allow_net: [],
    builtins: all.builtins.filter(
      ({ name, infix }) => kept.has(name) || infix !== undefined || name.startsWith('internal.'),
    ),
  };
}
