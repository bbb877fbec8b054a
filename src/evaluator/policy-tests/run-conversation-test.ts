/** Runs a test of a conversation in words: every operation that the words can mean must have the verdict. */

import { localToEpoch } from '../../algebra/zoned-time.ts';
import { suggest } from '../../diagnostics/suggest.ts';
import { quote } from '../../diagnostics/words.ts';
import type { Catalogue } from '../../model/catalogue.ts';
import type { Plan } from '../../model/plan.ts';
import type { ConversationTest, PolicyTest } from '../../model/policy-test.ts';
import type { TestOutcome } from '../../model/test-report.ts';
import type { Judge } from '../judge.ts';
import { readConversation } from '../written-conversation.ts';
import { type GrantNames, meetExpectation } from './meet-expectation.ts';

export interface TestSetting {
  readonly plan: Plan;
  readonly catalogue: Catalogue;
  readonly names: GrantNames;
  /** Seconds since the epoch, for a conversation without a time. */
  readonly now: number;
}

/** `judgeDuring` gives a judge for whom these vendor sessions are open at all times. */
export function runConversationTest(
  test: ConversationTest,
  setting: TestSetting,
  judgeDuring: (sessions: readonly string[]) => Judge,
): TestOutcome {
  const { plan, catalogue, names } = setting;
  const unreadable = (at: TestOutcome['failures'][number]['at'], what: string): TestOutcome => ({
    test,
    failures: [],
    unreadable: { at, what, related: null },
    used: [],
  });
  const unknown = unknownName(test, plan);
  if (unknown !== null) return unreadable(unknown.at, unknown.what);
  const judge = judgeDuring(test.sessions.map((each) => each.value));
  const written = readConversation(test.conversation.value, {
    plan,
    catalogue,
    buckets: judge.buckets,
    now: test.time === null ? setting.now : epochOf(test.time, plan.timezone),
    ...(test.scope === null ? {} : { scope: test.scope.value }),
  });
  if (written.kind === 'unreadable') return unreadable(test.conversation.at, written.reason);
  const judgements = judge.judgeAll(written.keys);
  const judged = written.keys.flatMap((key, index) => {
    const judgement = judgements[index];
    return judgement === undefined ? [] : [{ key, judgement, place: null }];
  });
  return {
    test,
    failures: meetExpectation(test, judged, names),
    unreadable: null,
    used: judgements.flatMap(({ verdict }) => (verdict.kind === 'allowed' ? verdict.grants : [])),
  };
}

/** `YYYY-MM-DDTHH:MM` in a time zone, in seconds since the epoch. */
function epochOf(text: string, timezone: string): number {
  const [date = '', time = ''] = text.split('T');
  const [hours = 0, minutes = 0] = time.split(':').map(Number);
  return localToEpoch({ date, minutes: hours * 60 + minutes }, timezone);
}

/** A scope or a session that the plan does not have. */
export function unknownName(
  test: PolicyTest,
  plan: Plan,
): { readonly at: PolicyTest['at']; readonly what: string } | null {
  const scopes = [...new Set([...plan.scopes, ...plan.zones.map(({ scope }) => ({ id: scope }))].map(({ id }) => id))];
  const sessions = plan.windows.flatMap(({ id, span }) => (span.kind === 'session' ? [id] : []));
  const named = [
    ...(test.scope === null ? [] : [{ ...test.scope, kind: 'scope', known: scopes }]),
    ...(test.kind === 'conversation'
      ? test.sessions.map((each) => ({
          ...each,
          kind: 'window of a vendor session that a grant asks for',
          known: sessions,
        }))
      : []),
  ];
  const missing = named.find(({ value, known }) => !known.includes(value));
  if (missing === undefined) return null;
  const near = suggest(missing.value, missing.known);
  const hint = near === null ? '' : `; did you mean ${quote(near)}?`;
  return { at: missing.at, what: `there is no ${missing.kind} ${quote(missing.value)}${hint}` };
}
