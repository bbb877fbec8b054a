/** Whether to colour: on a terminal, unless `NO_COLOR` is set (https://no-color.org). */
import { ansiPalette, type Palette, plainPalette } from '../diagnostics/palette.ts';
import type { CliContext, OutputStream } from './context.ts';

export function paletteFor(stream: OutputStream, context: CliContext): Palette {
  const off = (context.process.env['NO_COLOR'] ?? '') !== '' || context.process.env['TERM'] === 'dumb';
  return stream.isTTY === true && !off ? ansiPalette : plainPalette;
}
