/** Law 1: on every plant and conversation, the compiled policy and the reference evaluator say the same. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { inputFor } from '../../src/evaluator/decide.ts';
import type { Plan } from '../../src/model/plan.ts';
import { conversationIn, rawConversation } from '../support/arbitrary-conversation.ts';
import { arbitraryRegoPlant, arbitraryYamlPlant } from '../support/arbitrary-plant.ts';
import { type CompiledPlant, compilePlant, judgeComplete } from '../support/compiled-plant.ts';
import type { AllowlistDraft } from '../support/plants/draft-rego.ts';
import { type CompleteConversation, referenceAllows, referenceKey } from '../support/reference-evaluator.ts';
import { runs } from '../support/runs.ts';

const conversations = fc.array(rawConversation, { minLength: 1, maxLength: 60, size: 'max' });

/** Asks the policy about every conversation, and counts the verdicts. */
function expectAgreement(
  plant: CompiledPlant,
  asked: readonly CompleteConversation[],
  expected: (conversation: CompleteConversation) => boolean,
  counts: Map<string, number>,
): void {
  judgeComplete(plant, asked).forEach(({ verdict }, index) => {
    const conversation = asked[index];
    if (conversation === undefined) throw new Error('there is a judgement for each conversation');
    const kind = verdict.kind === 'denied' ? verdict.reason : verdict.kind;
    counts.set(kind, (counts.get(kind) ?? 0) + 1);
    const wanted = expected(conversation) ? 'allowed' : 'denied';
    expect({ conversation, verdict }).toMatchObject({ verdict: { kind: wanted } });
  });
}

function shareOf(counts: ReadonlyMap<string, number>, kind: string): number {
  const total = [...counts.values()].reduce((sum, count) => sum + count, 0);
  return (counts.get(kind) ?? 0) / total;
}

describe('the compiled policy decides as the reference evaluator does', () => {
  test('on plants of YAML alone', async () => {
    const counts = new Map<string, number>();
    await fc.assert(
      fc.asyncProperty(arbitraryYamlPlant, conversations, async ({ sources }, raw) => {
        const plant = await compilePlant(sources);
        const { plan } = plant.bundle;
        const asked = raw.map((each) => conversationIn(plan, each));
        expectAgreement(plant, asked, (each) => referenceAllows(plan, referenceKey(plan, each)), counts);
      }),
      { numRuns: runs(100) },
    );
    // A law that only ever sees denials of one kind would prove little.
    expect(shareOf(counts, 'allowed')).toBeGreaterThan(0.15);
    expect(shareOf(counts, 'evaluation-error')).toBe(0);
    for (const reason of [
      'no-conduit',
      'service-not-granted',
      'operation-not-granted',
      'unknown-source',
      'unknown-destination',
    ])
      expect(shareOf(counts, reason), reason).toBeGreaterThan(0.01);
    for (const reason of ['expired', 'outside-window', 'object-out-of-range', 'endpoint-not-granted'])
      expect(shareOf(counts, reason), reason).toBeGreaterThan(0.002);
  });

  test('on plants with allowlists, whose literals mean what stands beside them', async () => {
    const counts = new Map<string, number>();
    let byRego = 0;
    await fc.assert(
      fc.asyncProperty(arbitraryRegoPlant, conversations, async ({ sources, allowlists }, raw) => {
        const plant = await compilePlant(sources);
        const { plan } = plant.bundle;
        const asked = raw.map((each) => conversationIn(plan, each)).filter(isSingle);
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
    expect(shareOf(counts, 'allowed')).toBeGreaterThan(0.1);
    expect(byRego).toBeGreaterThan(runs(3));
  });
});

/**
 * Requests for one object, or none, and no handshakes: what YAML and Rego allow together, and what comes with a grant,
 * is said elsewhere.
 */
function isSingle({ object, operation }: CompleteConversation): boolean {
  return operation.class !== 'session' && (object?.count ?? 1) === 1;
}

/** An allowlist speaks between members of the zones whose conduit names it. */
function allowlistsAllow(plan: Plan, conversation: CompleteConversation, lists: readonly AllowlistDraft[]): boolean {
  const key = referenceKey(plan, conversation);
  const { source, destination } = key;
  if (!source.attributes.member || !destination.attributes.member) return false;
  const named = plan.conduits
    .filter((each) => each.from === source.attributes.zone && each.to === destination.attributes.zone)
    .flatMap((each) => each.allowlists);
  return lists.some((list) => named.includes(list.name) && list.grants(inputFor(key)));
}
