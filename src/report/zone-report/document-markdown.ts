/** A document as Markdown that forges show (GitHub Flavored Markdown 0.29, tables). */
import { code, words } from '../markdown-words.ts';
import type { Block, Cell, Document, Inline } from './document.ts';

/** `drawing` is Markdown: a Mermaid block, or an image beside the file. */
export function renderDocumentMarkdown({ title, blocks }: Document, drawing: string): string {
  return `${[`# ${words(title)}`, ...blocks.map((block) => blockText(block, drawing))].join('\n\n')}\n`;
}

function blockText(block: Block, drawing: string): string {
  switch (block.kind) {
    case 'heading':
      return `<a id="${block.id}"></a>\n\n${'#'.repeat(block.level)} ${words(block.text)}`;
    case 'paragraph':
      return words(block.text);
    case 'list':
      return block.items.map((item) => `- ${cellText(item)}`).join('\n');
    case 'table':
      return [block.head.map(words), block.head.map(() => '---'), ...block.rows.map((row) => row.map(cellText))]
        .map((row) => `| ${row.join(' | ')} |`)
        .join('\n');
    case 'drawing':
      return drawing;
  }
}

function cellText(cell: Cell): string {
  return cell.map(inlineText).join('');
}

function inlineText(inline: Inline): string {
  if (typeof inline === 'string') return words(inline);
  return 'code' in inline ? code(inline.code) : `[${words(inline.text)}](#${inline.target})`;
}
