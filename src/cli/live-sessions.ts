/** The sessions of a log that grows while traffic is judged. */
import { createSessionTimes, type SessionTimes } from '../algebra/session-times.ts';
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { checkSessions } from '../evaluator/check-sessions.ts';
import type { Chain } from '../model/chained-log.ts';
import type { Plan } from '../model/plan.ts';
import { followChainedLog } from '../platform/follow-chained-log.ts';
import type { SessionLogFile } from './session-log.ts';

/** A session is opened by hand, so that nobody uses it within less. */
const lookMillis = 100;

/** Looks at the log again when it is asked; `tell` gets each diagnostic once. */
export function followSessions(
  { absolute, name }: SessionLogFile,
  plan: Plan,
  tell: (diagnostic: Diagnostic) => void,
): SessionTimes {
  const look = followChainedLog(absolute, lookMillis);
  const told = new Set<string>();
  let seen: Chain | null = null;
  let times = createSessionTimes([]);
  const update = (chain: Chain): void => {
    const checked = checkSessions(chain, plan, name);
    for (const diagnostic of checked.diagnostics) {
      const key = `${diagnostic.code} ${diagnostic.at?.line ?? 0}`;
      if (!told.has(key)) tell(diagnostic);
      told.add(key);
    }
    seen = chain;
    times = checked.value;
  };
  return {
    openAt: (micros) => {
      const chain = look();
      if (chain !== seen) update(chain);
      return times.openAt(micros);
    },
  };
}
