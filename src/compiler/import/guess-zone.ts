/** What a zone is for and on which level, from the words of a source that does not say. Always reported as a guess. */
import type { ZoneTemplate } from '../../model/catalogue.ts';
import type { ZoneKind } from '../../model/plant.ts';
import { defaultLevel } from '../parse/zone-defaults.ts';

export interface ZoneGuess {
  readonly kind: ZoneKind;
  readonly level: number;
  /** The words that led to it; null where nothing did. */
  readonly from: string | null;
}

/** The first that matches decides, so what is rare stands before what is common. */
const kinds: readonly (readonly [RegExp, ZoneKind])[] = [
  [/\bdmz\b|demilitari[sz]ed/i, 'dmz'],
  [/\bsafety\b|\bsis\b|\besd\b/i, 'safety'],
  [/\bwireless\b|\bwi-?fi\b|\bwlan\b/i, 'wireless'],
  [/\bvendors?\b|\bremote access\b|\bthird[ -]part/i, 'vendor'],
  [/\binternet\b|\bcloud\b|\bexternal\b/i, 'external'],
  [/\benterprise\b|\boffice\b|\bcorporate\b|\bbusiness\b/i, 'enterprise'],
];

const levels = /\b(?:level|lvl|l)[ _-]?([0-5](?:\.5)?)(?![\d.]*\d)/i;

/** The level where none is written, of what most plants have between office and machines. */
const usual: ZoneGuess = { kind: 'site', level: 3, from: null };

/** Guesses from texts, of which the first that says something counts. */
export function guessZone(texts: readonly string[], templates: ReadonlyMap<string, ZoneTemplate>): ZoneGuess {
  // An underscore joins words in ids and would hide where one begins.
  const readable = texts.map((text) => text.slice(0, 200).replaceAll('_', ' '));
  const kind = firstOf(readable, (text) => kinds.find(([words]) => words.test(text))?.[1] ?? null);
  const level = firstOf(readable, (text) => {
    const digits = levels.exec(text)?.[1];
    return digits === undefined ? null : Number(digits);
  });
  if (kind === null && level === null) return usual;
  const guessed = kind?.value ?? kindOfLevel(level?.value ?? usual.level);
  return {
    kind: guessed,
    level: level?.value ?? defaultLevel(guessed, templates) ?? usual.level,
    from: [...new Set([kind?.text, level?.text].filter((text) => text !== undefined))].join(', '),
  };
}

function kindOfLevel(level: number): ZoneKind {
  if (level === 3.5) return 'dmz';
  if (level > 3.5) return 'enterprise';
  if (level >= 3) return 'site';
  return level >= 2 ? 'control' : 'cell';
}

function firstOf<T>(
  texts: readonly string[],
  read: (text: string) => T | null,
): { readonly value: T; readonly text: string } | null {
  for (const text of texts) {
    const value = read(text);
    if (value !== null) return { value, text };
  }
  return null;
}
