/** What can be compared as a whole, without asking a compiled policy. */
import { freeRegion } from '../../algebra/grant-region.ts';
import { coversIntegers, integerSet } from '../../algebra/integer-set.ts';
import { witnessOf } from '../../algebra/witness.ts';
import { allowlistBehind } from '../../model/plan.ts';
import { readsPorts } from '../rego/allowlists.ts';
import { usualServices } from '../usual-services.ts';
import type { Disagreement } from './compare-opinions.ts';
import { conversationWords } from './conversation-words.ts';
import { keyedRegion } from './keyed-region.ts';
import type { ValidationParts } from './validation-parts.ts';

/** A difference with a conversation in plant words. */
export type DataDifference = Disagreement & { readonly kind: 'disagrees'; readonly conversation: string };

/** The keyed data, read back, against the allowed set. */
export function compareData({ plan, set, keyed, catalogue, now }: ValidationParts): DataDifference | null {
  const { space, node } = set;
  const zones = plan.zones.map((zone) => ({
    ...zone,
    internal: keyed.free[zone.id] === true ? ('free' as const) : ('granted' as const),
  }));
  const read = space.diagrams.union([keyedRegion(space, keyed), freeRegion(space, { ...plan, zones })]);
  if (read === node) return null;
  const missing = witnessOf({ space, node: space.diagrams.subtract(node, read) }, catalogue, now);
  const surplus = witnessOf({ space, node: space.diagrams.subtract(read, node) }, catalogue, now);
  return {
    kind: 'disagrees',
    conversation: conversationWords(missing ?? surplus),
    first: { who: 'the allowed set', says: missing === null ? 'denied' : 'allowed' },
    second: { who: 'the data of the policy', says: missing === null ? 'allowed' : 'denied' },
  };
}

/** Rego that does not look at ports means the usual ones of a protocol, as YAML without them does. */
export function comparePorts({ plan, catalogue }: ValidationParts): DataDifference | null {
  for (const grant of plan.lowered.grants) {
    const list = allowlistBehind(grant.id, plan.allowlists);
    if (list === undefined || readsPorts(list)) continue;
    const usual = usualServices(catalogue.protocols.get(grant.protocol));
    const other = grant.services.find(
      ({ transport, ports }) =>
        transport !== grant.protocol &&
        !coversIntegers(integerSet(usual.flatMap((each) => (each.transport === transport ? each.ports : []))), [ports]),
    );
    if (other === undefined) continue;
    return {
      kind: 'disagrees',
      conversation: `${grant.id} on ${other.transport}/${other.ports.from}-${other.ports.to}`,
      first: { who: 'the allowed set', says: 'allowed' },
      second: { who: 'the Rego as written', says: 'no port but the usual ones' },
    };
  }
  return null;
}
