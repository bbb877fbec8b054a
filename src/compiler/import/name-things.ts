/**
 * Ids that a plant accepts, for the ids of a source. One that is accepted and free stays as it is, whatever else the source
 * has; the others become the nearest free one, in the order in which they are written, so that the same source always gives
 * the same names.
 */
import { diagnose } from '../../diagnostics/diagnostic.ts';
import type { Written } from '../../model/plant.ts';
import { idForm, longestId } from '../parse/read-ids.ts';
import { selectorWords } from '../parse/selector-words.ts';
import type { Notes } from './notes.ts';

export interface Nameless {
  /** As the source has it; empty when it has none. */
  readonly id: Written<string>;
  /** What tells it apart from another of the same id, as the zone of an asset; null when nothing does. */
  readonly within: string | null;
}

/** The ids of the things, in their order. `taken` has the ids that are not free, and gets the new ones. */
export function nameThings(
  kind: 'zone' | 'asset' | 'conduit',
  things: readonly Nameless[],
  taken: Set<string>,
  notes: Notes,
): readonly string[] {
  const reserved = kind === 'conduit' ? new Set<string>() : selectorWords;
  const names: (string | null)[] = things.map(({ id }) => {
    if (!idForm.test(id.value) || reserved.has(id.value) || taken.has(id.value)) return null;
    taken.add(id.value);
    return id.value;
  });
  const first = new Map<string, Written<string>>();
  const free = freeNamesIn(taken);
  return things.map(({ id, within }, index) => {
    const known = first.get(id.value);
    if (known === undefined) first.set(id.value, id);
    const kept = names[index] ?? null;
    if (kept !== null) return kept;
    const formed = formId(id.value, kind);
    const isWord = reserved.has(formed) || (known === undefined && kind === 'asset' && taken.has(formed));
    const base = isWord ? `${kind}-${formed}` : formed;
    const name = free(within !== null && taken.has(base) ? `${within}-${base}` : base);
    if (known !== undefined && id.value !== '') {
      const related = [{ at: known.at, what: 'first declared here' }];
      notes.report(diagnose('import/duplicate-id', id.at, { kind, id: id.value, name }, related));
    } else if (id.value !== '') notes.report(diagnose('import/renamed', id.at, { kind, id: id.value, name }));
    return name;
  });
}

/** The nearest text that may be an id: other signs become `-`, letters lose their accents. */
export function formId(text: string, otherwise: string): string {
  const plain = text
    .slice(0, 4 * longestId)
    .normalize('NFKD')
    .replaceAll(/\p{M}/gu, '');
  const formed = plain.replaceAll(/[^A-Za-z0-9._-]+/g, '-').replace(/^[^A-Za-z0-9]+/, '');
  return formed.slice(0, longestId).replace(/[-._]+$/, '') || otherwise;
}

/** Gives names that nobody has, the wanted one if it is free, else with the next number. */
export function freeNamesIn(taken: Set<string>): (wanted: string) => string {
  const last = new Map<string, number>();
  return (wanted) => {
    const base = wanted.slice(0, longestId);
    let name = base;
    let number = last.get(base) ?? 1;
    while (taken.has(name)) {
      number += 1;
      const ending = `-${number}`;
      name = `${base.slice(0, longestId - ending.length)}${ending}`;
    }
    last.set(base, number);
    taken.add(name);
    return name;
  };
}
