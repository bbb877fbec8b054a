/** Values laid out as YAML: fields on lines of their own, short lists and mappings on one. */

/** A value to lay out. */
export type Value =
  | { readonly kind: 'scalar'; readonly text: string }
  | { readonly kind: 'list'; readonly items: readonly Value[] }
  | { readonly kind: 'fields'; readonly fields: readonly Field[]; readonly lines: 'own' | 'shared' };

/** A key, as it stands in YAML, with its value. */
export interface Field {
  readonly key: string;
  readonly value: Value;
}

const widest = 120;

/** Lines of fields, each field beginning a line. */
export function layOutFields(fields: readonly Field[], indent: number): readonly string[] {
  return fields.flatMap((field) => layOutField(field, indent));
}

function layOutField({ key, value }: Field, indent: number): readonly string[] {
  const margin = ' '.repeat(indent);
  const line = `${margin}${key}: ${onOneLine(value)}`;
  if (isScalar(value) || isEmpty(value)) return [line];
  if (!hasOwnLines(value) && line.length <= widest) return [line];
  return [`${margin}${key}:`, ...layOutBlock(value, indent + 2)];
}

function layOutBlock(value: Value, indent: number): readonly string[] {
  if (value.kind === 'fields') return layOutFields(value.fields, indent);
  return value.kind === 'list' ? value.items.flatMap((item) => layOutItem(item, indent)) : [];
}

function layOutItem(item: Value, indent: number): readonly string[] {
  const margin = ' '.repeat(indent);
  const line = `${margin}- ${onOneLine(item)}`;
  if (isScalar(item) || isEmpty(item) || line.length <= widest) return [line];
  const [first = '', ...rest] = layOutBlock(item, indent + 2);
  return [`${margin}- ${first.slice(indent + 2)}`, ...rest];
}

function onOneLine(value: Value): string {
  if (value.kind === 'scalar') return value.text;
  if (value.kind === 'list') return `[${value.items.map(onOneLine).join(', ')}]`;
  if (value.fields.length === 0) return '{}';
  return `{ ${value.fields.map((field) => `${field.key}: ${onOneLine(field.value)}`).join(', ')} }`;
}

function isScalar(value: Value): boolean {
  return value.kind === 'scalar';
}

function isEmpty(value: Value): boolean {
  return (value.kind === 'list' && value.items.length === 0) || (value.kind === 'fields' && value.fields.length === 0);
}

function hasOwnLines(value: Value): boolean {
  return value.kind === 'fields' && value.lines === 'own';
}
