/** Did-you-mean: the nearest of the known words, by Damerau-Levenshtein distance with a bound. */

/** Comparisons that one suggester makes at most, so that thousands of misspelt names stay cheap. */
const comparisonBudget = 500_000;

/** The nearest candidate, or null when none is near. */
export type Suggester = (word: string) => string | null;

/** Makes a suggester over known words; it remembers its answers. */
export function suggesterOf(candidates: Iterable<string>): Suggester {
  const words = [...new Set(candidates)].sort();
  const byLength = Map.groupBy(words, (word) => word.length);
  const answers = new Map<string, string | null>();
  let budget = comparisonBudget;
  return (word) => {
    const known = answers.get(word);
    if (known !== undefined) return known;
    if (budget <= 0) return null;
    const bound = boundOf(word);
    const near = [...byLength].flatMap(([length, group]) => (Math.abs(length - word.length) <= bound ? group : []));
    budget -= near.length + words.length;
    const answer = nearest(word, near, bound) ?? beginningWith(word, words);
    answers.set(word, answer);
    return answer;
  };
}

/** The nearest of `candidates` to `word`, or null when none is near. */
export function suggest(word: string, candidates: Iterable<string>): string | null {
  return suggesterOf(candidates)(word);
}

function nearest(word: string, candidates: readonly string[], bound: number): string | null {
  let best: string | null = null;
  let bestDistance = bound + 1;
  for (const candidate of candidates) {
    const distance = editDistance(word.toLowerCase(), candidate.toLowerCase(), bestDistance);
    if (distance < bestDistance || (distance === bestDistance && best !== null && comesBefore(candidate, best, word))) {
      best = candidate;
      bestDistance = distance;
    }
  }
  return best;
}

/** Of two equally near words, one with the same first letter comes first, then the alphabet decides. */
function comesBefore(candidate: string, best: string, word: string): boolean {
  const same = candidate[0] === word[0];
  return same === (best[0] === word[0]) ? candidate < best : same;
}

/** `hmi` for `hmi_modern`: people leave out the end of a name that they half remember. */
function beginningWith(word: string, words: readonly string[]): string | null {
  return word.length < 3 ? null : (words.find((candidate) => candidate.startsWith(word)) ?? null);
}

/** None for one letter, one edit up to four letters, a third of the length after that; long input is never matched. */
function boundOf(word: string): number {
  if (word.length > 100) return -1;
  return Math.min(3, Math.floor((word.length + 1) / 3));
}

/** Optimal string alignment distance; returns `limit + 1` as soon as the distance must be above `limit`. */
function editDistance(a: string, b: string, limit: number): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row++) {
    const current = [row];
    let smallest = row;
    for (let column = 1; column <= b.length; column++) {
      const same = a[row - 1] === b[column - 1];
      let cost = Math.min(
        (last[column] ?? 0) + 1,
        (current[column - 1] ?? 0) + 1,
        (last[column - 1] ?? 0) + (same ? 0 : 1),
      );
      const swapped = row > 1 && column > 1 && a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      if (swapped) cost = Math.min(cost, (beforeLast[column - 2] ?? 0) + 1);
      current.push(cost);
      smallest = Math.min(smallest, cost);
    }
    if (smallest > limit) return limit + 1;
    beforeLast = last;
    last = current;
  }
  return last[b.length] ?? limit + 1;
}
