/** Reads a ruleset back, from the file that was exported or from a kernel that it was loaded into. */

import { parseNftJson } from '../nft/read/parse-json.ts';
import { parseNftText } from '../nft/read/parse-text.ts';
import type { NftTable } from '../nft/read/ruleset.ts';
import { linkRuleset } from '../nft/trace/link-ruleset.ts';
import { withoutIdleChains } from '../nft/trace/without-idle-chains.ts';
import type { ReadBack } from '../proof/read-back.ts';
import type { Reading } from '../proof/refusal.ts';
import { enforceRuleset } from './trace/enforce.ts';
import { mentionedIn } from './trace/mentioned.ts';

/** Reads the text of an exported file. */
export function readBackNftText(text: string): Reading<ReadBack> {
  return readBackTable(parseNftText(text));
}

/** Reads what `nft --json list ruleset` prints, with the time zone set to UTC. */
export function readBackNftListing(json: string): Reading<ReadBack> {
  return readBackTable(parseNftJson(json, 'zonewright'));
}

function readBackTable(read: Reading<NftTable>): Reading<ReadBack> {
  if (read.value === null) return read;
  const table = withoutIdleChains(read.value);
  const linked = linkRuleset(table);
  if (linked.value === null) return linked;
  const { chains, sets } = table;
  const ruleset = linked.value;
  const mentioned = mentionedIn(table);
  return {
    value: {
      addresses: mentioned.addresses,
      interfaces: mentioned.interfaces,
      rules: chains.reduce((sum, chain) => sum + chain.rules.length, 0),
      elements: sets.reduce((sum, set) => sum + set.elements.length, 0),
      enforce: (space) => enforceRuleset(ruleset, mentioned, space),
    },
    refusal: null,
  };
}
