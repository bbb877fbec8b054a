/** The page on address translation: its plant, and every answer that it shows. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { documentCommands, documentFiles, shownPattern } from '../support/document-sessions.ts';
import { runCli } from '../support/run-cli.ts';

const page = readFileSync(path.join(import.meta.dirname, '../../docs/nat.md'), 'utf8');
const folder = mkdtempSync(path.join(tmpdir(), 'zonewright-nat-'));

for (const file of documentFiles(page)) writeFileSync(path.join(folder, file.path), file.text);

afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('its plant has no findings', async () => {
  const { stdout } = await runCli(['check'], { cwd: folder });
  expect(stdout).toMatch(/no findings\n$/);
});

const commands = documentCommands(page);

test('shows at least six answers', () => expect(commands.length).toBeGreaterThanOrEqual(6));

test.for(commands)('$command', { timeout: 60_000 }, async ({ args, output }) => {
  const { stdout, stderr } = await runCli(args, { cwd: folder });
  expect(`${stdout}${stderr}`.replaceAll(/\s+$/gm, '')).toMatch(shownPattern(output.replaceAll(/\s+$/gm, '')));
});
