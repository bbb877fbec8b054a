/** YAML text of plain values in several styles: block or flow, quotes or none, anchors and merge keys for repetitions. */

/** A way of writing YAML. */
export interface YamlStyle {
  /** Levels of nesting that are written as blocks; the rest is in braces and brackets. */
  readonly blocks: number;
  readonly quotes: 'needed' | 'single' | 'double';
  /** Whether values that come again are written once. */
  readonly repeats: 'written' | 'aliased';
}

type Plain = string | number | boolean | null | readonly Plain[] | { readonly [key: string]: Plain };

type PlainMapping = { readonly [key: string]: Plain };

interface Writing {
  readonly style: YamlStyle;
  /** How often each list and mapping occurs, by its JSON. */
  readonly counts: ReadonlyMap<string, number>;
  /** Names of what has an anchor, by its JSON. */
  readonly anchors: Map<string, string>;
  /** Mappings with an anchor, which later ones may build on. */
  readonly mappings: { readonly name: string; readonly value: PlainMapping }[];
  named: number;
}

/** Writes a mapping as a document. */
export function writeYaml(value: object, style: YamlStyle): string {
  const plain = value as Plain;
  const counts = new Map<string, number>();
  countRepeats(plain, counts);
  return `${write(plain, 0, { style, counts, anchors: new Map(), mappings: [], named: 0 }).trimStart()}\n`;
}

function countRepeats(value: Plain, counts: Map<string, number>): void {
  if (typeof value !== 'object' || value === null) return;
  const key = JSON.stringify(value);
  counts.set(key, (counts.get(key) ?? 0) + 1);
  for (const each of Object.values(value)) countRepeats(each, counts);
}

/** The text behind a key: on the same line with a space before it, or on lines of its own. */
function write(value: Plain, depth: number, writing: Writing): string {
  if (typeof value !== 'object' || value === null) return ` ${writeScalar(value, writing.style)}`;
  const key = JSON.stringify(value);
  const known = writing.anchors.get(key);
  if (known !== undefined) return ` *${known}`;
  const large = isMapping(value) && Object.keys(value).length >= 3;
  const anchored = writing.style.repeats === 'aliased' && (large || (writing.counts.get(key) ?? 0) > 1);
  const base = anchored && isMapping(value) ? baseOf(value, writing) : null;
  const written = base === null || !isMapping(value) ? value : withoutBase(value, base.value);
  const merge = base === null ? null : `<<: *${base.name}`;
  const name = `a${writing.named}`;
  if (anchored) writing.named += 1;
  const block = depth < writing.style.blocks;
  const text = block ? writeBlock(written, merge, depth, writing) : ` ${writeFlow(written, merge, writing)}`;
  if (!anchored) return text;
  writing.anchors.set(key, name);
  if (isMapping(value)) writing.mappings.push({ name, value });
  return ` &${name}${text}`;
}

/** A mapping that says much of what this one says, and nothing that it does not. */
function baseOf(
  value: PlainMapping,
  { mappings }: Writing,
): { readonly name: string; readonly value: PlainMapping } | null {
  const fits = mappings.find(
    (each) =>
      Object.keys(each.value).every((key) => key in value) &&
      Object.entries(each.value).filter(([key, inner]) => JSON.stringify(inner) === JSON.stringify(value[key]))
        .length >= 2,
  );
  return fits ?? null;
}

function withoutBase(value: PlainMapping, base: PlainMapping): PlainMapping {
  return Object.fromEntries(
    Object.entries(value).filter(([key, each]) => JSON.stringify(each) !== JSON.stringify(base[key])),
  );
}

function isMapping(value: Plain): value is PlainMapping {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function writeBlock(value: object, merge: string | null, depth: number, writing: Writing): string {
  const margin = '  '.repeat(depth);
  if (Array.isArray(value)) {
    if (value.length === 0) return ' []';
    return value.map((item: Plain) => `\n${margin}-${writeItem(item, writing)}`).join('');
  }
  const lines = Object.entries(value).map(
    ([key, each]: readonly [string, Plain]) => `${writeKey(key, writing.style)}:${write(each, depth + 1, writing)}`,
  );
  const all = merge === null ? lines : [...lines, merge];
  return all.length === 0 ? ' {}' : all.map((line) => `\n${margin}${line}`).join('');
}

function writeItem(item: Plain, writing: Writing): string {
  return write(item, Number.POSITIVE_INFINITY, writing);
}

function writeFlow(value: object, merge: string | null, writing: Writing): string {
  const inside = (each: Plain): string => write(each, Number.POSITIVE_INFINITY, writing).trimStart();
  if (Array.isArray(value)) return `[${value.map(inside).join(', ')}]`;
  const parts = Object.entries(value).map(
    ([key, each]: readonly [string, Plain]) => `${writeKey(key, writing.style)}: ${inside(each)}`,
  );
  return `{${(merge === null ? parts : [merge, ...parts]).join(', ')}}`;
}

function writeKey(key: string, style: YamlStyle): string {
  return /^[\w-]+$/.test(key) && style.quotes !== 'double' ? key : JSON.stringify(key);
}

function writeScalar(value: string | number | boolean | null, { quotes }: YamlStyle): string {
  if (typeof value !== 'string') return String(value);
  const bare = /^[A-Za-z][\w.-]*(:[A-Za-z0-9][\w.-]*)?$/.test(value) && !/^(yes|no|true|false|null)$/i.test(value);
  if (bare && quotes === 'needed') return value;
  return quotes === 'single' ? `'${value.replaceAll("'", "''")}'` : JSON.stringify(value);
}
