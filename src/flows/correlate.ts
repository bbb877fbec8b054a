/**
 * Logs of one run describe the same connection more than once. A row of a poorer log is counted under a condition:
 * that no richer log with the same connection was read. Which logs there are is known only at the end.
 */
import { unconditional } from './observation-sink.ts';

/** Conditions and what the logs read so far cover. */
export interface Correlation {
  /** The number of a condition, or `unconditional` when no more can be held. */
  condition(uid: string, code: string | null): number;
  cover(uid: string, code: string | null): void;
  /** The same for one message: a richer log may leave some out. */
  coverOne(uid: string, code: string): void;
  /** How many observations under this condition a richer log describes; infinite for all. */
  covered(condition: number): number;
  /** True when a richer log that was read already describes this connection. */
  isCovered(uid: string): boolean;
  /** Whether any richer log of connections was read at all. */
  isCovering(): boolean;
  /** How often a row or a connection was not remembered because there were too many. */
  forgotten(): number;
}

/** Correlates by connection id, or by connection id and operation code; remembers at most `limit` of each. */
export function createCorrelation(limit: number): Correlation {
  const numbers = new Map<string, number>();
  const texts: string[] = [''];
  const covers = new Map<string, number>();
  let coversConnections = false;
  let forgotten = 0;

  function add(text: string, messages: number): void {
    const known = covers.get(text);
    if (known !== undefined || covers.size < limit) covers.set(text, (known ?? 0) + messages);
    else forgotten++;
  }

  return {
    condition(uid, code) {
      const text = conditionText(uid, code);
      const known = numbers.get(text);
      if (known !== undefined) return known;
      if (texts.length > limit) {
        forgotten++;
        return unconditional;
      }
      numbers.set(text, texts.length);
      texts.push(text);
      return texts.length - 1;
    },
    cover(uid, code) {
      coversConnections ||= code === null;
      add(conditionText(uid, code), Number.POSITIVE_INFINITY);
    },
    coverOne: (uid, code) => add(conditionText(uid, code), 1),
    covered: (condition) => (condition === unconditional ? 0 : (covers.get(texts[condition] ?? '') ?? 0)),
    isCovered: (uid) => covers.has(uid),
    isCovering: () => coversConnections,
    forgotten: () => forgotten,
  };
}

/** The text that a condition, and what covers it, go by. */
export function conditionText(uid: string, code: string | null): string {
  return code === null ? uid : `${uid}\u0000${code}`;
}
