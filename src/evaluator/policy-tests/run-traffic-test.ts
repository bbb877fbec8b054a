/** Runs a test of recorded traffic: how many conversations have a verdict, and which verdict those have that it names. */

import { counted, joinWords } from '../../diagnostics/words.ts';
import type { Conversation } from '../../model/conversation.ts';
import type { Expectation, ExpectedCount, TrafficTest } from '../../model/policy-test.ts';
import type { TestFailure, TestOutcome } from '../../model/test-report.ts';
import type { Judge, Judgement } from '../judge.ts';
import { readPattern } from './match-recorded.ts';
import { type JudgedKey, meetExpectation } from './meet-expectation.ts';
import type { TestSetting } from './run-conversation-test.ts';

export interface RecordedTraffic {
  readonly conversations: readonly Conversation[];
  /** One per conversation, in the same order. */
  readonly judgements: readonly Judgement[];
  /** Judged them. */
  readonly judge: Judge;
}

export function runTrafficTest(test: TrafficTest, traffic: RecordedTraffic, setting: TestSetting): TestOutcome {
  const judged = traffic.conversations.flatMap((key, index): readonly JudgedKey[] => {
    const judgement = traffic.judgements[index];
    const [seen] = key.evidence;
    const place = seen === undefined ? null : `${seen.file}:${seen.position}`;
    return judgement === undefined ? [] : [{ key, judgement, place }];
  });
  const named = test.conversations.map((each) => meetNamed(each, judged, traffic.judge, test, setting));
  const unreadable = named.find((each) => 'at' in each);
  return {
    test,
    failures: [
      ...test.counts.flatMap((count) => meetCount(count, judged)),
      ...named.flatMap((each) => ('at' in each ? [] : each.failures)),
    ],
    unreadable: unreadable ?? null,
    used: judged.flatMap(({ judgement: { verdict } }) => (verdict.kind === 'allowed' ? verdict.grants : [])),
  };
}

function meetCount({ verdict, at, least, most }: ExpectedCount, judged: readonly JudgedKey[]): readonly TestFailure[] {
  const found = judged.filter(({ judgement }) => judgement.verdict.kind === verdict);
  if (found.length >= least && found.length <= most) return [];
  const expected =
    least === most ? `${least}` : most === Number.POSITIVE_INFINITY ? `${least} or more` : `${least} to ${most}`;
  const places = found.flatMap(({ place }) => place ?? []);
  const where = found.length > most ? `, at ${joinWords(places, 4)}` : '';
  const verb = found.length === 1 ? 'is' : 'are';
  return [
    {
      at,
      what: `${counted(found.length, 'conversation')} ${verb} ${verdict}${where}; expected are ${expected}`,
      related: null,
    },
  ];
}

/** What does not hold, or why the words cannot be read. */
function meetNamed(
  expectation: Expectation,
  judged: readonly JudgedKey[],
  judge: Judge,
  test: TrafficTest,
  { plan, catalogue, names, now }: TestSetting,
): { readonly failures: readonly TestFailure[] } | TestFailure {
  const { conversation } = expectation;
  const scope = test.scope === null ? {} : { scope: test.scope.value };
  const context = { plan, catalogue, buckets: judge.buckets, now, ...scope };
  const pattern = readPattern(conversation.value, judge, context);
  if (pattern.kind === 'unreadable') return { at: conversation.at, what: pattern.reason, related: null };
  const meant = judged.filter(({ key, judgement }) => pattern.matches(key, judgement));
  if (meant.length > 0) return { failures: meetExpectation(expectation, meant, names) };
  return { failures: [{ at: conversation.at, what: 'no such conversation was recorded', related: null }] };
}
