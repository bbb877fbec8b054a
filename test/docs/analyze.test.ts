/** The examples of docs/analyze.md are what the command prints. */
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { questionNames } from '../../src/model/analysis.ts';
import { analysisText } from '../support/analysis-of.ts';
import { runCli } from '../support/run-cli.ts';

const root = path.join(import.meta.dirname, '../..');
const page = readFileSync(path.join(root, 'docs/analyze.md'), 'utf8');
const [introduction = '', ...sections] = page.split(/^## /m);
const questions = sections.filter((section) => !section.startsWith('As JSON'));
const shownAsText = questions.filter((section) => section.includes('```text'));
/** The moment that the page speaks from, which is also that of `runCli`. */
const now = Date.parse('2026-09-10T12:00:00Z') / 1000;

const bare = (text: string): string => text.replaceAll(/\s+$/gm, '');
const block = (language: string, text: string): string =>
  new RegExp(`^\`\`\`${language}\n(.*?)^\`\`\``, 'ms').exec(text)?.[1] ?? '';

/** `...` stands for anything. */
function pattern(shown: string): RegExp {
  const parts = shown.trim().split(/\n?\.\.\.\n?/);
  return new RegExp(parts.map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')).join('[\\s\\S]*?'));
}

describe('docs/analyze.md', () => {
  test('has a section for each question', () => expect(questions).toHaveLength(questionNames.length));

  test.each(shownAsText.map((section) => [section.split('\n')[0], section]))('%s', (_title, section = '') => {
    const [example, shown] = [block('yaml', section), block('text', section)];
    expect([example, shown]).not.toContain('');
    const text = analysisText({ 'plant.yaml': block('yaml', introduction), 'conduits/example.yaml': example }, now);
    expect(bare(text)).toMatch(pattern(shown));
  });

  test('shows what traffic did not use', async () => {
    const session = sections.find((each) => each.includes('$ zonewright')) ?? '';
    const [command = '', ...shown] = block('console', session).split('\n');
    const { stdout } = await runCli(command.split(' ').slice(2), { cwd: root });
    expect(shown.length).toBeGreaterThan(5);
    expect(bare(stdout)).toMatch(pattern(shown.filter((line) => line !== '').join('\n')));
  });
});
