/** Schema errors as findings, each at the exact key or value that it is about. */
import type { ErrorObject } from 'ajv';
import { type Diagnostic, diagnose } from '../../diagnostics/diagnostic.ts';
import { suggest } from '../../diagnostics/suggest.ts';
import { joinAlternatives } from '../../diagnostics/words.ts';
import { type Located, spanOf } from '../parse/source-text.ts';
import { entryAt, type Tree } from '../parse/tree.ts';
import { type CondensedError, condenseErrors, type TypeMismatch } from './condense-errors.ts';
import { describePlace } from './describe-place.ts';
import { plainValueOf } from './plain-value.ts';
import type { PlantValidator } from './plant-validator.ts';

/** JSON types in plant words, the usual first. */
const typeWords: readonly (readonly [string, readonly string[]])[] = [
  ['text', ['string']],
  ['a number', ['number', 'integer']],
  ['true or false', ['boolean']],
  ['a list', ['array']],
  ['a mapping', ['object']],
];

/** What the schema says about a tree. */
export interface SchemaAnswer {
  readonly diagnostics: readonly Diagnostic[];
  /** Every tree in which something is wrong, up to the root. */
  readonly broken: ReadonlySet<Tree>;
}

/** Where an error is: the value it is about, the way there, and where the value was written. */
interface Place {
  readonly path: readonly string[];
  readonly trail: readonly Tree[];
  readonly tree: Tree;
}

/**
 * Validates a tree. Empty top-level keys count as absent, since people comment their contents out. Of more than
 * `limit` faults, the first ones are told.
 */
export function schemaErrorsOf(root: Tree, validate: PlantValidator, limit: number): SchemaAnswer {
  const errors = validate(plainValueOf(withoutEmptyKeys(root)));
  const broken = new Set<Tree>();
  const diagnostics: Diagnostic[] = [];
  for (const error of condenseErrors(errors)) {
    const place = placeOf(root, error.instancePath);
    for (const tree of place.trail) broken.add(tree);
    if (diagnostics.length <= limit) diagnostics.push(findingAbout(error, place));
  }
  if (diagnostics.length > limit)
    diagnostics[limit] = diagnose('limit/exceeded', spanOf({ ...root, end: root.start }), {
      what: 'faults in one file',
      limit,
    });
  return { diagnostics, broken };
}

function withoutEmptyKeys(root: Tree): Tree {
  if (root.kind !== 'map') return root;
  const kept = [...root.entries].filter(([, { value }]) => !(value.kind === 'scalar' && value.value === null));
  return kept.length === root.entries.size ? root : { ...root, entries: new Map(kept) };
}

function placeOf(root: Tree, instancePath: string): Place {
  const path = instancePath.split('/').slice(1).map(unescapePointer);
  const trail = [root];
  let tree: Tree = root;
  for (const part of path) {
    const next =
      tree.kind === 'map' ? tree.entries.get(part)?.value : tree.kind === 'list' ? tree.items[Number(part)] : undefined;
    if (next === undefined) break;
    tree = next;
    trail.push(tree);
  }
  return { path, trail, tree };
}

function unescapePointer(part: string): string {
  return part.replaceAll('~1', '/').replaceAll('~0', '~');
}

function findingAbout(error: CondensedError, place: Place): Diagnostic {
  if ('types' in error) return wrongType(error, place);
  const at = spanOf(headOf(place));
  const of = describePlace(place.path);
  switch (error.keyword) {
    case 'additionalProperties': {
      const key = String(error.params['additionalProperty']);
      const known = Object.keys((error.parentSchema?.['properties'] as object | undefined) ?? {});
      const keyAt = entryAt(place.tree, key)?.keyAt;
      const suggestion = suggest(key, known);
      return diagnose('schema/unknown-key', keyAt === undefined ? at : spanOf(keyAt), { key, of, suggestion });
    }
    case 'required':
      return diagnose('schema/missing-key', at, { keys: [String(error.params['missingProperty'])], of });
    case 'enum':
      return notAllowed(error, place);
    case 'minItems':
      return diagnose('schema/empty', at, { what: 'list' });
    case 'minProperties':
      return diagnose('schema/empty', at, { what: 'mapping' });
    default:
      return diagnose('schema/invalid', spanOf(place.tree), {
        value: writtenText(place.tree),
        expected: expectedBy(error),
      });
  }
}

/** Where a whole value is shown: at its key, or where it begins when it is an item of a list. */
function headOf({ path, trail, tree }: Place): Located {
  const key = entryAt(trail.at(-2) ?? null, path.at(-1) ?? '')?.keyAt;
  return key ?? { ...tree, end: Math.min(tree.end, tree.start + 1) };
}

function wrongType(error: TypeMismatch, place: Place): Diagnostic {
  const expected = typeWords
    .filter(([, type]) => error.types.some((each) => type.includes(each)))
    .map(([words]) => words);
  const args = { expected: joinAlternatives(expected), found: foundWords(place.tree) };
  return diagnose('schema/wrong-type', spanOf(place.tree), args);
}

function notAllowed(error: ErrorObject, place: Place): Diagnostic {
  const allowed = (error.params['allowedValues'] as readonly unknown[]).map(String);
  const value = writtenText(place.tree);
  return diagnose('schema/not-allowed', spanOf(place.tree), { value, allowed, suggestion: suggest(value, allowed) });
}

function writtenText(tree: Tree): string {
  return tree.kind === 'scalar' ? tree.text : foundWords(tree);
}

function foundWords(tree: Tree): string {
  if (tree.kind !== 'scalar') return tree.kind === 'map' ? 'a mapping' : 'a list';
  if (tree.value === null) return 'nothing';
  return typeof tree.value === 'string' ? 'text' : typeof tree.value === 'number' ? 'a number' : 'true or false';
}

function expectedBy(error: ErrorObject): string {
  const limit = String(error.params['limit'] ?? '');
  switch (error.keyword) {
    case 'minimum':
      return `a number from ${limit}`;
    case 'maximum':
      return `a number up to ${limit}`;
    case 'multipleOf':
      return `a multiple of ${String(error.params['multipleOf'])}`;
    default:
      return 'what may stand here';
  }
}
