/** A document as one HTML file without any script. */
import { type Markup, markup } from '../markup.ts';
import { renderPage } from '../page.ts';
import type { Block, Cell, Document, Inline } from './document.ts';
import { documentStyle } from './document-style.ts';

/** `drawing` is SVG, and `drawingStyle` the style inside of it. */
export function renderDocumentHtml({ title, blocks }: Document, drawing: Markup, drawingStyle: Markup): string {
  const body = markup`<main>
<h1>${title}</h1>
${blocks.map((block) => blockMarkup(block, drawing))}
</main>`;
  return renderPage({ title, style: documentStyle, styles: [drawingStyle], script: null, body });
}

function blockMarkup(block: Block, drawing: Markup): Markup {
  switch (block.kind) {
    case 'heading':
      return headingMarkup(block);
    case 'paragraph':
      return markup`<p>${block.text}</p>\n`;
    case 'list':
      return markup`<ul>${block.items.map((item) => markup`<li>${cellMarkup(item)}</li>`)}</ul>\n`;
    case 'table':
      return markup`<table><thead><tr>${block.head.map((each) => markup`<th>${each}</th>`)}</tr></thead><tbody>${block.rows.map(
        (row) => markup`<tr>${row.map((each) => markup`<td>${cellMarkup(each)}</td>`)}</tr>\n`,
      )}</tbody></table>\n`;
    case 'drawing':
      return markup`<figure>${drawing}</figure>\n`;
  }
}

function headingMarkup({ level, id, text }: Extract<Block, { kind: 'heading' }>): Markup {
  switch (level) {
    case 2:
      return markup`<h2 id="${id}">${text}</h2>\n`;
    case 3:
      return markup`<h3 id="${id}">${text}</h3>\n`;
    case 4:
      return markup`<h4 id="${id}">${text}</h4>\n`;
  }
}

function cellMarkup(cell: Cell): Markup {
  return markup`${cell.map(inlineMarkup)}`;
}

function inlineMarkup(inline: Inline): Markup {
  if (typeof inline === 'string') return markup`${inline}`;
  return 'code' in inline
    ? markup`<code>${inline.code}</code>`
    : markup`<a href="#${inline.target}">${inline.text}</a>`;
}
