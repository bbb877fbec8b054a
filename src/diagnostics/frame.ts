/** A finding as text for a terminal: severity, code, place, words, and the line with a caret. */
import { formatSpan, type Span } from '../model/span.ts';
import type { Diagnostic } from './diagnostic.ts';
import { excerptOf } from './excerpt.ts';
import { findingOf } from './finding.ts';
import { type Palette, plainPalette } from './palette.ts';
import { noSourceLines, type SourceLines } from './source-lines.ts';
import { escapeText } from './words.ts';

/** Related places shown with a finding. */
const relatedLimit = 3;

/** What a frame is drawn with; both may be left out. */
export interface FrameOptions {
  /** Where the source lines come from; without them there is no excerpt. */
  readonly lines?: SourceLines;
  readonly palette?: Palette;
}

/** Renders a diagnostic with the default severity of its code; the text ends without a line break. */
export function renderFrame(diagnostic: Diagnostic, options: FrameOptions = {}): string {
  const finding = findingOf(diagnostic);
  const palette = options.palette ?? plainPalette;
  const lines = options.lines ?? noSourceLines;
  const head = [palette.severity[finding.severity](finding.severity), palette.code(finding.code)];
  if (finding.at !== null) head.push(palette.place(placeOf(finding.at)));
  const related = finding.related
    .slice(0, relatedLimit)
    .flatMap(({ at, message }) => [
      `  ${palette.label('see:')} ${palette.place(placeOf(at))} ${message}`,
      ...excerpt(at, lines, palette),
    ]);
  const left = finding.related.length - relatedLimit;
  return [
    head.join('  '),
    `  ${finding.message}`,
    ...excerpt(finding.at, lines, palette),
    ...related,
    ...(left > 0 ? [`  ${palette.label('see:')} ${left} more ${left === 1 ? 'place' : 'places'}`] : []),
    `  ${palette.label('why:')} ${finding.why}`,
    `  ${palette.label('fix:')} ${finding.fix}`,
  ].join('\n');
}

function placeOf(at: Span): string {
  return escapeText(formatSpan(at));
}

function excerpt(at: Span | null, lines: SourceLines, palette: Palette): readonly string[] {
  const line = at === null ? null : lines(at.file, at.line);
  return at === null || line === null ? [] : excerptOf(line, at, palette);
}
