/**
 * One HTML file that needs nothing else and may do nothing else: its content security policy names its own style and script
 * by their hashes, so that whatever else got into it would not run, and nothing is fetched (CSP Level 3, 2.3.1).
 */
import { createHash } from 'node:crypto';
import { type Markup, markup } from './markup.ts';

export interface Page {
  readonly title: string;
  readonly style: Markup;
  /** Styles that stand in its body, as in a drawing. */
  readonly styles?: readonly Markup[];
  /** Null: a page without any. */
  readonly script: Markup | null;
  readonly body: Markup;
}

export function renderPage({ title, style, styles = [], script, body }: Page): string {
  const policy = [
    "default-src 'none'",
    `style-src ${[style, ...styles].map((each) => `'${hashOf(each)}'`).join(' ')}`,
    ...(script === null ? [] : [`script-src '${hashOf(script)}'`]),
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ');
  const page = markup`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${{ markup: policy }}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<style>${style}</style>
</head>
<body>
${body}
${script === null ? '' : markup`<script>${script}</script>`}
</body>
</html>
`;
  return page.markup;
}

function hashOf({ markup: text }: Markup): string {
  return `sha256-${createHash('sha256').update(text, 'utf8').digest('base64')}`;
}
