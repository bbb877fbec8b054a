/** Statements that the plant must satisfy whatever its grants say, and who answers for exceptions. */
import type { Invariant, Plant, Waiver } from '../../model/plant.ts';
import { type Block, type Cell, code } from './document.ts';

export function describeInvariants({ invariants }: Plant): readonly Block[] {
  if (invariants.length === 0) return [{ kind: 'paragraph', text: 'No invariant is written.' }];
  return [
    {
      kind: 'table',
      head: ['invariant', 'statement', 'reason', 'waivers'],
      rows: invariants.map((invariant): readonly Cell[] => [
        [code(invariant.id)],
        [statement(invariant)],
        [invariant.reason ?? 'not recorded'],
        invariant.waivers.length === 0 ? ['none'] : [invariant.waivers.map(waiverWords).join('; ')],
      ]),
    },
  ];
}

function statement({ kind, from, to, protocols, operations, during, without, through }: Invariant): string {
  const names = (items: Invariant['protocols']): string => items.map((each) => each.value).join(', ');
  return [
    kind,
    ...(from === null ? [] : [`from ${from.value.text}`]),
    ...(to === null ? [] : [`to ${to.value.text}`]),
    ...(through === null ? [] : [`through ${through.value.text}`]),
    ...(without === null ? [] : [`without ${without.value.text}`]),
    ...(protocols.length === 0 ? [] : [`protocols ${names(protocols)}`]),
    ...(operations.length === 0 ? [] : [`operations ${names(operations)}`]),
    ...(during === null ? [] : [`during ${during.value}`]),
  ].join(' ');
}

function waiverWords({ grant, owner, reason, expires }: Waiver): string {
  return `${grant} until ${expires.value} (${owner ?? 'no owner'}, ${reason ?? 'no reason'})`;
}
