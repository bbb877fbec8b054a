/** Traffic that is judged while it goes on, in bounded memory: what is counted, what is told, and what is given up. */

import type { Judge } from '../evaluator/judge.ts';
import { createLiveAudit } from '../evaluator/live-audit.ts';
import { type FlowContext, resolveFlowLimits } from '../flows/flow-context.ts';
import { createLiveSlots } from '../flows/live-slots.ts';
import type { ObservationSink } from '../flows/observation-sink.ts';
import type { Catalogue } from '../model/catalogue.ts';
import type { LiveEvent, LiveTotals } from '../model/live-event.ts';
import type { Plan } from '../model/plan.ts';

export interface LiveRun {
  /** What readers count into. */
  readonly sink: ObservationSink;
  /** Tells what has changed since the last look, at a time in milliseconds. */
  look(now: number): void;
  /** Tells the rest. */
  close(now: number): void;
  /** Conversations judged so far. */
  counts(): Pick<LiveTotals, 'conversations' | 'allowed' | 'denied' | 'unjudged' | 'givenUp'>;
}

export interface LiveRunOptions {
  readonly judge: Judge;
  readonly catalogue: Catalogue;
  readonly plan: Plan;
  /** Milliseconds that a row of a log waits for another log of the same connection. */
  readonly patience: number;
  /** Milliseconds between two events about one conversation. */
  readonly interval: number;
  readonly tell: (event: LiveEvent) => void;
}

/** A run that has told nothing yet; it holds as many conversations as the limits of the context say. */
export function createLiveRun(context: FlowContext, options: LiveRunOptions): LiveRun {
  const { judge, catalogue, plan, patience, interval, tell } = options;
  const slots = createLiveSlots(context, { patience, giveUp });
  const live = createLiveAudit({ judge, catalogue, plan, conversationOf: slots.conversationOf, interval });
  let isLimitTold = false;
  let isOverflowTold = false;

  function giveUp(given: readonly number[]): void {
    if (!isLimitTold) {
      isLimitTold = true;
      const { conversations } = resolveFlowLimits(context);
      problem(
        `more than ${conversations} different conversations: from now on those not seen for longest are given up, and told of again when they come back; look for a scan`,
      );
    }
    for (const event of live.giveUp(given)) tell(event);
  }

  function problem(reason: string): void {
    tell({ schema: 'zonewright/live/v1', event: 'problem', file: '', position: null, unit: 'byte', reason });
  }

  /** Conversations give way to others, names of operations do not. */
  function reportOverflow(): void {
    if (isOverflowTold || slots.sink.overflow() === 0) return;
    isOverflowTold = true;
    problem('too many different operation codes: those with new ones are not judged any more; start again');
  }

  return {
    sink: slots.sink,
    look(now) {
      for (const event of live.look(slots.take(now), now)) tell(event);
      reportOverflow();
    },
    close(now) {
      for (const event of live.close(slots.takeAll(), now)) tell(event);
      reportOverflow();
    },
    counts() {
      const { allowed, denied, unjudged, givenUp } = live.counts();
      return { conversations: allowed + denied + unjudged, allowed, denied, unjudged, givenUp };
    },
  };
}
