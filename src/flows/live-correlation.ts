/**
 * Correlates logs that are read while they are written. What was said longest ago about a connection is forgotten when
 * there is too much, and a message of a richer log describes one row of a poorer one, whichever comes first.
 */
import { type Correlation, conditionText } from './correlate.ts';
import { unconditional } from './observation-sink.ts';
import { createRecentMap } from './recent-map.ts';

export interface LiveCorrelation extends Correlation {
  /** Takes as many of `count` observations under a condition as a richer log describes; answers how many. */
  take(condition: number, count: number): number;
}

/** An empty correlation that remembers at most `limit` connections and conditions, and those used last for longest. */
export function createLiveCorrelation(limit: number): LiveCorrelation {
  const numbers = createRecentMap<string, number>(limit, () => undefined);
  const texts = createRecentMap<number, string>(limit, () => undefined);
  const covers = createRecentMap<string, number>(limit, () => undefined);
  let coversConnections = false;
  let last = unconditional;

  function remember(number: number, text: string): number {
    numbers.set(text, number);
    texts.set(number, text);
    return number;
  }

  return {
    condition(uid, code) {
      const text = conditionText(uid, code);
      return remember(numbers.get(text) ?? ++last, text);
    },
    cover(uid, code) {
      coversConnections ||= code === null;
      covers.set(conditionText(uid, code), Number.POSITIVE_INFINITY);
    },
    coverOne(uid, code) {
      const text = conditionText(uid, code);
      covers.set(text, (covers.get(text) ?? 0) + 1);
    },
    covered: (condition) => covers.get(texts.get(condition) ?? '') ?? 0,
    take(condition, count) {
      const text = texts.get(condition);
      if (text === undefined) return 0;
      remember(condition, text);
      const known = covers.get(text) ?? 0;
      const taken = Math.min(known, count);
      if (taken > 0) covers.set(text, known - taken);
      return taken;
    },
    isCovered: (uid) => covers.get(uid) !== undefined,
    isCovering: () => coversConnections,
    forgotten: () => 0,
  };
}
