/** What a change makes of the configurations of boundaries, in plain words. */
import { counted } from '../diagnostics/words.ts';
import type { DiffEnforcement, EnforcementState } from '../model/plan-diff.ts';
import type { DiffConfiguration, DiffPatch } from './diff-json.ts';

/** As `exact before, wider now: operations and objects cannot be enforced`. */
export function enforcementWords({ base, head, losses }: DiffEnforcement): string {
  const state = (states: readonly EnforcementState[]): string =>
    states.length === 0 ? 'not enforced here' : states.join(' and ');
  const lost = losses.length === 0 ? '' : `: cannot enforce ${losses.join(', ')}`;
  return `${state(base)} before, ${state(head)} now${lost}`;
}

/** As `fw-line.nft: 3 lines added, 1 line removed`. */
export function patchWords({ name, added, removed }: DiffPatch): string {
  return `${name}: ${counted(added, 'line')} added, ${counted(removed, 'line')} removed`;
}

export function presenceWords({ presence }: DiffConfiguration): string {
  return { new: 'is new', gone: 'is gone', kept: '' }[presence];
}

/** Whether nothing of it changes. */
export function isSame({ presence, enforcement, files }: DiffConfiguration): boolean {
  return presence === 'kept' && enforcement.length === 0 && files.length === 0;
}

const mostLines = 40;

/** The beginning of a patch, without the names of its files. */
export function shownLines(patch: string): readonly string[] {
  const lines = patch.trimEnd().replaceAll('\t', '  ').split('\n').slice(2);
  const more = lines.length - mostLines;
  return more > 0 ? [...lines.slice(0, mostLines), `and ${counted(more, 'more line')}`] : lines;
}
