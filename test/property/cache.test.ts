/**
 * Law 3: a verdict does not depend on what was asked before. Decisions are remembered, shared between pairs of
 * endpoints and between conversations of one kind; a judge that knows nothing yet says the same.
 */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { openJudge } from '../../src/cli/open-judge.ts';
import { inputFor } from '../../src/evaluator/decide.ts';
import { loadPolicy } from '../../src/evaluator/policy.ts';
import { conversationIn, rawConversation } from '../support/arbitrary-conversation.ts';
import { type ArbitraryPlant, arbitraryRegoPlant, arbitraryYamlPlant } from '../support/arbitrary-plant.ts';
import { assemblePlant, observed } from '../support/compiled-plant.ts';
import { arbitraryHiding, hide } from '../support/plants/hide.ts';
import { type CompleteConversation, referenceKey } from '../support/reference-evaluator.ts';
import { sessionTimesOf } from '../support/reference-sessions.ts';
import { runs } from '../support/runs.ts';

const observations = fc.array(fc.tuple(rawConversation, arbitraryHiding), { minLength: 1, maxLength: 60, size: 'max' });
type Observations = typeof observations extends fc.Arbitrary<infer T> ? T : never;

async function expectSameWithoutCache({ sources }: ArbitraryPlant, raw: Observations): Promise<void> {
  const { bundle, catalogue, judge } = await assemblePlant(sources);
  const sessions = sessionTimesOf(bundle.plan.windows);
  const asked = raw.map(([each, hiding]) => ({ complete: conversationIn(bundle.plan, each), hiding }));
  const verdictsOf = (list: typeof asked, by: typeof judge) =>
    by.judgeAll(list.map(({ complete, hiding }) => hide(observed(complete, by), hiding))).map(({ verdict }) => verdict);
  const first = verdictsOf(asked, judge);
  expect(verdictsOf(asked, judge)).toEqual(first);
  const backwards = verdictsOf([...asked].reverse(), openJudge(bundle, catalogue, sessions));
  expect([...backwards].reverse()).toEqual(first);
  asked.slice(0, 3).forEach((each, index) => {
    expect(verdictsOf([each], openJudge(bundle, catalogue, sessions))).toEqual([first[index]]);
  });
  const load = loadPolicy(bundle.wasm, bundle.data);
  if (load.kind !== 'loaded') throw new Error('the policy loads');
  const decide = (each: CompleteConversation) => load.policy.decide(inputFor(referenceKey(bundle.plan, each)));
  asked.forEach(({ complete, hiding }, index) => {
    const kind = first[index]?.kind;
    if (hiding === 'nothing' && isMember(complete))
      expect(decide(complete)).toMatchObject({ allow: kind === 'allowed' });
  });

  function isMember(each: CompleteConversation): boolean {
    const { source, destination } = referenceKey(bundle.plan, each);
    return source.attributes.member && destination.attributes.member;
  }
}

test('a verdict on a plant of YAML alone does not depend on what was asked before', async () => {
  await fc.assert(fc.asyncProperty(arbitraryYamlPlant, observations, expectSameWithoutCache), { numRuns: runs(25) });
});

test('a verdict where allowlists speak does not depend on what was asked before', async () => {
  await fc.assert(fc.asyncProperty(arbitraryRegoPlant, observations, expectSameWithoutCache), { numRuns: runs(4) });
});
