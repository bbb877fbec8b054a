/** What a change does to one line of the map, in short. */
import { gravestOf, type Severity } from '../../diagnostics/severity.ts';
import { counted } from '../../diagnostics/words.ts';
import type { TrafficChange, ZoneChange } from '../../model/change-map.ts';
import { withoutZonePair } from '../../model/plan.ts';
import type { DiffGroup } from '../../model/plan-diff.ts';

interface ChangeCounts {
  readonly opened: number;
  readonly closed: number;
}

function countChanges({ opened, closed }: TrafficChange): ChangeCounts {
  const entries = (groups: readonly DiffGroup[]): number =>
    groups.reduce((sum, { entries: own }) => sum + own.length, 0);
  return { opened: entries(opened), closed: entries(closed) };
}

export function isChanged(change: TrafficChange): boolean {
  const { opened, closed, uncompared, presence } = change;
  return presence !== 'kept' || opened.length + closed.length + uncompared.length > 0;
}

/** Classes of the map's shapes: `opened`, `closed` and `uncompared`, or none. */
export function changeClasses(change: TrafficChange): string {
  const { opened, closed, uncompared } = change;
  return [
    ...(isChanged(change) ? ['changed'] : []),
    ...(opened.length > 0 ? ['opened'] : []),
    ...(closed.length > 0 ? ['closed'] : []),
    ...(uncompared.length > 0 ? ['uncompared'] : []),
  ].join(' ');
}

/** As `+2 −1`, with `?` for what could not be compared. */
export function changeSigns(change: TrafficChange): string {
  const { opened, closed } = countChanges(change);
  return [
    ...(opened > 0 ? [`+${opened}`] : []),
    ...(closed > 0 ? [`−${closed}`] : []),
    ...(change.uncompared.length > 0 ? ['?'] : []),
  ].join(' ');
}

/** Of what is opened; null where nothing is. */
export function gravest({ opened }: TrafficChange): Severity | null {
  return gravestOf(opened.flatMap((group) => group.entries.map((entry) => entry.severity)));
}

/** As `2 opened (high), 1 closed`; `no change` where nothing is. */
export function changeWords(change: TrafficChange): string {
  const { opened, closed } = countChanges(change);
  const words = [
    ...(change.presence === 'kept' ? [] : [change.presence === 'new' ? 'new conduit' : 'conduit is gone']),
    ...(opened > 0 ? [`${opened} opened (${gravest(change) ?? ''})`] : []),
    ...(closed > 0 ? [`${closed} closed`] : []),
    ...(change.uncompared.length > 0 ? [`${counted(change.uncompared.length, 'rule')} not compared`] : []),
  ];
  return words.length === 0 ? 'no change' : words.join(', ');
}

export function isZoneChanged({ presence, before, inside, moved }: ZoneChange): boolean {
  return presence !== 'kept' || before !== null || moved.length > 0 || isChanged(inside);
}

/** As `new zone, inside: 1 opened (low)`; empty where nothing changes. */
export function zoneChangeWords({ presence, before, inside, moved }: ZoneChange): string {
  return [
    ...(presence === 'kept' ? [] : [presence === 'new' ? 'new zone' : 'zone is gone']),
    ...(before === null ? [] : [`was ${before}`]),
    ...(isChanged(inside) ? [`inside: ${changeWords(inside)}`] : []),
    ...(moved.length === 0 ? [] : [counted(moved.length, 'asset moved', 'assets moved')]),
  ].join(', ');
}

/** Equal where the same is opened and closed by the same grants, whoever the two zones are. */
export function kindOf({ presence, opened, closed, uncompared }: TrafficChange): string {
  const entries = (groups: readonly DiffGroup[]): readonly unknown[] =>
    groups.flatMap((group) =>
      group.entries.map(({ services, operations, objects, time, severity, grants }) => [
        services,
        operations,
        objects,
        time,
        severity,
        [...new Set(grants.map(({ id }) => withoutZonePair(id)))],
      ]),
    );
  return JSON.stringify([presence, entries(opened), entries(closed), uncompared]);
}
