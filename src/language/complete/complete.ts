/** What may be written at a cursor. */
import type { SourceText } from '../../compiler/parse/source-text.ts';
import { nameSignsOf } from '../../compiler/parse/yaml-signs.ts';
import { shapeAt } from '../file-shape.ts';
import { type Gap, type HalfWritten, marker, readHalfWritten } from '../half-written.ts';
import { shapeOfFile } from '../marks.ts';
import type { PlantView } from '../plant-view.ts';
import { conversationProposals } from './conversation-proposals.ts';
import { keyProposals } from './key-proposals.ts';
import type { Proposal } from './proposal.ts';
import { valueProposals } from './value-proposals.ts';

export interface Completion {
  /** The word that a proposal replaces, as offsets. */
  readonly start: number;
  readonly end: number;
  readonly proposals: readonly Proposal[];
  /** Whether only those are listed that fit what is typed, or not even all of these; typing on brings others. */
  readonly isCut: boolean;
}

/** Proposals of one list. */
const most = 300;

/** `source` is the file as it is being written; the view may be a little older. */
export function completeAt(view: PlantView, source: SourceText, offset: number): Completion {
  const written = readHalfWritten(source.text, offset);
  const { start, end, typed } = written;
  const found = source.text[start - 1] === '*' ? aliases(source, start) : proposalsFor(view, source, written);
  const wanted = typed.toLowerCase();
  // A list that is sent whole is searched by the editor, in its own way.
  const isCut = found.length > most;
  const listed = isCut ? found.filter((each) => closeness(each, wanted) > 0) : [...found];
  listed.sort((a, b) => closeness(b, wanted) - closeness(a, wanted) || a.rank - b.rank || (a.text < b.text ? -1 : 1));
  return { start, end, proposals: listed.slice(0, most), isCut };
}

/** 2 for what begins with the typed word, 1 for what has it somewhere, 0 for the rest. */
function closeness({ text }: Proposal, typed: string): number {
  const place = text.toLowerCase().indexOf(typed);
  return place === 0 ? 2 : place > 0 ? 1 : 0;
}

function proposalsFor(view: PlantView, source: SourceText, written: HalfWritten): readonly Proposal[] {
  const { file } = source;
  const isQuoted = /["']/.test(source.text[written.start - 1] ?? '');
  const byText = new Map<string, Proposal>();
  for (const gap of written.gaps) {
    // Where a value is wanted first of all, the keys of a mapping in its place come last.
    const behind = gap.wants === 'key' && byText.size > 0 ? 10 : 0;
    for (const proposal of gap.wants === 'key' ? keysFor(view, file, gap, written) : valuesFor(view, file, gap)) {
      // Within quotes nothing needs quotes of its own.
      const bare = isQuoted && gap.wants === 'value' ? proposal.text : proposal.insert;
      const insert = written.needsSpace ? ` ${bare}` : bare;
      if (!byText.has(proposal.text)) byText.set(proposal.text, { ...proposal, insert, rank: proposal.rank + behind });
    }
  }
  return [...byText.values()];
}

function keysFor(view: PlantView, file: string, gap: Gap, { hasColon }: HalfWritten): readonly Proposal[] {
  const present = new Set(gap.beside?.entries.keys() ?? []);
  present.delete(marker);
  return keyProposals(view, file, gap)
    .filter(({ text }) => !present.has(text))
    .map((proposal) => (hasColon ? { ...proposal, insert: proposal.text } : proposal));
}

function valuesFor(view: PlantView, file: string, gap: Gap): readonly Proposal[] {
  const slot = shapeAt(shapeOfFile(file), gap.path)?.slot ?? null;
  if (slot?.type === 'conversation') return conversationProposals(view, gap.before ?? '');
  // A word among others is free text.
  if (gap.before !== null) return [];
  const fixed = view.guideOf(file).valuesAt(gap.path);
  return [
    ...fixed.map(
      (text): Proposal => ({ kind: 'value', text, insert: text, detail: null, documentation: null, rank: 0 }),
    ),
    ...(slot === null ? [] : valueProposals(view, slot, gap)),
  ];
}

/** Anchors above the place, since YAML has no others. */
function aliases(source: SourceText, start: number): readonly Proposal[] {
  const names = nameSignsOf(source).filter((each) => each.kind === 'anchor' && each.start < start);
  return [...new Set(names.map(({ name }) => name))].map((name) => ({
    kind: 'value',
    text: name,
    insert: name,
    detail: 'anchor of this file',
    documentation: null,
    rank: 0,
  }));
}
