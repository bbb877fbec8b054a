/** The documents do what they say: console blocks are run and compared, links lead somewhere, YAML examples check clean. */
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { documentBlocks, documentCommands, shownPattern } from '../support/document-sessions.ts';
import { runCli } from '../support/run-cli.ts';

const root = path.join(import.meta.dirname, '../..');
const readme = readFileSync(path.join(root, 'README.md'), 'utf8');
const folder = mkdtempSync(path.join(tmpdir(), 'zonewright-readme-'));

afterAll(() => rmSync(folder, { recursive: true, force: true }));

const sessions = documentCommands(readme);

describe('README', () => {
  test('shows at least six commands', () => expect(sessions.length).toBeGreaterThanOrEqual(6));

  test('every command prints what the README shows, one after the other', async () => {
    for (const { args, command, output } of sessions) {
      const cwd = command.includes('examples/plants') ? root : folder;
      const { stdout, stderr, exitCode } = await runCli(args, { cwd });
      expect(exitCode).not.toBe(2);
      expect(`${stdout}${stderr}`.replaceAll(/\s+$/gm, '')).toMatch(shownPattern(output.replaceAll(/\s+$/gm, '')));
    }
  });

  test('the two files written out in it are a plant that checks clean', async () => {
    const [plant = '', conduits = ''] = documentBlocks('yaml', readme);
    mkdirSync(path.join(folder, 'typed', 'conduits'), { recursive: true });
    writeFileSync(path.join(folder, 'typed', 'plant.yaml'), plant);
    writeFileSync(path.join(folder, 'typed', 'conduits', 'control-to-filler.yaml'), conduits);
    const { stdout } = await runCli(['check', '--plant', 'typed'], { cwd: folder });
    expect(stdout).toBe('bottling: 2 zones, 3 assets, 1 conduit, 3 grants; no findings\n');
  });
});

describe('documents', () => {
  const pages = [
    ...readdirSync(root).filter((name) => name.endsWith('.md')),
    ...readdirSync(path.join(root, 'docs'), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.md'))
      .map((name) => path.join('docs', name)),
  ];

  test('no link leads nowhere', () => {
    const broken = pages.flatMap((page) => {
      const text = readFileSync(path.join(root, page), 'utf8');
      return [...text.matchAll(/\]\((?!https?:|#|mailto:)([^)#\s]+)/g)]
        .map((match) => match[1] ?? '')
        .filter((target) => !existsSync(path.join(root, path.dirname(page), target)))
        .map((target) => `${page} -> ${target}`);
    });
    expect(broken).toEqual([]);
    expect(pages.length).toBeGreaterThan(80);
  });
});
