/** Judges conversations while the traffic goes on: tells of each with a finding once, and then how often it recurs. */
import type { Catalogue } from '../model/catalogue.ts';
import type { Conversation } from '../model/conversation.ts';
import type { LiveFinding, LiveGivenUp, LiveRepeat } from '../model/live-event.ts';
import type { Plan } from '../model/plan.ts';
import type { Verdict } from '../model/verdict.ts';
import { describeConversation } from './audit.ts';
import { findingsAbout } from './audit-finding.ts';
import { dropEnforcement } from './enforcement.ts';
import { isoMicros } from './iso-micros.ts';
import type { Judge } from './judge.ts';

export interface LiveAuditSources {
  readonly judge: Judge;
  readonly catalogue: Catalogue;
  readonly plan: Plan;
  readonly conversationOf: (slot: number) => Conversation;
  /** Milliseconds between two events about one conversation. */
  readonly interval: number;
}

export interface LiveAudit {
  /** What there is to tell about slots that have been counted in since the last look, at a time in milliseconds. */
  look(changed: readonly number[], now: number): (LiveFinding | LiveRepeat)[];
  /** The same about all that has not been told yet, as nothing more will come. */
  close(changed: readonly number[], now: number): (LiveFinding | LiveRepeat)[];
  /** The last that there is to tell about slots that will be used no more. */
  giveUp(slots: readonly number[]): (LiveFinding | LiveGivenUp)[];
  /** Conversations judged so far; one that was given up and came back counts again. */
  counts(): Readonly<Record<Verdict['kind'] | 'givenUp', number>>;
}

interface Told {
  readonly id: number;
  count: number;
  at: number;
}

/** A live audit that has told nothing yet; what it keeps is bounded by the number of slots. */
export function createLiveAudit(sources: LiveAuditSources): LiveAudit {
  const { judge, plan, conversationOf, interval } = sources;
  const allowed = new Set<number>();
  const told = new Map<number, Told>();
  /** Told of, and counted in since. */
  const recurring = new Set<number>();
  const counts = { allowed: 0, denied: 0, unjudged: 0, givenUp: 0 };
  let lastId = 0;

  function findings(changed: readonly number[], now: number): LiveFinding[] {
    const slots = changed.filter((slot) => !told.has(slot) && !allowed.has(slot));
    const conversations = slots.map(conversationOf);
    const judgements = judge.judgeAll(conversations);
    return conversations.flatMap((each, index) => {
      const judgement = judgements[index];
      const slot = slots[index];
      if (judgement === undefined || slot === undefined) return [];
      counts[judgement.verdict.kind]++;
      const conversation = describeConversation(each, judgement, dropEnforcement(each, plan.boundaries));
      const [found] = findingsAbout(conversation, 0, sources);
      if (found === undefined) {
        allowed.add(slot);
        return [];
      }
      const id = ++lastId;
      told.set(slot, { id, count: each.count, at: now });
      const { conversation: _index, ...finding } = found;
      return [{ schema: 'zonewright/live/v1', event: 'finding', id, finding, conversation }];
    });
  }

  function repeats(now: number, every: number): LiveRepeat[] {
    return [...recurring].flatMap((slot) => {
      const known = told.get(slot);
      if (known === undefined || now - known.at < every) return [];
      recurring.delete(slot);
      const { count, refused, last } = conversationOf(slot);
      if (count === known.count) return [];
      known.count = count;
      known.at = now;
      return [
        { schema: 'zonewright/live/v1', event: 'repeat', id: known.id, count, refused, last: isoMicros(last) } as const,
      ];
    });
  }

  function look(changed: readonly number[], now: number, every: number): (LiveFinding | LiveRepeat)[] {
    for (const slot of changed) if (told.has(slot)) recurring.add(slot);
    return [...findings(changed, now), ...repeats(now, every)];
  }

  function forget(slot: number): LiveGivenUp[] {
    allowed.delete(slot);
    recurring.delete(slot);
    const known = told.get(slot);
    if (known === undefined) return [];
    told.delete(slot);
    const { count, refused, last } = conversationOf(slot);
    return [{ schema: 'zonewright/live/v1', event: 'given-up', id: known.id, count, refused, last: isoMicros(last) }];
  }

  return {
    look: (changed, now) => look(changed, now, interval),
    close: (changed, now) => look(changed, now, 0),
    giveUp(slots) {
      counts.givenUp += slots.length;
      return [...findings(slots, Number.POSITIVE_INFINITY), ...slots.flatMap(forget)];
    },
    counts: () => counts,
  };
}
