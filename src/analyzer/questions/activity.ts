/** Which grants hold no more, hold at no time, or end soon. */
import { localTimeAt } from '../../algebra/zoned-time.ts';
import { type Diagnostic, diagnose } from '../../diagnostics/diagnostic.ts';
import type { Plan } from '../../model/plan.ts';
import type { Activity } from '../activity.ts';
import type { Question } from '../analysis-context.ts';
import type { Opening } from '../opening.ts';

/** A month: long enough for an owner to be asked. */
const soonDays = 30;
const day = 86_400;

export const askActivity: Question = function* ({ plan, openings, activityOf, now }): Generator<Diagnostic> {
  for (const opening of openings.written) {
    const activity = activityOf(opening);
    if (activity.kind === 'active') {
      if (activity.ends !== null && activity.ends - now <= soonDays * day)
        yield diagnose('grant/expiring', timePlace(opening), {
          grant: opening.name,
          ends: lastDay(activity.ends, plan),
          days: Math.ceil((activity.ends - now) / day),
        });
    } else yield inactive(opening, activity, localTimeAt(now, plan.timezone).date);
  }
};

/** What `check` says of a grant's own date is said in its words. */
function inactive({ name: grant, grants, fields, at }: Opening, { kind, ends }: Activity, today: string): Diagnostic {
  const place = timePlace({ fields, at });
  const expires = grants[0]?.expires ?? null;
  if (expires !== null && expires < today) return diagnose('grant/expired', place, { grant, expires });
  const windows = [...new Set(grants.flatMap((each) => each.windows))].sort();
  const ended = kind === 'over' && ends !== null ? `${new Date(ends * 1000).toISOString().slice(0, 16)}Z` : null;
  return diagnose('grant/never-active', place, { grant, windows, ended });
}

/** The last local day on which it holds. */
function lastDay(ends: number, plan: Plan): string {
  return localTimeAt(ends - 1, plan.timezone).date;
}

function timePlace({ fields, at }: Pick<Opening, 'fields' | 'at'>): Opening['at'] {
  return fields.expires ?? fields.during ?? fields.starts ?? at;
}
