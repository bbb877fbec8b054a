/** In which file a new conduit or asset belongs: where its neighbours are written. */
import { type Entry, entriesOf, entryAt, itemsOf, type Tree, textOf } from '../parse/tree.ts';
import { findEntry, type PatchFile } from './patch-files.ts';

/** The file with the conduits of the same zones; the zone that begins counts more. */
export function fileOfConduits(files: readonly PatchFile[], from: string, to: string): PatchFile | null {
  const scored = files.flatMap((file) => {
    const conduits = entriesIn(file, 'conduits');
    // Traffic inside zones is often kept apart from what crosses them.
    const alike = conduits.filter((entry) => isInside(entry) === (from === to));
    const begins = alike.some((entry) => names(entry, 'from', from));
    const ends = alike.some((entry) => names(entry, 'to', to));
    return conduits.length === 0 ? [] : [{ file, score: (begins ? 2 : 0) + (ends ? 1 : 0) }];
  });
  const [best] = scored.sort((a, b) => b.score - a.score);
  return best?.file ?? plantFile(files);
}

/** The file with the assets of the zone, else the one with the zone. */
export function fileOfAssets(files: readonly PatchFile[], zone: string): PatchFile | null {
  const neighbours = files.find((file) => entriesIn(file, 'assets').some((entry) => names(entry, 'zone', zone)));
  return neighbours ?? findEntry(files, 'zones', zone)?.file ?? plantFile(files);
}

function entriesIn(file: PatchFile, section: string): readonly Entry[] {
  return file.roots.flatMap((root: Tree) => entriesOf(entryAt(root, section)?.value ?? null));
}

function isInside({ value }: Entry): boolean {
  const [from, to] = ['from', 'to'].map((key) => textOf(entryAt(value, key)?.value ?? null));
  return to === 'same' || (from !== null && from === to);
}

function names({ value }: Entry, key: string, zone: string): boolean {
  return itemsOf(entryAt(value, key)?.value ?? null).some((item) => textOf(item) === zone);
}

function plantFile(files: readonly PatchFile[]): PatchFile | null {
  return files.find((file) => file.path === 'plant.yaml') ?? files[0] ?? null;
}
