/** What grants would open beyond themselves when frames are let through by cells. */
import type { Catalogue } from '../../model/catalogue.ts';
import type { PlanGrant } from '../../model/plan.ts';
import { type Excess, excessOf } from '../coverage.ts';
import type { InterfacesOfZone } from '../crossing.ts';
import { lossesOf } from '../excess-losses.ts';
import type { Widening } from '../settle.ts';
import type { FrameCell } from './frame-cells.ts';
import { canCarry, unitsIn } from './frame-heads.ts';
import type { FrameOpening } from './frame-openings.ts';
import { formatEtherTypes } from './frame-services.ts';

/** Widenings by grant id; a grant without any is left out. */
export function frameWidenings(
  cells: readonly FrameCell[],
  catalogue: Catalogue,
  interfaces: InterfacesOfZone,
): ReadonlyMap<string, readonly Widening[]> {
  const excesses = new Map<PlanGrant, Excess[]>();
  const replies = new Map<PlanGrant, Replies>();
  const seen = new Map<string, true>();
  const numbers = new Map<FrameOpening, number>();
  for (const cell of cells) {
    for (const opening of cell.openings) if (!numbers.has(opening)) numbers.set(opening, numbers.size);
    const key = JSON.stringify([cell.openings.map((opening) => numbers.get(opening)), cell.types, cell.head]);
    if (seen.has(key)) continue;
    seen.set(key, true);
    const first = cell.openings.filter((opening) => opening.part === 'first');
    for (const opening of cell.openings) {
      const { origin, grant, part } = opening;
      if (part === 'first') add(excesses, origin, excessIn(cell, grant, first, catalogue));
      else if (part === 'reply' && !first.some((other) => isOpenAsLong(other, grant))) {
        const known = replies.get(origin) ?? { types: new Set(), toGroup: false };
        known.types.add(formatEtherTypes(cell.types));
        replies.set(origin, { ...known, toGroup: known.toGroup || cell.destination.cast !== 'unicast' });
      }
    }
  }
  const result = new Map<string, Widening[]>();
  for (const [grant, list] of excesses)
    for (const loss of lossesOf(grant, list)) push(result, grant.id, { loss, into: [grant.to] });
  for (const [grant, seenReplies] of replies) push(result, grant.id, replyWidening(grant, seenReplies, interfaces));
  return result;
}

function excessIn({ head }: FrameCell, grant: PlanGrant, first: readonly FrameOpening[], catalogue: Catalogue): Excess {
  // Zones that share an interface share group frames, and no policy.
  const holders = first.map((opening) => opening.grant).filter((each) => each.to === grant.to);
  const protocol = catalogue.protocols.get(grant.protocol);
  const excess =
    head === null
      ? excessOf(grant, holders, catalogue)
      : excessOf(grant, holders, catalogue, {
          canCarry: (entry) => canCarry(entry, protocol, head),
          units: unitsIn(grant.protocol, head),
        });
  return { ...excess, openedBy: excess.openedBy.filter((id) => id !== grant.id) };
}

function isOpenAsLong(other: FrameOpening, grant: PlanGrant): boolean {
  return other.grant.windows.every((window) => grant.windows.includes(window));
}

/** Answers that look like requests. */
interface Replies {
  /** EtherTypes, in words. */
  readonly types: Set<string>;
  /** Whether they go to everybody, as frames do that come back. */
  readonly toGroup: boolean;
}

/** Answers go into the zone that asked; to a group, into every zone behind its interfaces. */
function replyWidening(grant: PlanGrant, { types, toGroup }: Replies, interfaces: InterfacesOfZone): Widening {
  const entries = interfaces.get(grant.from) ?? [];
  const beside = [...interfaces]
    .filter(([, names]) => names.some((name) => entries.includes(name)))
    .map(([zone]) => zone);
  const detail = `ethernet ${[...types].sort().join(', ')} passes from ${grant.to} to ${grant.from} as well, whoever begins: no frame shows that it answers`;
  return { loss: { kind: 'replies', detail, passes: [] }, into: toGroup ? beside : [grant.from] };
}

function add<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const known = map.get(key);
  if (known === undefined) map.set(key, [value]);
  else known.push(value);
}

function push(map: Map<string, Widening[]>, grant: string, widening: Widening): void {
  add(map, grant, widening);
}
