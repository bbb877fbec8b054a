/** Judges conversations while the traffic goes on: tells of each with a finding once, and then how often it recurs. */
import type { Catalogue } from '../model/catalogue.ts';
import type { Conversation } from '../model/conversation.ts';
import type { LiveFinding, LiveRepeat } from '../model/live-event.ts';
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
  /** Whether a slot counts for good, may yet be described by another log, or is. */
  readonly standingOf: (slot: number) => 'counts' | 'waits' | 'covered';
  /** Milliseconds that a row of a log waits for another log of the same connection. */
  readonly patience: number;
  /** Milliseconds between two events about one conversation. */
  readonly interval: number;
}

export interface LiveAudit {
  /** What there is to tell about slots that have been counted in since the last look, at a time in milliseconds. */
  look(changed: readonly number[], now: number): (LiveFinding | LiveRepeat)[];
  /** The same without waiting, as nothing more will come. */
  close(changed: readonly number[], now: number): (LiveFinding | LiveRepeat)[];
  /** Conversations judged so far. */
  counts(): Record<Verdict['kind'], number>;
}

interface Told {
  readonly kind: Verdict['kind'];
  readonly id: number;
  count: number;
  at: number;
}

/** A live audit that has told nothing yet; what it keeps is bounded by the number of slots. */
export function createLiveAudit(sources: LiveAuditSources): LiveAudit {
  const { judge, plan, conversationOf, standingOf, patience, interval } = sources;
  const allowed = new Set<number>();
  const told = new Map<number, Told>();
  /** Slots with the time from which they are judged whatever other logs may say. */
  const waiting = new Map<number, number>();
  /** Told of, and counted in since. */
  const recurring = new Set<number>();

  function isDue(slot: number, now: number): boolean {
    const standing = standingOf(slot);
    if (standing === 'waits') {
      const due = waiting.get(slot) ?? now + patience;
      waiting.set(slot, due);
      if (now < due) return false;
    }
    waiting.delete(slot);
    return standing !== 'covered';
  }

  function findings(slots: readonly number[], now: number): LiveFinding[] {
    const conversations = slots.map(conversationOf);
    const judgements = judge.judgeAll(conversations);
    return conversations.flatMap((each, index) => {
      const judgement = judgements[index];
      const slot = slots[index];
      if (judgement === undefined || slot === undefined) return [];
      const conversation = describeConversation(each, judgement, dropEnforcement(each, plan.boundaries));
      const [found] = findingsAbout(conversation, 0, sources);
      if (found === undefined) {
        allowed.add(slot);
        return [];
      }
      const id = told.size + 1;
      told.set(slot, { kind: judgement.verdict.kind, id, count: each.count, at: now });
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
    const open = [...new Set([...waiting.keys(), ...changed])].filter((slot) => !told.has(slot) && !allowed.has(slot));
    return [
      ...findings(
        open.filter((slot) => isDue(slot, now)),
        now,
      ),
      ...repeats(now, every),
    ];
  }

  const countOf = (kind: Verdict['kind']): number => [...told.values()].filter((each) => each.kind === kind).length;

  return {
    counts: () => ({
      allowed: allowed.size + countOf('allowed'),
      denied: countOf('denied'),
      unjudged: countOf('unjudged'),
    }),
    look: (changed, now) => look(changed, now, interval),
    close: (changed, now) => look(changed, now + patience, 0),
  };
}
