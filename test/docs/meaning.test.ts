/** The page on what a policy means: its plant, and every answer that it shows. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { documentCommands, documentFiles, shownPattern } from '../support/document-sessions.ts';
import { runCli } from '../support/run-cli.ts';

const page = readFileSync(path.join(import.meta.dirname, '../../docs/meaning.md'), 'utf8');
const folder = mkdtempSync(path.join(tmpdir(), 'zonewright-meaning-'));
const env = { ZONEWRIGHT_NOW: '2026-11-25T12:00:00Z' };

for (const file of documentFiles(page)) {
  const target = path.join(folder, file.path);
  mkdirSync(path.dirname(target), { recursive: true });
  writeFileSync(target, file.text);
}

afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('its plant has no findings', async () => {
  const { stdout } = await runCli(['check'], { cwd: folder, env });
  expect(stdout).toMatch(/no findings\n$/);
});

const commands = documentCommands(page);

test('shows at least ten answers', () => expect(commands.length).toBeGreaterThanOrEqual(10));

test.for(commands)('$command', { timeout: 60_000 }, async ({ args, output }) => {
  const { stdout, stderr } = await runCli(args, { cwd: folder, env });
  expect(`${stdout}${stderr}`.replaceAll(/\s+$/gm, '')).toMatch(shownPattern(output.replaceAll(/\s+$/gm, '')));
});
