/** Reads a ruleset back, from the file that was exported or from a kernel that it was loaded into. */

import { parseNftJson } from '../nft/read/parse-json.ts';
import { parseNftText } from '../nft/read/parse-text.ts';
import type { NftSet, NftTable } from '../nft/read/ruleset.ts';
import { linkRuleset } from '../nft/trace/link-ruleset.ts';
import { withoutIdleChains } from '../nft/trace/without-idle-chains.ts';
import type { OpenSessions, ReadBack } from '../proof/read-back.ts';
import type { Reading } from '../proof/refusal.ts';
import { enforceRuleset } from './trace/enforce.ts';
import { mentionedIn } from './trace/mentioned.ts';
import { readTranslation, translatingChains } from './trace/read-translation.ts';
import { elementOfSession, openSessions } from './trace/session-keys.ts';

/** Reads the text of an exported file, in which nothing may be open that only a person opens. */
export function readBackNftText(text: string): Reading<ReadBack> {
  const read = parseNftText(text);
  const [open] = read.value?.sets.find(({ name }) => name === openSessions)?.elements ?? [];
  if (open !== undefined)
    return { value: null, refusal: { at: open.at, found: 'a session that is open from the start' } };
  return readBackTable(read);
}

/** Reads what `nft --json list ruleset` prints, with the time zone set to UTC. */
export function readBackNftListing(json: string): Reading<ReadBack> {
  return readBackTable(parseNftJson(json, 'zonewright'));
}

function readBackTable(read: Reading<NftTable>): Reading<ReadBack> {
  if (read.value === null) return read;
  const table = withoutIdleChains(read.value);
  const translation = readTranslation(table);
  if (translation.value === null) return translation;
  const translating = translatingChains(table);
  const linked = linkRuleset({ ...table, chains: table.chains.filter(({ name }) => !translating.has(name)) });
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
      translation: translation.value,
      openSessions: (windows) => sessionsIn(sets, windows),
      enforce: (space) => enforceRuleset(ruleset, mentioned, space),
    },
    refusal: null,
  };
}

function sessionsIn(sets: readonly NftSet[], windows: readonly string[]): OpenSessions {
  const elements = sets.find(({ name }) => name === openSessions)?.elements ?? [];
  const keys = elements.map(({ key: [value] }) => (value?.kind === 'numbers' ? Number(value.from) : -1));
  const known = windows.filter((window) => keys.includes(elementOfSession(window)));
  return { known, others: keys.length - known.length };
}
