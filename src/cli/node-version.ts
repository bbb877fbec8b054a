/** Whether the running Node.js can run the tool; an older one would fail later, in the middle of something. */

/** Whether a version such as `20.20.2` is below a requirement such as `>=22.12`. */
export function isOlder(running: string, requirement: string): boolean {
  const has = numbers(running);
  for (const [index, needed] of numbers(requirement).entries()) {
    const part = has[index] ?? 0;
    if (part !== needed) return part < needed;
  }
  return false;
}

function numbers(text: string): readonly number[] {
  return [...text.matchAll(/\d+/g)].map(([digits]) => Number(digits));
}
