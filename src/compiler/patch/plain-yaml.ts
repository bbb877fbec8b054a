/** Writes small YAML values in the two styles that people use: in one line with braces, or one key per line. */

/** A value to be written. Lists are always written in one line. */
export type PlainValue = string | number | readonly PlainValue[] | PlainMap;
export interface PlainMap {
  readonly [key: string]: PlainValue;
}

/** How the neighbours of a new entry are written. */
export interface YamlStyle {
  /** Columns in front of the key. */
  readonly indent: number;
  /** Columns that each level is indented by. */
  readonly step: number;
  /** `{ a: 1 }` rather than `{a: 1}`. */
  readonly spaced: boolean;
  /** Whether an entry stands in one line, where it fits. */
  readonly inOneLine: boolean;
  /** Whether the smallest mappings within it do. */
  readonly innerInOneLine: boolean;
}

/** A line longer than this is broken, as formatters do. */
const widest = 120;

/** `key: value` in one line. */
export function flowEntry(key: string, value: PlainValue, spaced: boolean): string {
  return `${flowText(key, spaced)}: ${flowText(value, spaced)}`;
}

/** `key: value` as lines of a block, without the last line break; `depth` counts from the entry itself. */
export function blockEntry(key: string, value: PlainValue, style: YamlStyle, depth: number = 0): string {
  const margin = ' '.repeat(style.indent + depth * style.step);
  if (!isPlainMap(value)) return `${margin}${flowEntry(key, value, style.spaced)}`;
  const line = `${margin}${flowEntry(key, value, style.spaced)}`;
  const isInner = depth > 0 && Object.values(value).every((each) => typeof each !== 'object');
  if ((depth === 0 ? style.inOneLine : style.innerInOneLine && isInner) && line.length <= widest) return line;
  const entries = Object.entries(value).map(([name, each]) => blockEntry(name, each, style, depth + 1));
  return [`${margin}${scalarText(key)}:`, ...entries].join('\n');
}

/** A value in one line. */
export function flowText(value: PlainValue, spaced: boolean): string {
  if (typeof value === 'number') return String(value);
  if (typeof value === 'string') return scalarText(value);
  if (!isPlainMap(value)) return `[${value.map((each) => flowText(each, spaced)).join(', ')}]`;
  const inner = Object.entries(value)
    .map(([key, each]) => flowEntry(key, each, spaced))
    .join(', ');
  return spaced ? `{ ${inner} }` : `{${inner}}`;
}

/** Quoted where YAML would read anything but this text. */
function scalarText(text: string): string {
  const plain = /^[A-Za-z0-9_][A-Za-z0-9_./-]*( [A-Za-z0-9_./-]+)*$/.test(text);
  const otherwise =
    /^(true|false|null|yes|no|on|off|y|n|~)$/i.test(text) || /^[-+.\d][\d_.xobe+-]*$/i.test(text.replaceAll(' ', ''));
  const isMeantNumber = /^(0|[1-9]\d{0,8})(-\d{1,9})?$|^\d{4}-\d{2}-\d{2}$|^\d{1,3}(\.\d{1,3}){3}$/.test(text);
  return plain && (!otherwise || isMeantNumber) ? text : JSON.stringify(text);
}

function isPlainMap(value: PlainValue): value is PlainMap {
  return typeof value === 'object' && !Array.isArray(value);
}
