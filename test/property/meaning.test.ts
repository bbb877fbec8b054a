/**
 * Law 1: on every plant and conversation, the compiled policy, the allowed set and the reference evaluator say the
 * same. The compiler itself holds the policy against the set; here a third party that shares no code joins them.
 */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { allowsRequest } from '../../src/algebra/allowed-set.ts';
import { bundleFiles } from '../../src/compiler/bundle.ts';
import { conversationIn, rawConversation } from '../support/arbitrary-conversation.ts';
import { arbitraryRegoPlant, arbitraryYamlPlant } from '../support/arbitrary-plant.ts';
import { assemblePlant, type CompiledPlant, compilePlant, judgeComplete } from '../support/compiled-plant.ts';
import { expectShare } from '../support/expect-share.ts';
import { allowlistsAllow, singleOf } from '../support/reference-allowlists.ts';
import { type CompleteConversation, referenceAllows, referenceKey } from '../support/reference-evaluator.ts';
import { plantAllows } from '../support/reference-plant.ts';
import { runs } from '../support/runs.ts';

const conversations = fc.array(rawConversation, { minLength: 1, maxLength: 60, size: 'max' });

/** Few plants are asked much, since each is compiled anew. */
const manyConversations = fc.array(rawConversation, { minLength: 40, maxLength: 80, size: 'max' });

/** Asks the policy and the set about every conversation, and counts the verdicts. */
function expectAgreement(
  plant: CompiledPlant,
  asked: readonly CompleteConversation[],
  expected: (conversation: CompleteConversation) => boolean,
  counts: Map<string, number>,
): void {
  const { plan } = plant.bundle;
  const set = plant.set();
  // What did not lower is in the policy only.
  const isInSet = (each: CompleteConversation): boolean => {
    const { source, destination, port, windows } = referenceKey(plan, each);
    return allowsRequest(set, { ...each, source: source.id, destination: destination.id, port, sessions: windows });
  };
  judgeComplete(plant, asked).forEach(({ verdict }, index) => {
    const conversation = asked[index];
    if (conversation === undefined) throw new Error('there is a judgement for each conversation');
    const kind = verdict.kind === 'denied' ? verdict.reason : verdict.kind;
    counts.set(kind, (counts.get(kind) ?? 0) + 1);
    const allowed = expected(conversation);
    expect({ conversation, verdict }).toMatchObject({ verdict: { kind: allowed ? 'allowed' : 'denied' } });
    const guarded = plan.lowered.guards.length > 0;
    expect({ conversation, inSet: isInSet(conversation) || (guarded && allowed) }).toEqual({
      conversation,
      inSet: allowed,
    });
  });
}

function shareOf(counts: ReadonlyMap<string, number>, kind: string): number {
  const total = [...counts.values()].reduce((sum, count) => sum + count, 0);
  return (counts.get(kind) ?? 0) / total;
}

describe('the compiled policy, the allowed set and the reference evaluator agree', () => {
  test('on plants of YAML alone', async () => {
    const counts = new Map<string, number>();
    await fc.assert(
      fc.asyncProperty(arbitraryYamlPlant, conversations, async ({ sources }, raw) => {
        const plant = await assemblePlant(sources);
        const { plan } = plant.bundle;
        const asked = raw.map((each) => conversationIn(plan, each));
        const expected = (each: CompleteConversation): boolean => plantAllows(plant.plant, plant.catalogue, each);
        expectAgreement(plant, asked, expected, counts);
        for (const each of asked) expect(referenceAllows(plan, referenceKey(plan, each))).toBe(expected(each));
      }),
      { numRuns: runs(50) },
    );
    // A law that only ever sees denials of one kind would prove little.
    expectShare(0.1, shareOf(counts, 'allowed'));
    expect(shareOf(counts, 'evaluation-error')).toBe(0);
    const often = [
      'no-conduit',
      'service-not-granted',
      'operation-not-granted',
      'unknown-source',
      'unknown-destination',
    ];
    for (const reason of often) expectShare(0.01, shareOf(counts, reason), reason);
    for (const reason of ['expired', 'outside-window', 'object-out-of-range', 'endpoint-not-granted'])
      expectShare(0, shareOf(counts, reason), reason);
  });

  test('on plants with allowlists, whose literals mean what stands beside them', async () => {
    const counts = new Map<string, number>();
    let byRego = 0;
    await fc.assert(
      fc.asyncProperty(arbitraryRegoPlant, manyConversations, async ({ sources, allowlists }, raw) => {
        const plant = await assemblePlant(sources);
        const { plan } = plant.bundle;
        const asked = raw.flatMap((each) => singleOf(plan, conversationIn(plan, each)));
        const expected = (each: CompleteConversation): boolean => {
          const written = referenceAllows(plan, referenceKey(plan, each));
          const lists = !written && allowlistsAllow(plan, each, allowlists);
          if (lists) byRego += 1;
          return written || lists;
        };
        expectAgreement(plant, asked, expected, counts);
      }),
      { numRuns: runs(8) },
    );
    expectShare(0.03, shareOf(counts, 'allowed'));
    expectShare(0, byRego);
  });

  test('as the compiler itself says of each plant before it makes a bundle', async () => {
    const both = fc.oneof({ weight: 3, arbitrary: arbitraryYamlPlant }, { weight: 1, arbitrary: arbitraryRegoPlant });
    await fc.assert(
      fc.asyncProperty(both, async ({ sources }) => {
        const validated = await compilePlant(sources);
        const assembled = await assemblePlant(sources);
        expect(textsOf(assembled)).toEqual(textsOf(validated));
      }),
      { numRuns: runs(3) },
    );
  });
});

/** The files of a bundle as text. */
function textsOf({ bundle }: CompiledPlant): readonly string[] {
  return bundleFiles(bundle).map(({ path, bytes }) => `${path}\n${Buffer.from(bytes).toString('latin1')}`);
}
