/** Text that is not ours, in Markdown: it shows as it is, and neither links nor loads anything. */
import { escapeText } from '../../diagnostics/words.ts';

export function inertMarkdown(text: string): string {
  return escapeText(text.replaceAll(/\s+/g, ' ')).replaceAll(/[\\`*_{}[\]<>()#+!|~&:]/g, (sign) => `\\${sign}`);
}
