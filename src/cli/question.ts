/** What a person asks `explain`: a conversation in words, or frames and lines of recordings. */
import { PlatformError } from '../platform/platform-error.ts';

export interface AskedPlaces {
  /** As it was written. */
  readonly file: string;
  /** 1-based, sorted. */
  readonly positions: readonly number[];
}

export type Question =
  | { readonly kind: 'written'; readonly text: string }
  | { readonly kind: 'places'; readonly files: readonly AskedPlaces[] };

/** Places explained at once; more are a report, which `audit` makes. */
const mostPlaces = 50;

/** Reads `SRC -> DST ...`, or any number of `FILE:FRAME` and `FILE:LINE`, of which several may follow by commas. */
export function readQuestion(words: readonly string[], isFile: (word: string) => boolean): Question {
  const text = words.join(' ');
  if (text.includes('->')) return { kind: 'written', text };
  const files = new Map<string, Set<number>>();
  for (const word of words) {
    const match = /^(.+):(\d+(?:,\d+)*)$/.exec(word);
    if (match === null) {
      if (!isFile(word)) return { kind: 'written', text };
      throw new PlatformError(
        'usage',
        `which frame or line of ${word}? Write \`zonewright explain ${word}:1\`; \`zonewright audit ${word}\` lists what is denied in it`,
      );
    }
    const [, file = '', list = ''] = match;
    const positions = files.get(file) ?? new Set();
    for (const position of list.split(',')) positions.add(Number(position));
    files.set(file, positions);
  }
  const asked = [...files].map(([file, positions]) => ({ file, positions: [...positions].sort((a, b) => a - b) }));
  const count = asked.reduce((sum, each) => sum + each.positions.length, 0);
  if (count > mostPlaces)
    throw new PlatformError('usage', `${count} frames or lines at once; \`zonewright audit\` reports on whole files`);
  const zero = asked.find((each) => each.positions[0] === 0);
  if (zero !== undefined) throw new PlatformError('usage', `frames and lines of ${zero.file} are counted from 1`);
  return { kind: 'places', files: asked };
}
