/** Keys that may be written in a mapping: those of the schema, or ids of what it is about. */
import { describeKey } from '../describe/key-words.ts';
import { shapeAt } from '../file-shape.ts';
import type { Gap } from '../half-written.ts';
import { shapeOfFile } from '../marks.ts';
import type { PlantView } from '../plant-view.ts';
import type { Proposal } from './proposal.ts';
import { thingProposals } from './thing-proposals.ts';

/** With those that are there already. */
export function keyProposals(view: PlantView, file: string, gap: Gap): readonly Proposal[] {
  const named = shapeAt(shapeOfFile(file), gap.path)?.names ?? [];
  const ids = named.flatMap((kind) => thingProposals(view, kind, 0));
  const keys = view
    .guideOf(file)
    .keysAt(gap.path)
    .map(
      (key): Proposal => ({
        kind: 'key',
        text: key.key,
        // A mapping goes on in the next line, unless it is between brackets.
        insert: key.isMapping && !gap.isFlow ? `${key.key}:` : `${key.key}: `,
        detail: key.required ? 'required' : null,
        documentation: () => describeKey(key),
        rank: key.required ? 0 : 1,
      }),
    );
  return [...keys, ...ids.map((each) => ({ ...each, insert: `${each.text}: ` }))];
}
