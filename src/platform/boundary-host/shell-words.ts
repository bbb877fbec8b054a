/**
 * Words for a shell of another host. `ssh` joins its arguments with blanks and the other side's login shell takes them apart
 * again, so each word is quoted here, and nowhere else.
 */

/** One word that every common shell takes as it is: in single quotes, which nothing inside can end. */
export function quoteWord(word: string): string {
  if (word.includes('\0')) throw new RangeError('a word cannot hold a zero byte');
  return `'${word.replaceAll("'", `'\\''`)}'`;
}

/** A command line that runs a script of ours in a POSIX shell, with words as its `$1`, `$2`, ... */
export function shellCommand(script: string, words: readonly string[]): string {
  return ['exec sh -c', quoteWord(script), 'sh', ...words.map(quoteWord)].join(' ');
}
