/** Why a ruleset is not read: something in it is not understood, so nothing can be said about what it lets through. */

/** Where in a ruleset: `line 12, column 3`, or the path in a listing, such as `nftables[7].rule.expr[0]`. */
export type Place = string;

export interface Refusal {
  readonly at: Place;
  /** What was found and why it does not do. */
  readonly found: string;
}

/** What a reader gives. */
export type Reading<T> =
  | { readonly value: T; readonly refusal: null }
  | { readonly value: null; readonly refusal: Refusal };

/** A reader remembers the first thing that it does not understand; what it reads after that counts for nothing. */
export interface Refusals {
  readonly first: () => Refusal | null;
  readonly add: (at: Place, found: string) => void;
}

export function createRefusals(): Refusals {
  let first: Refusal | null = null;
  return {
    first: () => first,
    add: (at, found) => {
      first ??= { at, found: found.length > 200 ? `${found.slice(0, 200)}~` : found };
    },
  };
}
