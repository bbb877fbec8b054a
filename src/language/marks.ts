/** Where a file declares things and where it refers to them. */
import { canonicalAddress } from '../algebra/ip-address.ts';
import type { FileReading } from '../compiler/parse/read-file.ts';
import { splitComparison } from '../compiler/parse/selector.ts';
import { selectorWords } from '../compiler/parse/selector-words.ts';
import type { Located } from '../compiler/parse/source-text.ts';
import type { Entry, ScalarTree, Tree } from '../compiler/parse/tree.ts';
import { type Kind, plantShape, type SelectorDomain, type Shape, shapeBelow, testsShape } from './file-shape.ts';

/** One name at one place. */
export interface Mark {
  readonly role: 'declares' | 'refers';
  /** What it may be; a bare word of a grant is an asset or else a zone. */
  readonly kinds: readonly Kind[];
  readonly id: string;
  readonly at: Located;
}

/** Declarations with what is declared. */
export interface Declaration extends Mark {
  readonly role: 'declares';
  readonly entry: Entry;
}

/** The shape that a file of a plant has, by its path from the plant's folder. */
export function shapeOfFile(path: string): Shape {
  return path.startsWith('tests/') ? testsShape : plantShape;
}

/** The marks of one file. */
export interface FileMarks {
  readonly declarations: ReadonlyMap<Kind, readonly Declaration[]>;
  /** By the id that they name. */
  readonly references: ReadonlyMap<string, readonly Mark[]>;
  /** All of them, in no particular order. */
  readonly all: readonly Mark[];
}

const known = new WeakMap<FileReading, FileMarks>();

/** Worked out once for the same reading. */
export function marksOf(reading: FileReading): FileMarks {
  const before = known.get(reading);
  if (before !== undefined) return before;
  const all: Mark[] = [];
  const seen = new Set<Tree>();
  for (const { tree } of reading.documents) collect(tree, shapeOfFile(reading.path), null, all, seen);
  const declarations = new Map<Kind, Declaration[]>();
  const references = new Map<string, Mark[]>();
  for (const mark of all) {
    const [kind] = mark.kinds;
    if (mark.role === 'refers') append(references, mark.id, mark);
    else if (kind !== undefined) append(declarations, kind, mark as Declaration);
  }
  const marks = { declarations, references, all };
  known.set(reading, marks);
  return marks;
}

function append<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [value]);
  else list.push(value);
}

/** A tree that aliases share is looked at where it comes first, so that a bomb of them costs nothing. */
function collect(tree: Tree, shape: Shape, parent: string | null, marks: Mark[], seen: Set<Tree>): void {
  if (seen.has(tree)) return;
  seen.add(tree);
  if (tree.kind === 'scalar') {
    marks.push(...marksOfScalar(tree, shape));
    return;
  }
  if (tree.kind === 'list') {
    for (const item of tree.items) collect(item, shape, parent, marks, seen);
    return;
  }
  for (const entry of tree.entries.values()) {
    const { key, keyAt } = entry;
    if (shape.declares !== undefined) {
      const id = shape.declares === 'grant' ? `${parent ?? ''}/${key}` : key;
      marks.push({ role: 'declares', kinds: [shape.declares], id, at: keyAt, entry } as Declaration);
    }
    if (shape.names !== undefined) marks.push({ role: 'refers', kinds: shape.names, id: key, at: keyAt });
    const below = shapeBelow(shape, key);
    // The grants of a conduit have its id before theirs.
    if (below !== null) collect(entry.value, below, shape.declares === 'conduit' ? key : parent, marks, seen);
  }
}

function marksOfScalar(tree: ScalarTree, { slot }: Shape): readonly Mark[] {
  if (tree.text === '' || slot === undefined) return [];
  if (slot.type === 'refers') return [{ role: 'refers', kinds: [slot.kind], id: tree.text, at: tree }];
  if (slot.type === 'conversation') return endsOf(tree);
  const mark =
    slot.type === 'attribute'
      ? ofTest(tree, slot.attribute, tree.text)
      : slot.type === 'selector'
        ? ofSelector(tree, slot.domain)
        : null;
  return mark === null ? [] : [mark];
}

/** The two ends of a conversation in words, each an asset or an address. */
function endsOf(tree: ScalarTree): readonly Mark[] {
  const { source, start } = tree;
  const match = /^(\s*)(\S+?)(\s*->\s*)(\S+)/.exec(tree.text);
  if (match === null) return [];
  const [, blank = '', from = '', arrow = '', to = ''] = match;
  const first = start + (/["']/.test(source.text[start] ?? '') ? 1 : 0) + blank.length;
  const marks = [
    { id: from, start: first },
    { id: to, start: first + from.length + arrow.length },
  ];
  return marks
    .filter((each) => source.text.startsWith(each.id, each.start))
    .map((each) => ({
      role: 'refers',
      kinds: ['asset'],
      id: each.id,
      at: { source, start: each.start, end: each.start + each.id.length },
    }));
}

function ofSelector(tree: ScalarTree, domain: SelectorDomain): Mark | null {
  const text = tree.text.trim();
  if (selectorWords.has(text)) return null;
  const colon = text.indexOf(':');
  if (colon >= 0 && canonicalAddress(text) === null) return ofTest(tree, text.slice(0, colon), text.slice(colon + 1));
  return { role: 'refers', kinds: domain === 'zone' ? ['zone'] : ['asset', 'zone'], id: text, at: tree };
}

const namedByTests: Readonly<Partial<Record<string, Kind>>> = {
  asset: 'asset',
  zone: 'zone',
  scope: 'scope',
  class: 'class',
};

function ofTest(tree: ScalarTree, attribute: string, test: string): Mark | null {
  const kind = Object.hasOwn(namedByTests, attribute) ? namedByTests[attribute] : undefined;
  const { value } = splitComparison(test);
  return kind === undefined || value === '' ? null : { role: 'refers', kinds: [kind], id: value, at: tree };
}
