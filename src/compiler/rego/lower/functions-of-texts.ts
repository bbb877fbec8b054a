/**
 * Functions of texts. OPA's rules on letters and white space beyond ASCII are not repeated here: such texts give an
 * unknown value where they matter.
 */
import type { RegoFunction } from './rego-function.ts';
import { isArray, isFresh, isSet, kindOf, unknown, type Value } from './value.ts';

export const textFunctions: readonly (readonly [string, RegoFunction])[] = [
  ['startswith', texts(2, ([text = '', part = '']) => text.startsWith(part))],
  ['endswith', texts(2, ([text = '', part = '']) => text.endsWith(part))],
  ['contains', texts(2, ([text = '', part = '']) => text.includes(part))],
  ['lower', texts(1, ([text = '']) => inAscii(text, text.toLowerCase()))],
  ['upper', texts(1, ([text = '']) => inAscii(text, text.toUpperCase()))],
  ['trim_prefix', texts(2, ([text = '', part = '']) => (text.startsWith(part) ? text.slice(part.length) : text))],
  [
    'trim_suffix',
    texts(2, ([text = '', part = '']) => (text.endsWith(part) ? text.slice(0, text.length - part.length) : text)),
  ],
  ['trim_space', texts(1, ([text = '']) => inAscii(text, trim(text, '\t\n\v\f\r ', true, true)))],
  ['trim', texts(2, ([text = '', set = '']) => inAscii(text + set, trim(text, set, true, true)))],
  ['trim_left', texts(2, ([text = '', set = '']) => inAscii(text + set, trim(text, set, true, false)))],
  ['trim_right', texts(2, ([text = '', set = '']) => inAscii(text + set, trim(text, set, false, true)))],
  ['replace', texts(3, ([text = '', old = '', next = '']) => (old === '' ? unknown : text.split(old).join(next)))],
  ['split', texts(2, ([text = '', at = '']) => (at === '' ? unknown : text.split(at)))],
  ['indexof', texts(2, ([text = '', part = '']) => (part === '' ? unknown : inAscii(text, text.indexOf(part))))],
  ['concat', { arity: 2, apply: concat }],
  ['is_string', { arity: 1, apply: isText }],
];

function texts(arity: number, calculate: (texts: readonly string[]) => Value): RegoFunction {
  return {
    arity,
    apply: (operands) => {
      if (operands.some((each) => kindOf(each) === 'unknown')) return unknown;
      if (!operands.every((each) => typeof each === 'string' || isFresh(each))) return undefined;
      return operands.every((each) => typeof each === 'string') ? calculate(operands) : unknown;
    },
  };
}

function isText([value = null]: readonly Value[]): Value {
  return kindOf(value) === 'unknown' ? unknown : typeof value === 'string' || isFresh(value);
}

function concat([at = null, list = null]: readonly Value[]): Value | undefined {
  if (kindOf(at) === 'unknown' || kindOf(list) === 'unknown') return unknown;
  const items = isArray(list) ? list : isSet(list) ? list.items : null;
  if (items === null || !(typeof at === 'string' || isFresh(at))) return undefined;
  if (items.some((each) => kindOf(each) === 'unknown')) return unknown;
  if (!items.every((each) => typeof each === 'string' || isFresh(each))) return undefined;
  return typeof at === 'string' && items.every((each) => typeof each === 'string') ? items.join(at) : unknown;
}

function trim(text: string, set: string, left: boolean, right: boolean): string {
  let from = 0;
  let to = text.length;
  while (left && from < to && set.includes(text.charAt(from))) from += 1;
  while (right && to > from && set.includes(text.charAt(to - 1))) to -= 1;
  return text.slice(from, to);
}

function inAscii(text: string, result: Value): Value {
  return Array.from(text).every((each) => (each.codePointAt(0) ?? 0) < 128) ? result : unknown;
}
