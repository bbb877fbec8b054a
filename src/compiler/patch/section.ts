/** Adds an entry to a top-level section of a file, and the section itself where the file has none. */
import { entryAt } from '../parse/tree.ts';
import { addToMap, isFlow } from './collections.ts';
import type { EditResult } from './edit-grant.ts';
import type { PatchFile } from './patch-files.ts';
import { blockEntry, type PlainMap } from './plain-yaml.ts';

/** `file` is null when the plant has no file at all. */
export function addToSection(file: PatchFile | null, section: string, id: string, value: PlainMap): EditResult {
  const refused: EditResult = { kind: 'refused', reason: `there is no file where \`${section}\` can be added to` };
  if (file === null) return refused;
  for (const root of file.roots) {
    const found = entryAt(root, section);
    if (found === null) continue;
    const { value: map } = found;
    const isHere = map.start >= found.start && map.end <= found.end;
    if (map.kind !== 'map' || file.shared.has(map) || !isHere) continue;
    const edit = addToMap(file, map, id, value);
    if (edit !== null) return { kind: 'edits', edits: [edit] };
  }
  const [root] = file.roots;
  if (
    file.roots.length !== 1 ||
    root === undefined ||
    root.kind !== 'map' ||
    isFlow(root) ||
    entryAt(root, section) !== null
  )
    return refused;
  const style = { indent: 0, step: 2, spaced: true, inOneLine: false, innerInOneLine: false };
  const { text } = file.source;
  const gap = text === '' || text.endsWith('\n') ? '' : '\n';
  const written = `${gap}\n${blockEntry(section, { [id]: value }, style)}\n`;
  return { kind: 'edits', edits: [{ path: file.path, start: text.length, end: text.length, text: written }] };
}
