/** Words of a conversation, `SRC -> DST PROTOCOL [OPERATION] [OBJECT] [@TIME]`, by those that stand before them. */
import type { PlantView } from '../plant-view.ts';
import type { Proposal } from './proposal.ts';
import { thingProposals } from './thing-proposals.ts';
import { operationsOf, tablesOf } from './value-proposals.ts';

export function conversationProposals(view: PlantView, before: string): readonly Proposal[] {
  const arrow = before.indexOf('->');
  const assets = (): readonly Proposal[] => thingProposals(view, 'asset', 0);
  if (arrow < 0) return before.trim() === '' ? assets() : [];
  const [, named, ...rest] = before
    .slice(arrow)
    .split(/\s+|(?<=->)/)
    .filter((word) => word !== '');
  if (named === undefined) return assets();
  const [service] = rest;
  if (service === undefined) return thingProposals(view, 'protocol', 0);
  const protocol = view.setting.catalogue.protocols.get(service);
  return protocol === undefined ? [] : [...operationsOf(view, [protocol]), ...tablesOf([protocol])];
}
