/** Findings of a plant as text: a frame each, the gravest first, and a line that sums up. */
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { findingOf } from '../diagnostics/finding.ts';
import { renderFrame } from '../diagnostics/frame.ts';
import type { Palette } from '../diagnostics/palette.ts';
import { compareSeverities, type Severity, severities } from '../diagnostics/severity.ts';
import type { SourceLines } from '../diagnostics/source-lines.ts';

export interface FindingsTextOptions {
  readonly palette: Palette;
  readonly lines: SourceLines;
}

/** Frames separated by empty lines; empty text for no findings. */
export function renderFindings(diagnostics: readonly Diagnostic[], options: FindingsTextOptions): string {
  const weight = (diagnostic: Diagnostic): Severity => findingOf(diagnostic).severity;
  const sorted = [...diagnostics].sort((a, b) => compareSeverities(weight(a), weight(b)));
  return sorted.map((each) => `${renderFrame(each, options)}\n`).join('\n');
}

/** As `2 high, 1 low`; `no findings` when there are none. */
export function countFindings(found: readonly Severity[]): string {
  const parts = severities.flatMap((severity) => {
    const count = found.filter((each) => each === severity).length;
    return count === 0 ? [] : [`${count} ${severity}`];
  });
  return parts.length === 0 ? 'no findings' : parts.join(', ');
}
