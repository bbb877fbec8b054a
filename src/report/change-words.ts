/** A change in one sentence, and what it opens, in plant words. */
import type { Change, NewAsset, NewGrant } from '../model/change.ts';
import type { PlanObject } from '../model/plan.ts';

/** As `add write_single_coil to the operations of the grant scada-to-filling/overview`. */
export function changeWords(change: Change): string {
  switch (change.kind) {
    case 'edit-grant': {
      const { edit } = change;
      const grant = `${change.conduit}/${change.grant}`;
      if ('day' in edit) return `let ${grant} ${edit.field === 'expires' ? 'expire on' : 'start on'} ${edit.day}`;
      const what = edit.field === 'objects' ? edit.add.map(limitWords).join(', ') : edit.add.join(', ');
      return `add ${what} to \`${edit.field}\` of ${grant}`;
    }
    case 'add-grant':
      return `add a grant to the conduit ${change.conduit}: ${grantWords(change.grant)}`;
    case 'add-conduit':
      return `add a conduit from ${change.from} to ${change.to} with one grant: ${grantWords(change.grant)}`;
    case 'declare-assets':
      return `declare ${change.assets.map(assetWords).join(' and ')}, once you know what it is`;
  }
}

function grantWords({ from, to, protocol, operations, during }: NewGrant): string {
  const what = operations === null ? protocol : `${protocol} ${operations.join(', ')}`;
  return `${from} -> ${to} ${what}${during === null ? '' : ` during ${during}`}`;
}

function assetWords({ address, zone }: NewAsset): string {
  return `${address} in the zone ${zone}`;
}

function limitWords({ unit, table, range }: PlanObject): string {
  const text = (each: { from: number; to: number }): string =>
    each.from === each.to ? String(each.from) : `${each.from}-${each.to}`;
  return [unit === null ? null : `unit ${text(unit)}`, table, range === null ? null : text(range)]
    .filter((part) => part !== null)
    .join(' ');
}
