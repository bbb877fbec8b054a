/** Rules as nft prints them, found by their handles, for a reader who has to find them in the kernel again. */
import type { ListedChain, ListedRule } from '../../nft/read/listing.ts';

/** Names a rule of a chain: its text as nft prints it, its chain and its handle. */
export type NameRule = (chain: ListedChain, rule: ListedRule) => string;

/** Reads what `nft --terse --handle list ruleset` prints; without it, rules are named by their handles alone. */
export function createRuleWords(listing: string | null): NameRule {
  const texts = textsByPlace(listing ?? '');
  return (chain, rule) => {
    const text = texts.get(placeOf(chain.family, chain.table, chain.name, rule.handle));
    const where = `${chainWords(chain)}, handle ${rule.handle}`;
    return text === undefined ? `a rule of ${where}` : `rule "${text}" of ${where}`;
  };
}

/** `chain forward`, with its table where it is not the boundary's own. */
export function chainWords({ family, table, name }: ListedChain): string {
  return family === 'inet' && table === 'zonewright' ? `chain ${name}` : `chain ${name} of table ${family} ${table}`;
}

function textsByPlace(listing: string): ReadonlyMap<string, string> {
  const texts = new Map<string, string>();
  let [family, table, chain] = ['', '', ''];
  for (const line of listing.split('\n')) {
    const opened = /^table (\S+) (\S+) \{/.exec(line);
    if (opened !== null) [family, table] = [opened[1] ?? '', opened[2] ?? ''];
    chain = /^\tchain (\S+) \{/.exec(line)?.[1] ?? chain;
    const rule = /^\t\t(.*) # handle (\d+)$/.exec(line);
    if (rule !== null) texts.set(placeOf(family, table, chain, Number(rule[2])), rule[1] ?? '');
  }
  return texts;
}

function placeOf(family: string, table: string, chain: string, handle: number): string {
  return [family, table, chain, handle].join(' ');
}
