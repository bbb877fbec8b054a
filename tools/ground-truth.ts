/**
 * The table of what the readers were compared with: captures, packets, operations compared, equal, explained and not
 * explained. `ground-truth.ts FILE` prints it of the lines that the tests wrote (`ZONEWRIGHT_COMPARISONS`), and says
 * whether `docs/ground-truth.json` still has its figures; with `--write` it renews that file.
 */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Comparison } from '../test/support/comparison-table.ts';

/** What one oracle says about one protocol, over all captures. */
interface GroundTruth {
  readonly captures: number;
  readonly packets: number;
  readonly compared: number;
  readonly equal: number;
  readonly explained: number;
}

/** By protocol, then by oracle, both in alphabetical order. */
type GroundTruths = Readonly<Record<string, Readonly<Record<string, GroundTruth>>>>;

const figuresFile = path.join(import.meta.dirname, '../docs/ground-truth.json');

const [file, mode] = process.argv.slice(2);
if (file === undefined || !existsSync(file)) {
  console.error('usage: node tools/ground-truth.ts FILE [--write]; FILE is what ZONEWRIGHT_COMPARISONS named');
  process.exitCode = 2;
} else {
  const truths = addUp(readLines(file));
  console.log(table(truths));
  const text = `${JSON.stringify(truths, null, 2)}\n`;
  const committed = existsSync(figuresFile) ? readFileSync(figuresFile, 'utf8') : '';
  if (mode === '--write') writeFileSync(figuresFile, text);
  else if (text !== committed) {
    console.error('docs/ground-truth.json has other figures: run the corpus tests and renew it with --write');
    process.exitCode = 1;
  }
  if (rows(truths).some(({ unexplained }) => unexplained !== 0)) process.exitCode = 1;
}

function readLines(name: string): readonly Comparison[] {
  const lines = readFileSync(name, 'utf8').split('\n');
  return lines.filter((line) => line !== '').map((line) => JSON.parse(line) as Comparison);
}

/** A comparison that was run twice counts once. */
function addUp(comparisons: readonly Comparison[]): GroundTruths {
  const distinct = new Map(comparisons.map((each) => [`${each.protocol} ${each.oracle} ${each.capture}`, each]));
  const byProtocol = Map.groupBy(distinct.values(), ({ protocol }) => protocol);
  return sortedRecord([...byProtocol].map(([protocol, own]) => [protocol, addUpOracles(own)]));
}

function addUpOracles(comparisons: readonly Comparison[]): Readonly<Record<string, GroundTruth>> {
  const byOracle = Map.groupBy(comparisons, ({ oracle }) => oracle);
  return sortedRecord(
    [...byOracle].map(([oracle, own]) => {
      const sum = (pick: (each: Comparison) => number): number => own.reduce((total, each) => total + pick(each), 0);
      return [
        oracle,
        {
          captures: own.length,
          packets: sum(({ packets }) => packets),
          compared: sum(({ compared }) => compared),
          equal: sum(({ equal }) => equal),
          explained: sum(({ explained }) => explained),
        },
      ];
    }),
  );
}

function sortedRecord<T>(entries: readonly (readonly [string, T])[]): Readonly<Record<string, T>> {
  return Object.fromEntries([...entries].sort(([a], [b]) => (a < b ? -1 : 1)));
}

interface Row extends GroundTruth {
  readonly protocol: string;
  readonly oracle: string;
  readonly unexplained: number;
}

function rows(truths: GroundTruths): readonly Row[] {
  return Object.entries(truths).flatMap(([protocol, oracles]) =>
    Object.entries(oracles).map(([oracle, truth]) => {
      // What only we count is explained too, so that there may be more explanations than operations compared.
      const unexplained = Math.max(0, truth.compared - truth.equal - truth.explained);
      return { protocol, oracle, ...truth, unexplained };
    }),
  );
}

function table(truths: GroundTruths): string {
  const head = ['protocol', 'oracle', 'captures', 'packets', 'compared', 'equal', 'explained', 'unexplained'];
  const all = rows(truths);
  const sum = (pick: (each: Row) => number): number => all.reduce((total, each) => total + pick(each), 0);
  const figures = (each: Omit<Row, 'protocol' | 'oracle'>): string[] =>
    [each.captures, each.packets, each.compared, each.equal, each.explained, each.unexplained].map(String);
  const total = {
    captures: sum(({ captures }) => captures),
    packets: sum(({ packets }) => packets),
    compared: sum(({ compared }) => compared),
    equal: sum(({ equal }) => equal),
    explained: sum(({ explained }) => explained),
    unexplained: sum(({ unexplained }) => unexplained),
  };
  const cells = [
    head,
    ...all.map((each) => [each.protocol, each.oracle, ...figures(each)]),
    ['all', '', ...figures(total)],
  ];
  const widths = head.map((_, column) => Math.max(...cells.map((row) => row[column]?.length ?? 0)));
  return cells
    .map((row) =>
      row
        .map((cell, column) => (column < 2 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0)))
        .join('  '),
    )
    .join('\n');
}
