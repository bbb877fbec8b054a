/** Holds verdicts against what a test expects of them, and says in plant words what does not fit. */

import { joinWords } from '../../diagnostics/words.ts';
import type { ConversationKey } from '../../model/conversation.ts';
import { nameAsWritten, type PlanGrant } from '../../model/plan.ts';
import type { Expectation } from '../../model/policy-test.ts';
import { requestWords } from '../../model/request-words.ts';
import type { TestFailure } from '../../model/test-report.ts';
import type { Verdict } from '../../model/verdict.ts';
import { serviceOf } from '../audit.ts';
import type { Judgement } from '../judge.ts';

/** A conversation with its verdict. */
export interface JudgedKey {
  readonly key: ConversationKey;
  readonly judgement: Judgement;
  /** Where it was recorded, as `flows/tuesday.pcap:12`; null when it was written. */
  readonly place: string | null;
}

/** The ids of grants by those of the plan. */
export type GrantNames = ReadonlyMap<string, string>;

/** How people write the ids of a plan's grants. */
export function grantNamesOf(grants: readonly PlanGrant[]): GrantNames {
  return new Map(grants.map((grant) => [grant.id, nameAsWritten(grant)]));
}

/** Each of the conversations must be as expected; what is alike is told once. */
export function meetExpectation(
  expectation: Expectation,
  judged: readonly JudgedKey[],
  names: GrantNames,
): readonly TestFailure[] {
  const { verdict, reason, grants } = expectation;
  const other = judged.filter(({ judgement }) => judgement.verdict.kind !== verdict.value);
  const groups = Map.groupBy(other, ({ judgement }) => verdictWords(judgement.verdict, names));
  const wrong = [...groups].map(([words, group]): TestFailure => {
    const part = group.length < judged.length ? `${exampleOf(group)} is ` : 'it is ';
    return { at: verdict.at, what: `${part}${words}, not ${verdict.value}`, related: relatedTo(group) };
  });
  if (wrong.length > 0) return wrong;
  if (reason !== null) {
    const elsewise = judged.filter(
      ({ judgement }) => judgement.verdict.kind === 'denied' && judgement.verdict.reason !== reason.value,
    );
    return [...Map.groupBy(elsewise, ({ judgement }) => verdictWords(judgement.verdict, names))].map(
      ([words, group]): TestFailure => ({
        at: reason.at,
        what: `${exampleOf(group)} is ${words}, not because of ${reason.value}`,
        related: relatedTo(group),
      }),
    );
  }
  return grants.flatMap((grant): readonly TestFailure[] => {
    const without = judged.filter(({ judgement }) => !grantsBehind(judgement.verdict, names).includes(grant.value));
    if (without.length === 0) return [];
    const behind = joinWords([...new Set(without.flatMap(({ judgement }) => grantsBehind(judgement.verdict, names)))]);
    return [{ at: grant.at, what: `${exampleOf(without)} rests on ${behind}, not on ${grant.value}`, related: null }];
  });
}

/** Grants that a verdict rests on, as they are written. */
function grantsBehind(verdict: Verdict, names: GrantNames): readonly string[] {
  const ids = verdict.kind === 'denied' ? [] : verdict.grants;
  return [...new Set(ids.map((id) => names.get(id) ?? id))];
}

/** As `denied because outside-window` or `allowed by scada-to-filling/poll`. */
function verdictWords(verdict: Verdict, names: GrantNames): string {
  switch (verdict.kind) {
    case 'allowed':
      return `allowed by ${joinWords(grantsBehind(verdict, names))}`;
    case 'unjudged':
      return `unjudged, since nothing shows its ${joinWords([...verdict.missing])}`;
    case 'denied': {
      const detail = verdict.detail === null ? '' : ` (${verdict.detail})`;
      const { nearest } = verdict;
      const near =
        nearest === null
          ? ''
          : `; nearest is ${names.get(nearest.grant) ?? nearest.grant}, of which ${nearest.field} is ${nearest.expected}`;
      return `denied because of ${verdict.reason}${detail}${near}`;
    }
  }
}

function exampleOf(judged: readonly JudgedKey[]): string {
  const [first] = judged;
  if (first === undefined) return 'nothing';
  const { key, judgement, place } = first;
  const service = serviceOf(judgement, key);
  const words = requestWords({ service, operation: key.operation, object: key.object });
  const where = place === null ? '' : ` at ${place}`;
  return judged.length === 1 ? `${words}${where}` : `${words}${where} (and ${judged.length - 1} more)`;
}

function relatedTo(judged: readonly JudgedKey[]): TestFailure['related'] {
  const verdict = judged[0]?.judgement.verdict;
  if (verdict?.kind !== 'denied' || verdict.nearest === null) return null;
  return { at: verdict.nearest.at, what: 'the nearest grant' };
}
