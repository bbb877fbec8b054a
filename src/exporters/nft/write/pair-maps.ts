/** What is open between two groups as an element of a map, and hash maps of nothing but pairs, each asked by a chain of its own. */
import type { PlanGrant } from '../../../model/plan.ts';
import { chain } from './chain-text.ts';
import type { FilledMap, NftElement } from './elements.ts';
import { formatMark } from './mark.ts';
import type { PairCell, SharedPieces } from './shared-pieces.ts';

/** Pairs of groups for which the same is open. */
export interface PairMap {
  /** Behind `allow_` the name of the map, without it that of the chain that asks it: `tcp_1`. */
  readonly name: string;
  readonly elements: readonly NftElement[];
}

export interface CellWriter<C> {
  /** Its key is the pair of groups, and what is asked besides. */
  readonly elementOf: (cell: C, ...key: readonly string[]) => NftElement;
  /** What opens a cell: the same text where elements of it differ in nothing but their keys. */
  readonly wayOf: (cell: C) => string;
  readonly pairMapOf: (kind: string, pieces: SharedPieces<unknown, C>) => PairMap;
}

/** Writes cells by the chains that decide about them. */
export function writeCells<C extends PairCell & { readonly grants: readonly PlanGrant[] }>(
  verdicts: ReadonlyMap<C, string>,
): CellWriter<C> {
  const verdictOf = (cell: C): string => verdicts.get(cell) ?? 'goto deny';
  const elementOf = (cell: C, ...key: readonly string[]): NftElement => ({
    key: [formatMark(cell.source.id, cell.destination.id), ...key].join(' . '),
    value: verdictOf(cell),
    grants: cell.grants,
    heading: null,
  });
  return {
    elementOf,
    wayOf: (cell) => [verdictOf(cell), ...cell.grants.map(({ id }) => id)].join(' '),
    pairMapOf: (kind, pieces) => ({
      name: pairChainOf(kind, pieces),
      elements: pieces.cells.map((cell) => elementOf(cell)),
    }),
  };
}

/** The chain that asks for the pairs of pieces. */
export function pairChainOf(kind: string, { id }: { readonly id: number }): string {
  return `${kind}_${id}`;
}

export function pairDeclarations(pairs: readonly PairMap[]): readonly string[] {
  return pairs.map(({ name }) => `map ${mapOf(name)} { type mark : verdict; counter; }`);
}

export function pairElements(pairs: readonly PairMap[]): readonly FilledMap[] {
  return pairs.map(({ name, elements }) => ({ map: mapOf(name), elements }));
}

/** `behind` is asked about pairs that a map does not have. */
export function pairChains(pairs: readonly PairMap[], behind: string): readonly string[] {
  return pairs.flatMap(({ name }) => chain(name, [`meta mark vmap @${mapOf(name)}`, `goto ${behind}`]));
}

function mapOf(name: string): string {
  return `allow_${name}`;
}
