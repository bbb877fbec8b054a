/** A file means the same whoever loads it: the loader's time zone must not move a window. */
import { expect } from 'vitest';
import { localTimeAt } from '../../src/algebra/zoned-time.ts';
import type { PlanWindow } from '../../src/model/plan.ts';
import type { Weekday } from '../../src/model/plant.ts';
import type { BoundaryCase } from '../support/arbitrary-boundary.ts';
import { exportCase } from '../support/export-request.ts';
import { openRouter, packetTest } from '../support/kernel.ts';
import { buildPacket, isSamePacket } from '../support/packets.ts';
import {
  buildAsset,
  buildBoundary,
  buildGrant,
  buildOnce,
  buildPlan,
  buildWeekly,
  buildZone,
} from '../support/plan-builder.ts';

/** None of them changes its clocks, so that every window is exported exactly. */
const zones = ['UTC', 'America/Phoenix', 'Asia/Kolkata', 'Pacific/Kiritimati', 'Pacific/Pago_Pago'];
const loaders = ['UTC', 'America/New_York', 'Asia/Kolkata', 'Pacific/Kiritimati'];
const week: readonly Weekday[] = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'];

/** Windows that hold from one hour before to one hour after this moment, and windows that hold at all other times. */
function windowsNow(zone: string): readonly (readonly [PlanWindow, boolean])[] {
  const now = Math.floor(Date.now() / 1000);
  const [before, after] = [now - 3_600, now + 3_600].map((time) => localTimeAt(time, zone));
  if (before === undefined || after === undefined) throw new Error('unreachable');
  const clock = (minutes: number): string => `${pad(Math.floor(minutes / 60))}:${pad(minutes % 60)}`;
  const [from, to] = [clock(before.minutes), clock(after.minutes)];
  const moment = (local: typeof before): string => `${local.date}T${clock(local.minutes)}`;
  const other = week.filter((day) => day !== before.weekday && day !== after.weekday);
  return [
    [buildWeekly(`${zone} this hour`, zone, [before.weekday], from, to), true],
    [buildWeekly(`${zone} other hours`, zone, week, to, from), false],
    [buildWeekly(`${zone} other days`, zone, other, '03:00', '20:00'), false],
    [buildOnce(`${zone} now`, zone, moment(before), moment(after)), true],
    [buildOnce(`${zone} later`, zone, moment(after), null), false],
    [buildOnce(`${zone} earlier`, zone, null, moment(before)), false],
  ];
}

function pad(value: number): string {
  return String(value).padStart(2, '0');
}

function boundaryOf(windows: readonly PlanWindow[]): BoundaryCase {
  const boundary = buildBoundary({ eth0: ['office'], eth1: ['cell'] });
  const grants = windows.map((window, index) =>
    buildGrant(`g${index}`, ['office/pc'], ['cell/plc'], [`tcp/${1_000 + index}`], { windows: [window.id] }),
  );
  const plan = buildPlan({
    zones: [buildZone('cell', ['10.2.0.0/24']), buildZone('office', ['10.1.0.0/24'])],
    assets: [buildAsset('pc', 'office', ['10.1.0.1']), buildAsset('plc', 'cell', ['10.2.0.1'])],
    windows,
    grants,
    boundaries: [boundary],
  });
  return { plan, boundary };
}

for (const loader of loaders) {
  packetTest(`windows of ${zones.length} zones hold when loaded with TZ=${loader}`, async () => {
    const expected = zones.flatMap(windowsNow);
    const text = exportCase(boundaryOf(expected.map(([window]) => window)));
    const router = await openRouter({ eth0: ['10.1.0.0/24'], eth1: ['10.2.0.0/24'] });
    try {
      await router.run(['nft', '-f', '-'], text, { TZ: loader });
      const packets = expected.map((_, index) =>
        buildPacket({ source: '10.1.0.1', destination: '10.2.0.1', protocol: 6, port: 1_000 + index, mark: index }),
      );
      const out = await router.send(packets.map((bytes) => ['eth0', bytes] as const));
      const passed = packets.map((bytes, index) => (out[index] ?? []).some((each) => isSamePacket(bytes, each.bytes)));
      expect(expected.map(([window], index) => [window.id, passed[index]])).toEqual(
        expected.map(([window, open]) => [window.id, open]),
      );
    } finally {
      router.close();
    }
  });
}

packetTest('the kernel keeps the same rules whatever zone the loader has', async () => {
  const text = exportCase(boundaryOf(zones.flatMap(windowsNow).map(([window]) => window)));
  const listings = new Set<string>();
  for (const loader of loaders) {
    const router = await openRouter({ eth0: [], eth1: [] });
    try {
      await router.run(['nft', '-f', '-'], text, { TZ: loader });
      listings.add(await router.run(['nft', 'list', 'table', 'inet', 'zonewright'], '', { TZ: 'UTC' }));
    } finally {
      router.close();
    }
  }
  const [listing = ''] = listings;
  expect(listings.size).toBe(1);
  expect(listing).toContain('meta hour');
});
