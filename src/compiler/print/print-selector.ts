/** Selectors as they are written: a word, `attribute:value`, or a mapping of attributes. */
import { canonicalAddress } from '../../algebra/ip-address.ts';
import type { Written } from '../../model/plant.ts';
import type { Condition, Selector } from '../../model/selector.ts';
import { splitComparison } from '../parse/selector.ts';
import type { Value } from './layout.ts';
import { list, mapping, textOrNumber } from './values.ts';

/** A selector in its own words where they still say the same, else in those of its conditions. */
export function selectorValue({ text, conditions }: Selector): Value {
  const [first] = conditions;
  if (first === undefined) return textOrNumber(['any', 'all', 'same'].includes(text.trim()) ? text : 'any');
  if (conditions.length === 1 && saysAlone(text.trim(), first)) return textOrNumber(text);
  const written = writtenValues(text, conditions) ?? conditions.map(canonicalValue);
  return mapping(conditions.map(({ attribute }, index) => [attribute, textOrNumber(written[index] ?? '')]));
}

/** The selectors of one side of a grant. */
export function selectorList(selectors: readonly Written<Selector>[]): Value | null {
  return list(selectors.map((selector) => selectorValue(selector.value)));
}

/** Whether a single word or `attribute:value` is read as this one condition. */
function saysAlone(text: string, condition: Condition): boolean {
  const { attribute, comparison, value } = condition;
  const colon = text.indexOf(':');
  if (colon < 0 || canonicalAddress(text) !== null) {
    if (comparison !== '=' || text !== value) return false;
    const isCast = text === 'broadcast' || text === 'multicast';
    return isCast ? attribute === 'cast' : attribute === 'asset' || attribute === 'zone';
  }
  return text.slice(0, colon) === attribute && says(text.slice(colon + 1), condition);
}

/** The values of a mapping, which its text names as `attribute:value` with a space between two. */
function writtenValues(text: string, conditions: readonly Condition[]): readonly string[] | null {
  const forms = conditions.map(({ attribute, value }) => {
    const numeric = attribute === 'level' || attribute === 'security-level';
    return `${attribute}:(\\s*(?:(?:[<>!]=|[=<>])\\s*)?${numeric ? '\\S+' : escapeRegExp(value)}\\s*)`;
  });
  const values = new RegExp(`^${forms.join(' ')}$`, 's').exec(text)?.slice(1);
  if (values === undefined) return null;
  return conditions.every((condition, index) => says(values[index] ?? '', condition)) ? values : null;
}

function says(written: string, { attribute, comparison, value }: Condition): boolean {
  const read = splitComparison(written);
  const numeric = attribute === 'level' || attribute === 'security-level';
  return read.comparison === comparison && (numeric ? String(Number(read.value)) : read.value) === value;
}

function canonicalValue({ comparison, value }: Condition): string {
  return comparison === '=' && !/^\s*[<>=!]/.test(value) ? value : `${comparison}${value}`;
}

function escapeRegExp(text: string): string {
  return text.replaceAll(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
}
