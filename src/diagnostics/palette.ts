/** Colours of text output as functions, so that whoever prints decides whether there are any. */
import type { Severity } from './severity.ts';

/** Paints one piece of text. */
type Paint = (text: string) => string;

/** One colour per role. */
export interface Palette {
  readonly severity: Readonly<Record<Severity, Paint>>;
  readonly code: Paint;
  readonly place: Paint;
  readonly gutter: Paint;
  readonly caret: Paint;
  readonly label: Paint;
}

const same: Paint = (text) => text;

/** No colour at all. */
export const plainPalette: Palette = {
  severity: { critical: same, high: same, medium: same, low: same, info: same },
  code: same,
  place: same,
  gutter: same,
  caret: same,
  label: same,
};

/** Colours of an ANSI terminal. */
export const ansiPalette: Palette = {
  severity: { critical: ansi('1;97;41'), high: ansi('1;31'), medium: ansi('1;33'), low: ansi('36'), info: ansi('2') },
  code: ansi('1'),
  place: ansi('36'),
  gutter: ansi('2'),
  caret: ansi('1;31'),
  label: ansi('2'),
};

function ansi(style: string): Paint {
  return (text) => (text === '' ? '' : `\u001b[${style}m${text}\u001b[0m`);
}
