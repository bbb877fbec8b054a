/** The fields of a zone with those that it inherits from templates; nearer values win over farther ones. */
import { diagnose } from '../../diagnostics/diagnostic.ts';
import { suggesterOf } from '../../diagnostics/suggest.ts';
import type { ZoneTemplate } from '../../model/catalogue.ts';
import type { Reader } from './reader.ts';
import { type Located, spanOf } from './source-text.ts';
import { type Entry, entriesOf, entryAt, type ScalarTree, type Tree, textOf } from './tree.ts';

/** Fields by key. */
type Fields = ReadonlyMap<string, Entry>;

/** Fields that belong to the template itself. */
const ownFields: ReadonlySet<string> = new Set(['extends', 'description', 'physical-boundary', 'physical-access']);

/** Gives the fields of a zone or template, inherited ones included. */
export type FieldsOf = (tree: Tree) => Fields;

/** Templates that extend one another in a row. */
const longestChain = 30;

/** Prepares inheritance from the plant's templates and the shipped ones, of which the plant's win. */
export function inheritanceOf(templates: ReadonlyMap<string, Entry>, reader: Reader): FieldsOf {
  const known = new Map<string, Fields>();
  const suggest = suggesterOf([...templates.keys(), ...reader.templates.keys()]);

  const fieldsOf = (tree: Tree, path: readonly string[]): Fields => {
    const fields = new Map(entriesOf(tree).map((entry) => [entry.key, entry]));
    const reference = entryAt(tree, 'extends')?.value ?? null;
    const name = textOf(reference);
    if (reference === null || name === null) return fields;
    for (const [key, entry] of templateFields(name, reference, path)) {
      if (!fields.has(key) && !ownFields.has(key)) fields.set(key, entry);
    }
    return fields;
  };

  const templateFields = (name: string, reference: Tree, path: readonly string[]): Fields => {
    const own = templates.get(name);
    const shipped = reader.templates.get(name);
    if (own === undefined && shipped !== undefined) return shippedFields(shipped, reference);
    if (own === undefined) {
      const args = { kind: 'template', id: name, suggestion: suggest(name) };
      reader.report(diagnose('reference/unknown', spanOf(reference), args));
      return new Map();
    }
    if (path.includes(name)) {
      reportCycle(path.slice(path.indexOf(name)), templates, reader);
      return new Map();
    }
    if (path.length >= longestChain) {
      reader.report(diagnose('limit/exceeded', spanOf(reference), { what: 'templates in a row', limit: longestChain }));
      return new Map();
    }
    return known.get(name) ?? fieldsOf(own.value, [...path, name]);
  };

  for (const name of [...templates.keys()].sort()) {
    const entry = templates.get(name);
    if (entry !== undefined) known.set(name, fieldsOf(entry.value, [name]));
  }
  return (tree) => fieldsOf(tree, []);
}

/** Every way around a circle is the same finding: it is told from its first template on. */
function reportCycle(circle: readonly string[], templates: ReadonlyMap<string, Entry>, reader: Reader): void {
  const first = [...circle].sort()[0] ?? '';
  const start = circle.indexOf(first);
  const path = [...circle.slice(start), ...circle.slice(0, start), first];
  const at = entryAt(templates.get(first)?.value ?? null, 'extends')?.value;
  reader.report(diagnose('template/cycle', at === undefined ? null : spanOf(at), { path }));
}

function shippedFields(template: ZoneTemplate, at: Located): Fields {
  const values: readonly (readonly [string, string | number | boolean])[] = [
    ['level', template.level],
    ['kind', template.kind],
    ['members', template.members],
    ['internal', template.internal],
    ['security-level', template.securityLevel],
    ['safety', template.safety],
  ];
  const { source, start, end } = at;
  return new Map(
    values.map(([key, value]) => {
      const tree: ScalarTree = { kind: 'scalar', source, start, end, value, text: String(value) };
      return [key, { source, start, end, key, keyAt: { source, start, end }, value: tree }];
    }),
  );
}
