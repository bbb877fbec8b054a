/**
 * Selectors: an id, `attribute:value` with an optional comparison, `any`, `broadcast`, `multicast`, or a mapping of
 * attributes that must all hold.
 */
import { canonicalAddress } from '../../algebra/ip-address.ts';
import { diagnose } from '../../diagnostics/diagnostic.ts';
import { suggest } from '../../diagnostics/suggest.ts';
import type { Written } from '../../model/plant.ts';
import {
  type Comparison,
  type Condition,
  type Selector,
  type SelectorAttribute,
  selectorAttributes,
} from '../../model/selector.ts';
import type { Span } from '../../model/span.ts';
import type { Reader } from './reader.ts';
import { readCondition, type SelectorDomain } from './selector-condition.ts';
import { spanOf } from './source-text.ts';
import { type MapTree, type Tree, textOf } from './tree.ts';

/** Reads a selector, or reports it; null when it cannot be read. */
export function readSelector(tree: Tree, domain: SelectorDomain, reader: Reader): Written<Selector> | null {
  const at = spanOf(tree);
  const value = tree.kind === 'map' ? ofMapping(tree, domain, reader) : ofScalar(tree, at, domain, reader);
  return value === null ? null : { value, at };
}

function ofScalar(tree: Tree, at: Span, domain: SelectorDomain, reader: Reader): Selector | null {
  const text = tree.kind === 'scalar' && typeof tree.value === 'boolean' ? tree.text : textOf(tree);
  if (text === null) return null;
  const conditions = conditionsOf(text.trim(), at, domain, reader);
  return conditions === null ? null : { text, conditions };
}

function conditionsOf(text: string, at: Span, domain: SelectorDomain, reader: Reader): readonly Condition[] | null {
  if (text === 'any' || text === 'all') return [];
  const colon = text.indexOf(':');
  const condition =
    text === 'broadcast' || text === 'multicast'
      ? readCondition({ attribute: 'cast', comparison: '=', value: text }, text, at, domain, reader)
      : colon < 0 || canonicalAddress(text) !== null
        ? ofWord(text, at, domain, reader)
        : ofTest(text.slice(0, colon), text.slice(colon + 1), text, at, domain, reader);
  return condition === null ? null : [condition];
}

/** A bare word names an asset or a zone. One that is unknown stays, so that the rest of its grant is checked too. */
function ofWord(id: string, at: Span, domain: SelectorDomain, reader: Reader): Condition {
  const { names, report } = reader;
  const asset: Condition = { attribute: 'asset', comparison: '=', value: id };
  const zone: Condition = { attribute: 'zone', comparison: '=', value: id };
  if (domain === 'zone') {
    if (names.zones.has(id)) return zone;
    const suggestion = names.suggestZone(id);
    if (names.assets.has(id))
      report(diagnose('reference/wrong-kind', at, { id, expected: 'zone', actual: 'asset', suggestion }));
    else report(diagnose('reference/unknown', at, { kind: 'zone', id, suggestion }));
    return zone;
  }
  if (names.assets.has(id)) return asset;
  if (names.zones.has(id)) return zone;
  const address = canonicalAddress(id);
  const suggestion = address === null ? names.suggestEndpoint(id) : (names.assetsByAddress.get(address) ?? null);
  report(diagnose('reference/unknown', at, { kind: 'asset or zone', id, suggestion }));
  return asset;
}

function ofTest(
  attribute: string,
  rest: string,
  text: string,
  at: Span,
  domain: SelectorDomain,
  reader: Reader,
): Condition | null {
  if (!isAttribute(attribute)) {
    const suggestion = suggest(attribute, selectorAttributes);
    reader.report(diagnose('selector/unknown-attribute', at, { attribute, suggestion }));
    return null;
  }
  return readCondition({ attribute, ...splitComparison(rest) }, text, at, domain, reader);
}

/** Attributes are put in one order, so that the order in which they are written changes nothing. */
function ofMapping(tree: MapTree, domain: SelectorDomain, reader: Reader): Selector | null {
  if (reader.isBroken(tree)) return null;
  const conditions: Condition[] = [];
  const texts: string[] = [];
  for (const attribute of selectorAttributes) {
    const value = tree.entries.get(attribute)?.value;
    if (value?.kind !== 'scalar') continue;
    const text = `${attribute}:${value.text}`;
    const test = { attribute, ...splitComparison(value.text) };
    const condition = readCondition(test, text, spanOf(value), domain, reader);
    if (condition === null) return null;
    conditions.push(condition);
    texts.push(text);
  }
  if (conditions.length > 0) return { text: texts.join(' '), conditions };
  reader.report(diagnose('selector/invalid', spanOf(tree), { text: '{}', problem: 'it names no attribute' }));
  return null;
}

/** The comparison that a value starts with, `=` where it has none, and the rest. */
export function splitComparison(text: string): { readonly comparison: Comparison; readonly value: string } {
  const match = /^\s*(<=|>=|!=|=|<|>)?\s*(.*?)\s*$/s.exec(text);
  return { comparison: (match?.[1] as Comparison | undefined) ?? '=', value: match?.[2] ?? '' };
}

function isAttribute(text: string): text is SelectorAttribute {
  return (selectorAttributes as readonly string[]).includes(text);
}
