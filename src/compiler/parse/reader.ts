/** What every part of the plant reader needs: where findings go, what is known, what is broken. */
import type { Diagnostic } from '../../diagnostics/diagnostic.ts';
import type { Suggester } from '../../diagnostics/suggest.ts';
import type { ZoneTemplate } from '../../model/catalogue.ts';
import type { Written } from '../../model/plant.ts';
import { spanOf } from './source-text.ts';
import { type Tree, textOf } from './tree.ts';

/** The state of reading one plant. */
export interface Reader {
  readonly report: (diagnostic: Diagnostic) => void;
  /** Whether the schema has found a fault in a value. */
  readonly isBroken: (tree: Tree) => boolean;
  /** Whether the file of a value has faults of syntax, so that its shape may not be what was meant. */
  readonly isTorn: (tree: Tree) => boolean;
  /** Whether a value is neither broken nor torn. */
  readonly isSound: (tree: Tree) => boolean;
  readonly names: Names;
  readonly templates: ReadonlyMap<string, ZoneTemplate>;
  readonly plantId: string;
  readonly timezone: string;
}

/** The ids that selectors may use. Things that are broken count, so that one fault is not reported twice. */
export interface Names {
  readonly zones: ReadonlySet<string>;
  readonly assets: ReadonlySet<string>;
  /** Assets by address, for people who write an address where an id is expected. */
  readonly assetsByAddress: ReadonlyMap<string, string>;
  readonly suggestZone: Suggester;
  readonly suggestEndpoint: Suggester;
}

/** A scalar's text with its place; null when there is none, which the schema has reported. */
export function writtenText(tree: Tree | null): Written<string> | null {
  const value = textOf(tree);
  return tree === null || value === null ? null : { value, at: spanOf(tree) };
}

/** Finds out whether reading something has raised a finding. */
export function watchFindings(reader: Reader): { readonly reader: Reader; readonly found: () => boolean } {
  let found = false;
  const report = (diagnostic: Diagnostic): void => {
    found = true;
    reader.report(diagnostic);
  };
  return { reader: { ...reader, report }, found: () => found };
}
