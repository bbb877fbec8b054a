/** Markup that can do nothing but show itself: known elements and attributes, and text in which nothing begins a tag. */
import { expect } from 'vitest';

const elements = new Set(
  'a article aside body button caption circle code dd defs details div dl dt figcaption figure footer form g h1 h2 h3 h4 head header html input label li main meta nav ol p path pre rect script section span strong style summary svg table tbody td text th thead title tr ul use'.split(
    ' ',
  ),
);

/** Script and style of the page itself, which are known and taken out before. */
export function expectInertMarkup(text: string, own: readonly string[] = []): void {
  const bare = own.reduce((rest, part) => rest.replaceAll(part, ''), text).replace(/^<!doctype html>\s*/, '');
  let end = 0;
  for (const match of bare.matchAll(/<([^<>]*)>/g)) {
    expectPlain(bare.slice(end, match.index));
    end = match.index + match[0].length;
    const tag = /^\/?([a-z][a-z0-9]*)((?:\s+[a-zA-Z:-]+="[^"]*"|\s+(?:hidden|open|defer))*)\s*\/?$/.exec(
      match[1] ?? '',
    );
    if (tag === null) throw new Error(`not a tag: ${match[0]}`);
    if (!elements.has(tag[1] ?? '')) throw new Error(`an element of its own: ${match[0]}`);
    for (const [, name = '', value = ''] of (tag[2] ?? '').matchAll(/([a-zA-Z:-]+)="([^"]*)"/g)) {
      expectPlain(value);
      expect(name).not.toMatch(/^(on|style$|src)/i);
      if (name === 'href') expect(value).toMatch(/^#[a-z0-9-]+$/);
    }
  }
  expectPlain(bare.slice(end));
}

function expectPlain(text: string): void {
  expect(text).not.toMatch(/[<>]|&(?!(?:amp|lt|gt|quot|#39);)/);
}
