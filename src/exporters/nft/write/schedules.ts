/** Time limits of what is opened, numbered, so that elements with the same limit lead to the same chain. */
import { isAlways, type TimeCondition, uniteConditions } from '../../time-condition.ts';

/** When one of several grants holds. */
export interface TimeLimit {
  readonly condition: TimeCondition;
  /** Ids of the windows that it is made of, all of which must be active. */
  readonly windows: readonly string[];
}

/** A time limit that at least one element has. */
export interface Schedule {
  /** From 1. */
  readonly id: number;
  readonly condition: TimeCondition;
  /** Window ids that it is made of: a union of conjunctions. */
  readonly windows: readonly (readonly string[])[];
}

export interface SchedulePlan<T> {
  /** Numbered in the order in which they are needed. */
  readonly schedules: readonly Schedule[];
  /** `goto open`, or `goto when_1` for what has a limit. */
  readonly verdicts: ReadonlyMap<T, string>;
}

/** Schedules for things that are open whenever one of their limits holds. */
export function planSchedules<T>(things: readonly T[], limitsOf: (thing: T) => readonly TimeLimit[]): SchedulePlan<T> {
  const schedules = new Map<string, Schedule>();
  const verdicts = new Map<T, string>();
  for (const thing of things) {
    const limits = limitsOf(thing);
    const condition = uniteConditions(limits.map((limit) => limit.condition));
    if (isAlways(condition)) {
      verdicts.set(thing, 'goto open');
      continue;
    }
    const key = JSON.stringify(condition);
    const schedule = schedules.get(key) ?? { id: schedules.size + 1, condition, windows: windowsOf(limits) };
    schedules.set(key, schedule);
    verdicts.set(thing, `goto when_${schedule.id}`);
  }
  return { schedules: [...schedules.values()], verdicts };
}

function windowsOf(limits: readonly TimeLimit[]): readonly (readonly string[])[] {
  const sorted = limits.map(({ windows }) => [...windows].sort());
  const unions = new Map(sorted.map((windows) => [windows.join('\n'), windows]));
  return [...unions.keys()].sort().map((key) => unions.get(key) ?? []);
}
