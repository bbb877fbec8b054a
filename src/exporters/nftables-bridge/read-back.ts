/** Reads the table of a bridge back, from the file that was exported or from a kernel that it was loaded into. */
import { typeOf } from '../nft/read/fields.ts';
import { parseNftJson } from '../nft/read/parse-json.ts';
import { parseNftText } from '../nft/read/parse-text.ts';
import type { NftTable, NftValue } from '../nft/read/ruleset.ts';
import { linkRuleset } from '../nft/trace/link-ruleset.ts';
import type { FrameReadBack } from '../proof/frames/frame-read-back.ts';
import type { MacRange } from '../proof/frames/frame-space.ts';
import type { Reading } from '../proof/refusal.ts';
import { enforceFrames } from './trace/enforce-frames.ts';

/** Reads the text of an exported file. */
export function readBackBridgeText(text: string): Reading<FrameReadBack> {
  return readBackTable(parseNftText(text, 'bridge'));
}

/** Reads what `nft --json list ruleset` prints, with the time zone set to UTC. */
export function readBackBridgeListing(json: string): Reading<FrameReadBack> {
  return readBackTable(parseNftJson(json, 'zonewright', 'bridge'));
}

function readBackTable(read: Reading<NftTable>): Reading<FrameReadBack> {
  if (read.value === null) return read;
  const table = read.value;
  const forward = linkRuleset(table);
  if (forward.value === null) return forward;
  const arrive = table.chains.some((chain) => chain.hook === 'prerouting') ? linkRuleset(table, 'prerouting') : null;
  if (arrive !== null && arrive.value === null) return arrive;
  const hooks = { arrive: arrive?.value ?? null, forward: forward.value };
  return {
    value: {
      ...framesMentionedIn(table),
      rules: table.chains.reduce((sum, chain) => sum + chain.rules.length, 0),
      elements: table.sets.reduce((sum, set) => sum + set.elements.length, 0),
      enforce: (space) => enforceFrames(hooks, space),
    },
    refusal: null,
  };
}

/** Addresses and interfaces that a table tells apart anywhere. */
export function framesMentionedIn({ sets, chains }: NftTable): Pick<FrameReadBack, 'macs' | 'interfaces'> {
  const macs: MacRange[] = [];
  const interfaces = new Set<string>();
  const note = (type: string, value: NftValue): void => {
    if (value.kind === 'name') interfaces.add(value.name);
    else if (type === 'ether_addr') macs.push({ from: value.from, to: value.to });
  };
  for (const { key: types, elements } of sets)
    for (const { key } of elements) for (const [part, value] of key.entries()) note(types[part] ?? 'mark', value);
  for (const statement of chains.flatMap((chain) => chain.rules.flatMap((rule) => rule.statements)))
    if (statement.kind === 'match') for (const value of statement.values) note(typeOf(statement.field), value);
  return { macs, interfaces: [...interfaces] };
}
