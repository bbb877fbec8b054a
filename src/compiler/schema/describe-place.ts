/** Places in a plant's files in plant words: ``grant `poll` ``, ``zone `cell-filling` ``. */
import { quote } from '../../diagnostics/words.ts';

/** What one entry of a top-level key is. */
export const nounOfSection = {
  owners: 'owner',
  scopes: 'scope',
  zones: 'zone',
  templates: 'template',
  assets: 'asset',
  windows: 'window',
  conduits: 'conduit',
  boundaries: 'boundary',
  invariants: 'invariant',
  rules: 'rule',
} as const;

/** The keys that hold entries by id. */
export type Section = keyof typeof nounOfSection;

/** Names the innermost thing with an id that a path leads to or into. */
export function describePlace(path: readonly string[]): string {
  const [section, id, key, grant, ...rest] = path;
  if (section === undefined) return 'a plant file';
  if (section === 'tests' && id !== undefined) return within(path.slice(2), `test ${Number(id) + 1}`);
  const noun = Object.hasOwn(nounOfSection, section) ? nounOfSection[section as Section] : null;
  if (noun === null || id === undefined) return quote(section);
  if (noun === 'conduit' && key === 'allow' && grant !== undefined) return within(rest, `grant ${quote(grant)}`);
  return within(key === undefined ? [] : path.slice(2), `${noun} ${quote(id)}`);
}

/** The last key on the way, if there is one; numbers of list items say nothing. */
function within(path: readonly string[], of: string): string {
  const key = path.findLast((part) => !/^\d+$/.test(part));
  return key === undefined ? of : `${quote(key)} of ${of}`;
}
