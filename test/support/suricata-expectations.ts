/** What Suricata's regression tests (suricata-verify) expect of captures of the corpus. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import { corpusFolder, corpusPath } from './corpus.ts';

/** So many events, or alerts of one rule, with these fields. */
export interface SuricataExpectation {
  /** Path in the corpus, as `modbus/sv__modbus.pcap`. */
  readonly capture: string;
  /** Name of the test. */
  readonly test: string;
  /** What is expected, short, and the same for no other expectation that says something else. */
  readonly name: string;
  readonly count: number;
  /** By path, as `dnp3.application.objects[0].group`. */
  readonly match: Readonly<Record<string, unknown>>;
  /** Text of the rule that alerts; null when no alert is expected, or one of Suricata's own rules. */
  readonly rule: string | null;
}

interface TestFile {
  readonly checks: readonly {
    readonly filter: {
      readonly count: number;
      readonly requires?: Readonly<Record<string, unknown>>;
      readonly match: Readonly<Record<string, unknown>>;
    };
  }[];
}

const folder = 'truth/suricata-verify';

/** All of them, by capture. */
export function suricataExpectations(): ReadonlyMap<string, readonly SuricataExpectation[]> {
  const captures = readdirSync(corpusPath(folder)).map((name): [string, readonly SuricataExpectation[]] => {
    const capture = pathOf(name);
    const tests = readdirSync(corpusPath(`${folder}/${name}`)).sort();
    return [capture, tests.flatMap((test) => readTest(capture, corpusPath(`${folder}/${name}/${test}`)))];
  });
  return new Map(captures);
}

function pathOf(capture: string): string {
  const found = readdirSync(corpusFolder, { recursive: true })
    .map(String)
    .find((each) => !each.startsWith('truth') && path.basename(each) === capture);
  if (found === undefined) throw new Error(`${capture} is not in the corpus`);
  return found;
}

function readTest(capture: string, location: string): readonly SuricataExpectation[] {
  const test = path.basename(location);
  const { checks } = parse(readFileSync(path.join(location, 'test.yaml'), 'utf8')) as TestFile;
  const rules = readRules(path.join(location, 'test.rules'));
  return checks.map(({ filter: { count, match, requires } }) => {
    const signature = match['alert.signature_id'];
    const rule = signature === undefined ? null : (rules.get(Number(signature)) ?? null);
    const version = requires === undefined ? '' : ` ${Object.entries(requires).flat().join(' ')}`;
    const name = signature === undefined ? `${String(match['event_type'])}${version}` : `rule ${signature}${version}`;
    return { capture, test, name, count, match, rule };
  });
}

/** By number. */
function readRules(file: string): ReadonlyMap<number, string> {
  if (!existsSync(file)) return new Map();
  const lines = readFileSync(file, 'utf8')
    .replaceAll(/\\\n\s*/g, '')
    .split('\n');
  return new Map(
    lines
      .filter((line) => line.startsWith('alert'))
      .map((line) => [Number(/sid:\s*(\d+)/.exec(line)?.[1]), line] as const),
  );
}
