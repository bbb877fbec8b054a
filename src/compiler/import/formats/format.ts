/** A format of another tool: how it is recognised and how it is read. Another one is another file and a line in `registry.ts`. */
import type { ZoneTemplate } from '../../../model/catalogue.ts';
import type { Tree } from '../../parse/tree.ts';
import type { ForeignPlant } from '../foreign-plant.ts';
import type { Notes } from '../notes.ts';

/** As a format is named after `--from`. */
export type ForeignFormatName = 'induform' | 'zc-as-code';

export interface ForeignFormat {
  readonly name: ForeignFormatName;
  readonly title: string;
  /** How many signs of the format a document shows; 0 when it shows none. */
  readonly signs: (document: Tree) => number;
  /** Never throws; what cannot be read is a note. */
  readonly read: (document: Tree, context: ReadContext) => ForeignPlant;
}

export interface ReadContext {
  readonly notes: Notes;
  readonly templates: ReadonlyMap<string, ZoneTemplate>;
}
