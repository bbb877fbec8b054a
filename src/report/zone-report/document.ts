/** A document before it is Markdown or HTML: headings, tables and paragraphs whose texts are plain. */

export type Block =
  | { readonly kind: 'heading'; readonly level: 2 | 3 | 4; readonly id: string; readonly text: string }
  | { readonly kind: 'paragraph'; readonly text: string }
  | { readonly kind: 'list'; readonly items: readonly Cell[] }
  | { readonly kind: 'table'; readonly head: readonly string[]; readonly rows: readonly (readonly Cell[])[] }
  /** Where the drawing goes. */
  | { readonly kind: 'drawing' };

/** Texts one after the other; a name from a plant's files is `code`. */
export type Cell = readonly Inline[];

export type Inline = string | { readonly code: string } | { readonly text: string; readonly target: string };

export interface Document {
  readonly title: string;
  readonly blocks: readonly Block[];
}

/** Names with commas between them; `otherwise` where there are none. */
export function listed(items: readonly Inline[], otherwise: string): Cell {
  if (items.length === 0) return [otherwise];
  return items.flatMap((item, index) => (index === 0 ? [item] : [', ', item]));
}

export function code(text: string): Inline {
  return { code: text };
}
