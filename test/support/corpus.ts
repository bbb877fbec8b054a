/**
 * Captures of other projects, which are test data and never part of this repository. Tests on them skip and say so
 * where they are absent; with `ZONEWRIGHT_REQUIRE=corpus` they fail instead.
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

/** The folder that holds the captures. */
export const corpusFolder: string =
  process.env['ZONEWRIGHT_CORPUS'] ?? fileURLToPath(new URL('../../../shared/captures', import.meta.url));

/** Path of one file of the corpus. */
export function corpusPath(path: string): string {
  return join(corpusFolder, path);
}

/** Runs a program and answers what it prints, whatever it thinks of its input. */
export function outputOf(program: string, args: readonly string[]): string {
  return spawnSync(program, args, { encoding: 'utf8', maxBuffer: 2 ** 30 }).stdout;
}

/** A group of tests that need the corpus, and perhaps programs. */
export function describeCorpus(name: string, programs: readonly string[], body: () => void): void {
  const absent = existsSync(corpusFolder)
    ? programs.filter((program) => spawnSync(program, ['--version']).error !== undefined)
    : [`captures at ${corpusFolder}`];
  if (absent.length === 0) describe(name, body);
  else if ((process.env['ZONEWRIGHT_REQUIRE'] ?? '').split(',').includes('corpus'))
    test(`${name}: needs ${absent.join(' and ')}`, () => expect(absent).toEqual([]));
  else test.skip(`${name}: needs ${absent.join(' and ')}`);
}
