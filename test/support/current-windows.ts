/** A plant whose windows are open or closed at the moment, and stay so for an hour. */
import { localTimeAt } from '../../src/algebra/zoned-time.ts';
import type { PlanGrant } from '../../src/model/plan.ts';
import type { Weekday } from '../../src/model/plant.ts';
import type { BoundaryCase } from './arbitrary-boundary.ts';
import { buildAsset, buildBoundary, buildGrant, buildOnce, buildPlan, buildWeekly, buildZone } from './plan-builder.ts';

const week: readonly Weekday[] = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];
const zone = 'Asia/Kolkata';

export function currentWindows(): BoundaryCase {
  const now = Math.floor(Date.now() / 1000);
  const [before, after] = [now - 3_600, now + 3_600].map((time) => localTimeAt(time, zone));
  if (before === undefined || after === undefined) throw new Error('unreachable');
  const clock = (minutes: number): string =>
    `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
  const [from, to] = [clock(before.minutes), clock(after.minutes)];
  const boundary = buildBoundary({ eth0: ['office'], eth1: ['cell'] }, 'fw-now');
  const during = (name: string, service: string, ids: readonly string[]): PlanGrant =>
    buildGrant(name, ['office/pc'], ['cell/plc'], [service], { windows: ids });
  const plan = buildPlan({
    zones: [buildZone('cell', ['10.2.0.0/24', 'fd02::/64']), buildZone('office', ['10.1.0.0/24', 'fd01::/64'])],
    assets: [buildAsset('pc', 'office', ['10.1.0.1', 'fd01::1']), buildAsset('plc', 'cell', ['10.2.0.1', 'fd02::1'])],
    windows: [
      buildWeekly('now', zone, [before.weekday], from, to),
      buildWeekly('not now', zone, week, to, from),
      buildOnce('today', zone, `${before.date}T${from}`, `${after.date}T${to}`),
      buildOnce('later', zone, `${after.date}T${to}`, null),
      buildOnce('over', zone, null, `${before.date}T${from}`),
      buildOnce('begun', zone, `${before.date}T${from}`, null),
      buildOnce('ends', zone, null, `${after.date}T${to}`),
    ],
    grants: [
      during('now', 'tcp/1001', ['now']),
      during('not-now', 'tcp/1021', ['not now']),
      during('today', 'udp/1041', ['today']),
      during('later', 'tcp/1061', ['later']),
      during('over', 'tcp/1081', ['over']),
      during('begun', 'tcp/1101', ['begun', 'now']),
      during('ends', 'tcp/1121-1130', ['ends']),
      during('always', 'tcp/1151', []),
    ],
    boundaries: [boundary],
  });
  return { plan, boundary };
}
