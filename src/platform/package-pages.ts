/** Pages of the documentation that come with the package. */
import { existsSync } from 'node:fs';
import path from 'node:path';
import { packageRoot } from './package-root.ts';

const known = new Map<string, string | null>();

/** The file of a page under `docs`, as `docs/rules/ZC-F002.md`; null when it is not there. */
export function packagePage(page: string): string | null {
  const before = known.get(page);
  if (before !== undefined) return before;
  const file = path.join(packageRoot(), ...page.split('/'));
  const found = page.startsWith('docs/') && existsSync(file) ? file : null;
  known.set(page, found);
  return found;
}
