/**
 * The rules and elements that an export writes, as short texts, to tell which of those in a kernel it did not write. Only
 * words rest on this: whether anything passes that should not is found out without it.
 */
import { formatResult, printKey, printStatement } from '../../nft/read/print.ts';
import type { NftElement, NftRule, NftSet, NftTable } from '../../nft/read/ruleset.ts';

export interface WrittenParts {
  readonly hasRule: (chain: string, rule: NftRule) => boolean;
  readonly hasElement: (set: NftSet, element: NftElement) => boolean;
}

/** The parts of an exported table; `suffix` is behind the names of the policy that runs. */
export function writtenParts(table: NftTable | null, suffix: string): WrittenParts {
  const rules = new Set(
    (table?.chains ?? []).flatMap(({ name, rules: own }) => own.map((rule) => `${name}: ${ruleText(rule, '')}`)),
  );
  const elements = new Set(
    (table?.sets ?? []).flatMap((set) => set.elements.map((element) => elementText(set, element, ''))),
  );
  return {
    hasRule: (chain, rule) => rules.has(`${without(chain, suffix)}: ${ruleText(rule, suffix)}`),
    hasElement: (set, element) => elements.has(elementText(set, element, suffix)),
  };
}

/** Statements that nft leaves out of a listing, since those behind them say so too, do not count. */
function ruleText({ statements }: NftRule, suffix: string): string {
  return statements
    .filter(({ kind }) => kind !== 'unknown')
    .map(printStatement)
    .filter((text) => !/^meta (?:l4proto|nfproto) == /.test(text))
    .map((text) => text.replaceAll(/(?<=goto |@)[\w]+/g, (name) => without(name, suffix)))
    .join(' ');
}

function elementText(set: NftSet, { key, result }: NftElement, suffix: string): string {
  const leads = result === null ? '' : formatResult(result).replace(/(?<=goto )\w+/, (name) => without(name, suffix));
  return `${without(set.name, suffix)}: ${printKey(set, key)} : ${leads}`;
}

function without(name: string, suffix: string): string {
  return suffix !== '' && name.endsWith(suffix) ? name.slice(0, -suffix.length) : name;
}
