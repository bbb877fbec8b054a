/** The pictures of the documents are what the commands print. */
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from 'vitest';
import { runCli } from '../support/run-cli.ts';

const root = path.join(import.meta.dirname, '../..');

test('docs/images/dairy-line.svg is the map of the example', async () => {
  const { stdout, exitCode } = await runCli(['graph', '--plant', 'examples/plants/dairy-line'], { cwd: root });
  expect(exitCode).toBe(0);
  await expect(stdout).toMatchFileSnapshot('../../docs/images/dairy-line.svg');
});

test('docs/images/dairy-line-change.svg is the map on the page of the change that docs/diff.md shows', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'zonewright-picture-'));
  const [base, head] = ['before', 'after'].map((name) => path.join(folder, name));
  if (base === undefined || head === undefined) throw new Error('two folders');
  for (const each of [base, head]) cpSync(path.join(root, 'examples/plants/dairy-line'), each, { recursive: true });
  const file = path.join(head, 'conduits/scada-and-cells.yaml');
  const text = readFileSync(file, 'utf8');
  const changed = text.replace('range: 100-119', 'range: 100-139').replace(/^ {6}overview: .*\n/m, '');
  writeFileSync(file, changed);
  const { stdout } = await runCli(['diff', base, head, '--format', 'html'], { cwd: folder });
  rmSync(folder, { recursive: true });
  const [, style = ''] = /<style>([^<]*)<\/style>/.exec(stdout) ?? [];
  const [drawing = ''] = /<svg id="map"[\s\S]*?<\/svg>/.exec(stdout) ?? [];
  expect(drawing).toContain('>6 +1 −1</text>');
  const picture = drawing.replace('>', `><style>${style}</style>`);
  await expect(`${picture}\n`).toMatchFileSnapshot('../../docs/images/dairy-line-change.svg');
});
