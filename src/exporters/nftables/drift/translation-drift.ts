/** What runs translates against what the plant says: one address that goes elsewhere, or rules of which nobody knows where they lead. */
import { type Diagnostic, diagnose } from '../../../diagnostics/diagnostic.ts';
import type { ExportRequest } from '../../dialect.ts';
import type { ListedTable } from '../../nft/read/listing.ts';
import { parseNftJson } from '../../nft/read/parse-json.ts';
import { withoutIdleChains } from '../../nft/trace/without-idle-chains.ts';
import type { ReadTranslation } from '../../proof/read-back.ts';
import type { Reading } from '../../proof/refusal.ts';
import { planTranslation } from '../../proof/translation/plan-translation.ts';
import { differenceOf } from '../../proof/translation/prove-translation.ts';
import { textOf } from '../running/json.ts';
import type { ListedObject } from '../running/listed-object.ts';
import { objectsOfTable } from '../running/running-table.ts';
import { isTranslating } from '../running/running-translation.ts';
import { trialSet } from '../running/slot.ts';
import { readTranslation } from '../trace/read-translation.ts';
import { translatingHooks } from '../translation-chains.ts';

export interface TranslationDrift {
  readonly diagnostics: readonly Diagnostic[];
  /** Names of the chains that translate, which are compared here and nowhere else. */
  readonly chains: ReadonlySet<string>;
}

/** Compares the chains that translate in the table of the boundary. `usable`: whether an interface can be named in it. */
export function translationDrift(
  { plan, boundary }: ExportRequest,
  listing: string,
  usable: (name: string) => boolean,
): TranslationDrift {
  const parts = translatingParts(objectsOfTable(listing));
  const found = readParts(parts.objects);
  const { chains } = parts;
  const args = { boundary: boundary.id, show: 'nft --handle list table inet zonewright' };
  if (found.value === null) {
    const what = `rules that translate addresses are not understood: ${found.refusal.found}`;
    return { diagnostics: [diagnose('drift/translation', null, { ...args, what })], chains };
  }
  const names = [...boundary.interfaces.map(({ name }) => name).filter(usable), ...found.value.interfaces];
  const difference = differenceOf(planTranslation(plan, boundary), found.value, names);
  if (difference === null) return { diagnostics: [], chains };
  const { packet, found: does, wanted } = difference;
  const what = `the address of a packet ${packet} is left ${does}, and by the plant ${wanted}`;
  return { diagnostics: [diagnose('drift/translation', null, { ...args, what })], chains };
}

/** The table without the chains that are compared here. */
export function withoutChains(table: ListedTable, chains: ReadonlySet<string>): ListedTable {
  return { ...table, chains: table.chains.filter(({ name }) => !chains.has(name)) };
}

function readParts(objects: readonly ListedObject[]): Reading<ReadTranslation> {
  const text = JSON.stringify({ nftables: objects.map(({ type, body }) => ({ [type]: body })) });
  const { value, refusal } = parseNftJson(text, 'zonewright');
  return value === null ? { value, refusal } : readTranslation(withoutIdleChains(value));
}

/** The hooks that translate, what they lead to, and the maps and the trial that decide. */
function translatingParts(own: readonly ListedObject[]): {
  readonly objects: readonly ListedObject[];
  readonly chains: ReadonlySet<string>;
} {
  const hooks = own
    .filter(({ type, body }) => type === 'chain' && isTranslating(body))
    .map(({ body }) => textOf(body['name']));
  const names = own.flatMap(({ type, body }) => (type === 'chain' ? [textOf(body['name'])] : []));
  const chains = new Set([...hooks, ...names.filter((name) => targets.test(name))]);
  const objects = own.filter(({ type, body }) => {
    if (type === 'table') return true;
    if (type === 'chain') return chains.has(textOf(body['name']));
    if (type === 'rule') return chains.has(textOf(body['chain']));
    return (type === 'map' && translates(body)) || (type === 'set' && body['name'] === trialSet);
  });
  return { objects, chains };
}

/** Whether a map leads to an address, or from an interface to a chain that translates. */
function translates({ name, map }: ListedObject['body']): boolean {
  return map === 'verdict' ? leading.test(textOf(name)) : map !== 'mark';
}

const policyChains = Object.values(translatingHooks).join('|');
const targets = new RegExp(`^(?:${policyChains})(?:_\\d+)?(?:_a|_b)?$`);
const leading = new RegExp(`^(?:${policyChains})_by(?:_a|_b)?$`);
