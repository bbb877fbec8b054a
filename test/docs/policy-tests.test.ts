/** The page on policy tests: its plant and its tests give what it shows. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { documentBlocks, documentCommands, documentFiles, shownPattern } from '../support/document-sessions.ts';
import { runCli } from '../support/run-cli.ts';

const page = readFileSync(path.join(import.meta.dirname, '../../docs/policy-tests.md'), 'utf8');
const folder = mkdtempSync(path.join(tmpdir(), 'zonewright-policy-tests-'));

for (const file of documentFiles(page)) {
  const target = path.join(folder, file.path);
  mkdirSync(path.dirname(target), { recursive: true });
  writeFileSync(target, file.text);
}

afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('prints what the page shows', async () => {
  const [command] = documentCommands(page);
  const { stdout, stderr, exitCode } = await runCli(command?.args ?? [], { cwd: folder });
  expect(`${stdout}${stderr}`.replaceAll(/\s+$/gm, '')).toMatch(
    shownPattern(command?.output.replaceAll(/\s+$/gm, '') ?? 'nothing'),
  );
  expect(exitCode).toBe(0);
});

test('the test of a recording holds for the example', async () => {
  const shown = documentBlocks('yaml', page).at(-1) ?? '';
  const example = path.join(import.meta.dirname, '../../examples/plants/dairy-line/tests/recordings.yaml');
  const lines = readFileSync(example, 'utf8').split('\n');
  for (const line of shown.trimEnd().split('\n')) expect(lines).toContain(line);
});
