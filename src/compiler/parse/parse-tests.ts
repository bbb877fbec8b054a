/** Files of policy tests in, tests out. A test with a fault is a finding and is left out; the others are run. */
import { type Checked, type Diagnostic, diagnose } from '../../diagnostics/diagnostic.ts';
import { orderDiagnostics } from '../../diagnostics/diagnostic-order.ts';
import { quote } from '../../diagnostics/words.ts';
import type { Written } from '../../model/plant.ts';
import type { ConversationTest, Expectation, ExpectedCount, PolicyTest, TrafficTest } from '../../model/policy-test.ts';
import { denialReasons } from '../../model/verdict.ts';
import { plantValidatorOf } from '../schema/plant-validator.ts';
import type { PolicyTestEntry } from '../schema/test-file.ts';
import { defaultParseLimits } from './parse-limits.ts';
import { readDateTime } from './read-date.ts';
import { readDocuments } from './read-documents.ts';
import { writtenText } from './reader.ts';
import type { SourceFile } from './source-file.ts';
import { spanOf } from './source-text.ts';
import { type Entry, entriesOf, entryAt, itemsOf, type Tree, valueAt } from './tree.ts';

/** `schema` is `schemas/tests.schema.json`, parsed. */
export function parseTests(files: readonly SourceFile[], schema: object): Checked<readonly PolicyTest[]> {
  const documents = readDocuments(files, plantValidatorOf(schema), defaultParseLimits);
  const diagnostics: Diagnostic[] = [];
  const tests: PolicyTest[] = [];
  const names = new Map<string, Written<string>>();
  const reader: TestReader = { report: (diagnostic) => diagnostics.push(diagnostic) };
  for (const root of documents.roots) {
    const time = readDateTime(valueAt(root, 'time'), reader)?.value ?? null;
    for (const tree of itemsOf(valueAt(root, 'tests'))) {
      if (documents.isBroken(tree) || documents.isTornFile(tree.source.file)) continue;
      const test = readTest(tree, time, reader);
      if (test === null || !isNew(test.name, names, reader)) continue;
      tests.push(test);
    }
  }
  return { value: tests, diagnostics: orderDiagnostics([...documents.diagnostics, ...diagnostics]) };
}

interface TestReader {
  readonly report: (diagnostic: Diagnostic) => void;
}

function isNew(name: Written<string>, names: Map<string, Written<string>>, reader: TestReader): boolean {
  const first = names.get(name.value);
  if (first === undefined) names.set(name.value, name);
  else {
    const related = [{ at: first.at, what: 'first declared here' }];
    reader.report(diagnose('id/duplicate', name.at, { kind: 'test', id: name.value }, related));
  }
  return first === undefined;
}

const ofConversations: readonly (keyof PolicyTestEntry)[] = ['conversation', 'expect', 'reason', 'grants', 'sessions'];
const ofTraffic: readonly (keyof PolicyTestEntry)[] = ['flows', 'counts', 'conversations'];

function readTest(tree: Tree, time: string | null, reader: TestReader): PolicyTest | null {
  const name = writtenText(valueAt(tree, 'name'));
  if (name === null) return null;
  const of = `test ${quote(name.value)}`;
  const subjects = ['conversation', 'flows'];
  const [subject] = subjects.flatMap((key) => entryAt(tree, key) ?? []);
  if (subject === undefined) {
    reader.report(diagnose('schema/missing-key', name.at, { keys: subjects, of }));
    return null;
  }
  const isTraffic = subject.key === 'flows';
  const foreign = (isTraffic ? ofConversations : ofTraffic).flatMap((key) => entryAt(tree, key) ?? []);
  if (foreign.length > 0) {
    for (const { key, keyAt } of foreign)
      reader.report(
        diagnose('schema/unknown-key', spanOf(keyAt), {
          key,
          of: `${of} with ${quote(subject.key)}`,
          suggestion: null,
        }),
      );
    return null;
  }
  const head = { name, at: spanOf(tree), scope: writtenText(valueAt(tree, 'scope')) };
  return isTraffic ? readTraffic(tree, head, of, reader) : readConversationTest(tree, head, { of, time }, reader);
}

type Head = Pick<PolicyTest, 'name' | 'at' | 'scope'>;

function readConversationTest(
  tree: Tree,
  head: Head,
  { of, time }: { readonly of: string; readonly time: string | null },
  reader: TestReader,
): ConversationTest | null {
  const expectation = readExpectation(tree, of, reader);
  if (expectation === null) return null;
  return { kind: 'conversation', ...head, ...expectation, sessions: texts(valueAt(tree, 'sessions')), time };
}

function readTraffic(tree: Tree, head: Head, of: string, reader: TestReader): TrafficTest | null {
  const conversations = itemsOf(valueAt(tree, 'conversations')).map((item) => readExpectation(item, of, reader));
  const counts = entriesOf(valueAt(tree, 'counts')).map((entry) => readCount(entry, reader));
  if (conversations.length + counts.length === 0) {
    reader.report(diagnose('schema/missing-key', head.name.at, { keys: ['counts', 'conversations'], of }));
    return null;
  }
  const sound = conversations.filter((each) => each !== null);
  const read = counts.filter((each) => each !== null);
  if (sound.length < conversations.length || read.length < counts.length) return null;
  return { kind: 'traffic', ...head, flows: texts(valueAt(tree, 'flows')), counts: read, conversations: sound };
}

/** A verdict that a reason or a grant cannot go with would be a test that never holds. */
function readExpectation(tree: Tree, of: string, reader: TestReader): Expectation | null {
  const conversation = writtenText(valueAt(tree, 'conversation'));
  const written = writtenText(valueAt(tree, 'expect'));
  if (conversation === null) return null;
  if (written === null) {
    reader.report(diagnose('schema/missing-key', conversation.at, { keys: ['expect'], of }));
    return null;
  }
  const value = written.value === 'denied' || written.value === 'unjudged' ? written.value : 'allowed';
  const unfit = value === 'allowed' ? ['reason'] : value === 'denied' ? ['grants'] : ['reason', 'grants'];
  const extra = unfit.flatMap((key) => entryAt(tree, key) ?? []);
  for (const { key, keyAt } of extra)
    reader.report(
      diagnose('schema/unknown-key', spanOf(keyAt), {
        key,
        of: `${of} that expects ${quote(value)}`,
        suggestion: null,
      }),
    );
  if (extra.length > 0) return null;
  const reason = writtenText(valueAt(tree, 'reason'));
  const known = denialReasons.find((each) => each === reason?.value);
  return {
    conversation,
    verdict: { value, at: written.at },
    reason: reason === null || known === undefined ? null : { value: known, at: reason.at },
    grants: texts(valueAt(tree, 'grants')),
  };
}

function readCount(entry: Entry, reader: TestReader): ExpectedCount | null {
  const text = writtenText(entry.value);
  if (text === null) return null;
  const match = /^(>=|<=)?(\d{1,9})$/.exec(text.value) ?? /^()(\d{1,9})-(\d{1,9})$/.exec(text.value);
  const [, sign = '', from = '', to = from] = match ?? [];
  const least = sign === '<=' ? 0 : Number(from);
  const most = sign === '>=' ? Number.POSITIVE_INFINITY : Number(to);
  if (match === null || least > most) {
    const expected = 'a number of conversations, as `12`, `">=12"`, `"<=12"` or `"10-12"`';
    reader.report(diagnose('schema/invalid', text.at, { value: text.value, expected }));
    return null;
  }
  const verdict = entry.key === 'denied' || entry.key === 'unjudged' ? entry.key : 'allowed';
  return { verdict, at: text.at, least, most };
}

function texts(tree: Tree | null): readonly Written<string>[] {
  return itemsOf(tree)
    .map(writtenText)
    .filter((each) => each !== null);
}
