/** Writes a change into a plant's own text, which keeps its comments and its layout. Files on disk are never touched. */
import type { Change, NewGrant, NewWindow } from '../../model/change.ts';
import type { SourceFile } from '../parse/source-file.ts';
import { type Entry, entryAt, type Tree } from '../parse/tree.ts';
import { addToMap } from './collections.ts';
import { type EditResult, editGrant, plainObject } from './edit-grant.ts';
import { fileOfAssets, fileOfConduits } from './home-file.ts';
import {
  applyEdits,
  findEntry,
  idsOf,
  openPatchFiles,
  type PatchFile,
  type Place,
  type TextEdit,
} from './patch-files.ts';
import type { PlainMap } from './plain-yaml.ts';
import { addToSection } from './section.ts';

/** The files with the change in them, or why it cannot be written. */
export type AppliedChange =
  | { readonly kind: 'applied'; readonly yaml: readonly SourceFile[] }
  | { readonly kind: 'refused'; readonly reason: string };

/** Applies a change to the texts of a plant that compiles. */
export function applyChange(yaml: readonly SourceFile[], change: Change): AppliedChange {
  const files = openPatchFiles(yaml);
  const result = editsOf(files, change);
  return result.kind === 'refused' ? result : { kind: 'applied', yaml: applyEdits(yaml, result.edits) };
}

function editsOf(files: readonly PatchFile[], change: Change): EditResult {
  switch (change.kind) {
    case 'edit-grant': {
      const conduit = findEntry(files, 'conduits', change.conduit);
      const allow = entryAt(conduit?.value.value ?? null, 'allow');
      const grant = entryAt(allow?.value ?? null, change.grant);
      if (conduit === null || allow === null || grant === null) return refused('the grant is not written in YAML');
      const way = [conduit.value.value, allow.value];
      return editGrant({ file: conduit.file, value: grant }, way, change.edit);
    }
    case 'add-grant':
      return joined([addGrant(files, change.conduit, change.grant), addWindow(files, change.window)]);
    case 'add-conduit': {
      const { from, to, owner, grant, window } = change;
      const id = freeId(from === to ? `${from}-internal` : `${from}-to-${to}`, idsOf(files, 'conduits'));
      const conduit = { from, to, ...(owner === null ? {} : { owner }), allow: { [grant.id]: plainGrant(grant) } };
      return joined([addToSection(fileOfConduits(files, from, to), 'conduits', id, conduit), addWindow(files, window)]);
    }
    case 'declare-assets': {
      const taken = new Set(idsOf(files, 'assets'));
      const added = change.assets.map((asset) => {
        const id = freeId(asset.id, taken);
        taken.add(id);
        const isMac = /^[0-9a-f]{2}(:[0-9a-f]{2}){5}$/.test(asset.address);
        const value: PlainMap = { zone: asset.zone, [isMac ? 'mac' : 'ip']: asset.address };
        return addToSection(fileOfAssets(files, asset.zone), 'assets', id, value);
      });
      return joined(added);
    }
  }
}

/** A new grant in a conduit, whose `allow` is made where it names only allowlists. */
function addGrant(files: readonly PatchFile[], conduit: string, grant: NewGrant): EditResult {
  const found = findEntry(files, 'conduits', conduit);
  const map = found?.value.value;
  if (found === null || map?.kind !== 'map') return refused(`the conduit \`${conduit}\` is not written as a mapping`);
  const allow = entryAt(map, 'allow')?.value ?? null;
  if ([map, ...(allow === null ? [] : [allow])].some((tree) => found.file.shared.has(tree)) || !isWritten(found, map))
    return refused(`the text of the conduit \`${conduit}\` is shared through an anchor`);
  const edit =
    allow === null
      ? addToMap(found.file, map, 'allow', { [grant.id]: plainGrant(grant) })
      : allow.kind === 'map' && isWritten(found, allow)
        ? addToMap(found.file, allow, freeId(grant.id, new Set(allow.entries.keys())), plainGrant(grant))
        : null;
  return edit === null
    ? refused(`the grants of the conduit \`${conduit}\` are written in a way that cannot be added to`)
    : { kind: 'edits', edits: [edit] };
}

/** False for a value that an alias brings from elsewhere. */
function isWritten({ value }: Place<Entry>, tree: Tree): boolean {
  return tree.start >= value.start && tree.end <= value.end;
}

function addWindow(files: readonly PatchFile[], window: NewWindow | null): EditResult {
  if (window === null || idsOf(files, 'windows').has(window.id)) return { kind: 'edits', edits: [] };
  const { id, timezone, from, to } = window;
  const home = files.find((file) => file.roots.some((root) => entryAt(root, 'windows') !== null)) ?? plantFile(files);
  return addToSection(home, 'windows', id, { timezone, once: { from, to } });
}

function plantFile(files: readonly PatchFile[]): PatchFile | null {
  return files.find((file) => file.path === 'plant.yaml') ?? files[0] ?? null;
}

function plainGrant(grant: NewGrant): PlainMap {
  const { ports, operations, objects, during, reason } = grant;
  return {
    from: [grant.from],
    to: [grant.to],
    protocol: grant.protocol,
    ...(ports.length === 0 ? {} : { ports }),
    ...(operations === null ? {} : { operations }),
    ...(objects.length === 0 ? {} : { objects: objects.map(plainObject) }),
    ...(during === null ? {} : { during }),
    reason,
  };
}

function freeId(wished: string, taken: ReadonlySet<string>): string {
  const id = wished.slice(0, 60);
  if (!taken.has(id)) return id;
  for (let number = 2; ; number++) if (!taken.has(`${id}-${number}`)) return `${id.slice(0, 58)}-${number}`;
}

/** Edits at one offset are made one, so that none is lost. */
function joined(results: readonly EditResult[]): EditResult {
  const edits = new Map<string, TextEdit>();
  for (const result of results) {
    if (result.kind === 'refused') return result;
    for (const edit of result.edits) {
      const key = `${edit.path} ${edit.start} ${edit.end}`;
      const known = edits.get(key);
      edits.set(key, known === undefined ? edit : { ...known, text: known.text + edit.text });
    }
  }
  return { kind: 'edits', edits: [...edits.values()] };
}

function refused(reason: string): EditResult {
  return { kind: 'refused', reason };
}
