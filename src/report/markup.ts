/** HTML and SVG whose every inserted value is escaped, so that nothing that a plant's files say becomes a tag or a script. */
import { escapeText } from '../diagnostics/words.ts';

/** Text that is markup already; only {@link markup} and {@link joined} make it. */
export interface Markup {
  readonly markup: string;
}

type Inserted = string | number | Markup | readonly Markup[];

/** A template; attributes have to be in double quotes. */
export function markup(parts: TemplateStringsArray, ...values: readonly Inserted[]): Markup {
  return {
    markup: parts.map((part, index) => (index === 0 ? part : `${inserted(values[index - 1] ?? '')}${part}`)).join(''),
  };
}

export const noMarkup: Markup = { markup: '' };

export function joined(items: readonly Markup[], separator: string = '\n'): Markup {
  return { markup: items.map((item) => item.markup).join(separator) };
}

function inserted(value: Inserted): string {
  if (typeof value === 'string') return escapeMarkup(value);
  if (typeof value === 'number') return String(value);
  return 'markup' in value ? value.markup : value.map((each) => each.markup).join('');
}

function escapeMarkup(text: string): string {
  return escapeText(text)
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}
