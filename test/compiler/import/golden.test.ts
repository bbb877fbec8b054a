/** A realistic plant in each format, with everything that becomes of it: the files, and what is said. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { isError } from '../../../src/compiler/compile.ts';
import { plainPalette } from '../../../src/diagnostics/palette.ts';
import { sourceLinesOf } from '../../../src/diagnostics/source-lines.ts';
import { renderFindings } from '../../../src/report/findings-text.ts';
import { importText, readBack } from '../../support/import-text.ts';
import { withoutSpans } from '../../support/without-spans.ts';

describe.each([
  ['waterworks', 'induform'],
  ['bakery', 'zc-as-code'],
])('%s', (name, format) => {
  const path = `${name}.yaml`;
  const text = readFileSync(new URL(`sources/${path}`, import.meta.url), 'utf8');
  const { imported, notes, files } = importText({ [path]: text });

  test('is recognised and becomes these files', async () => {
    expect(imported?.formats).toEqual([format]);
    const written = files.map((file) => `==> ${file.path} <==\n${file.text}`).join('\n');
    await expect(written).toMatchFileSnapshot(`golden/${name}.files.txt`);
  });

  test('comes with these findings', async () => {
    const lines = sourceLinesOf([{ path, text }]);
    await expect(renderFindings(notes, { palette: plainPalette, lines })).toMatchFileSnapshot(
      `golden/${name}.findings.txt`,
    );
  });

  test('is read back as the plant that was made, without an error', () => {
    const { plant, findings } = readBack(files);
    expect(findings.filter(isError)).toEqual([]);
    expect(withoutSpans(plant)).toEqual(withoutSpans(imported?.plant));
  });

  test('gives the same bytes again, also from JSON, with a byte order mark and with Windows line ends', () => {
    // The failsafe schema keeps numbers as they are written.
    const json = JSON.stringify(parse(text, { schema: 'failsafe' }), null, 2);
    for (const same of [text, json, `\ufeff${text}`, text.replaceAll('\n', '\r\n')])
      expect(importText({ [path]: same }).files).toEqual(files);
  });
});
