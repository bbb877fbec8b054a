/** A small strict reader of XML without namespaces and DTDs, so that reports are held to the grammar (XML 1.0, 2.1). */

export interface XmlElement {
  readonly name: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly XmlElement[];
  /** Of the element itself, entities resolved. */
  readonly text: string;
}

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/** Throws where the text is not well-formed. */
export function parseXml(document: string): XmlElement {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: XML 1.0 forbids these, which is the point
  if (/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])/.test(document))
    throw new Error('a character that XML cannot carry');
  const head = /^<\?xml version="1\.0" encoding="UTF-8"\?>\n/.exec(document);
  if (head === null) throw new Error('no declaration');
  const { element, end } = readElement(document, head[0].length);
  if (document.slice(end).trim() !== '') throw new Error('text behind the root');
  return element;
}

function readElement(text: string, start: number): { readonly element: XmlElement; readonly end: number } {
  const open = /<([a-z-]+)((?: [a-z]+="[^"<]*")*)(\/?)>/y;
  open.lastIndex = start;
  const match = open.exec(text);
  if (match === null) throw new Error(`no element at ${text.slice(start, start + 40)}`);
  const [, name = '', written = '', empty] = match;
  const attributes: Record<string, string> = {};
  for (const [, key = '', value = ''] of written.matchAll(/ ([a-z]+)="([^"]*)"/g)) {
    if (key in attributes) throw new Error(`${key} twice`);
    attributes[key] = resolve(value);
  }
  if (empty === '/') return { element: { name, attributes, children: [], text: '' }, end: open.lastIndex };
  const children: XmlElement[] = [];
  let own = '';
  let at = open.lastIndex;
  for (;;) {
    const next = text.indexOf('<', at);
    if (next < 0) throw new Error(`${name} has no end`);
    own += resolve(text.slice(at, next));
    if (text.startsWith('</', next)) {
      if (!text.startsWith(`</${name}>`, next)) throw new Error(`another end than that of ${name}`);
      return { element: { name, attributes, children, text: own }, end: next + name.length + 3 };
    }
    const { element, end } = readElement(text, next);
    children.push(element);
    at = end;
  }
}

function resolve(text: string): string {
  return text.replace(/&([^;]*);?/g, (whole, name: string) => {
    const value = entities[name];
    if (value === undefined || !whole.endsWith(';')) throw new Error(`no entity ${whole}`);
    return value;
  });
}
