/**
 * Windows on the days on which clocks change, with packets: the kernel's clock stays, and the numbers of the ruleset are moved
 * so that it does now what it does then (`shift-clock.ts`, which a law below holds to the reading of the rules).
 */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { activeWindows } from '../../src/algebra/window-time.ts';
import { exportBoundary } from '../../src/exporters/registry.ts';
import type { PlanWindow } from '../../src/model/plan.ts';
import { type BoundaryCase, boundaryCase, probes } from '../support/arbitrary-boundary.ts';
import { acknowledged, acknowledgedBack, answer, connect, packet, pass } from '../support/boundary-traffic.ts';
import { expectShare } from '../support/expect-share.ts';
import { exportCase, requestOf } from '../support/export-request.ts';
import { openRouter, packetTest, type Router } from '../support/kernel.ts';
import { evaluatePacket, parseRuleset } from '../support/nft-interpreter.ts';
import {
  buildAsset,
  buildBoundary,
  buildGrant,
  buildOnce,
  buildPlan,
  buildWeekly,
  buildZone,
} from '../support/plan-builder.ts';
import { shiftClock } from '../support/shift-clock.ts';

/** Berlin sets its clock forward on 29 March 2026 at 01:00 UTC, and back on 25 October; Lord Howe by half an hour. */
const windows: readonly PlanWindow[] = [
  buildOnce('until-spring', 'Europe/Berlin', null, '2026-03-29T03:00'),
  buildOnce('skipped-hour', 'Europe/Berlin', '2026-03-29T02:30', '2026-03-29T03:30'),
  buildOnce('repeated-hour', 'Europe/Berlin', '2026-10-25T02:15', '2026-10-25T02:45'),
  buildOnce('since-autumn', 'Europe/Berlin', '2026-10-25T02:30', null),
  buildOnce('half-hour', 'Australia/Lord_Howe', '2026-04-05T01:40', '2026-04-05T02:10'),
  buildWeekly('sunday', 'Europe/Berlin', ['sun'], '01:30', '05:00'),
  buildWeekly('sunday-utc', 'UTC', ['sun'], '00:30', '01:30'),
  buildWeekly('fixed', 'Asia/Kolkata', ['sun'], '06:00', '07:00'),
];

/** A grant for each window on a port of its own, and one on a port with each window in summer time only. */
function boundaryOf(): BoundaryCase {
  const boundary = buildBoundary({ eth0: ['office'], eth1: ['cell'] });
  const summer = buildOnce('summer', 'Europe/Berlin', '2026-04-01T00:00', '2026-10-01T00:00');
  const grants = windows.flatMap(({ id }, index) => [
    buildGrant(id, ['office/pc'], ['cell/plc'], [`tcp/${1_000 + index}`], { windows: [id] }),
    buildGrant(`${id}-summer`, ['office/pc'], ['cell/plc'], [`tcp/${2_000 + index}`], { windows: [id, 'summer'] }),
  ]);
  const plan = buildPlan({
    zones: [buildZone('cell', ['10.2.0.0/24']), buildZone('office', ['10.1.0.0/24'])],
    assets: [buildAsset('pc', 'office', ['10.1.0.1']), buildAsset('plc', 'cell', ['10.2.0.1'])],
    windows: [...windows, summer],
    grants,
    boundaries: [boundary],
  });
  return { plan, boundary };
}

/** Some minutes around the borders of the windows and around the changes, so that a slow machine makes no difference. */
const moments = [
  ...['2026-03-29T00:25', '2026-03-29T00:55', '2026-03-29T01:05', '2026-03-29T01:25', '2026-03-29T01:40'],
  ...['2026-10-24T23:25', '2026-10-24T23:35', '2026-10-25T00:10', '2026-10-25T00:20', '2026-10-25T00:35'],
  ...['2026-10-25T00:50', '2026-10-25T01:10', '2026-10-25T01:20', '2026-10-25T01:35', '2026-10-25T01:50'],
  ...['2026-04-04T14:35', '2026-04-04T14:45', '2026-04-04T15:05', '2026-04-04T15:15', '2026-04-04T15:45'],
  ...['2026-07-05T00:20', '2026-07-04T23:20', '2026-07-04T23:40', '2026-07-05T02:50', '2026-12-06T03:30'],
].map((text) => Date.parse(`${text}:00Z`) / 1000);

const offset = (moment: number): number => Math.floor(Date.now() / 1000) - moment;

async function load(router: Router, text: string, moment: number): Promise<void> {
  await router.run(['nft', '-f', '-'], shiftClock(text, offset(moment)));
}

packetTest('windows hold by the wall clock of their zone before, during and after it is changed', async () => {
  const each = boundaryOf();
  const { plan } = each;
  const { residual } = exportBoundary(requestOf(each));
  const wider = new Set(residual.wider.map(({ grant }) => grant));
  // Only where a weekly window of a zone that changes its clocks is not kept to one offset.
  expect([...wider]).toEqual(['conduit/sunday']);
  const text = exportCase(each);
  const router = await openRouter({ eth0: ['10.1.0.0/24'], eth1: ['10.2.0.0/24'] });
  let open = 0;
  try {
    for (const moment of moments) {
      await load(router, text, moment);
      const active = (at: number): readonly string[] => activeWindows(plan.windows, at);
      for (const { id, windows: own, services } of plan.grants) {
        const port = services[0]?.ports.from ?? 0;
        const passes = (await pass(router, 'eth0', packet('10.1.0.1', '10.2.0.1', port))) === 'eth1';
        const holds = (at: number): boolean => own.every((window) => active(at).includes(window));
        const time = new Date(moment * 1000).toISOString();
        if (passes) open += 1;
        if (!wider.has(id)) expect({ id, time, passes }).toEqual({ id, time, passes: holds(moment) });
        else if (holds(moment)) expect({ id, time, passes }).toEqual({ id, time, passes: true });
        else if (passes) expect(holds(moment - 3_600) || holds(moment + 3_600)).toBe(true);
      }
    }
  } finally {
    router.close();
  }
  expect(open).toBeGreaterThan(50);
});

packetTest('a connection lives through a change of the clock, and ends when its window does', async () => {
  const text = exportCase(boundaryOf());
  const at = (time: string): number => Date.parse(`2026-10-25T${time}:00Z`) / 1000;
  const router = await openRouter({ eth0: ['10.1.0.0/24'], eth1: ['10.2.0.0/24'] });
  try {
    // 02:30 to 02:45 summer time, closed until the clock shows 02:15 again, and open to 02:45 winter time.
    const port = 1_000 + windows.findIndex(({ id }) => id === 'repeated-hour');
    const spec = packet('10.1.0.1', '10.2.0.1', port);
    await load(router, text, at('00:20'));
    await connect(router, spec);
    const lives: (readonly boolean[])[] = [];
    for (const time of ['00:40', '00:55', '01:10', '01:20', '01:40', '01:50']) {
      await load(router, text, at(time));
      lives.push([
        (await pass(router, 'eth0', { ...spec, ...acknowledged })) === 'eth1',
        (await pass(router, 'eth1', answer(spec, acknowledgedBack))) === 'eth0',
      ]);
    }
    expect(lives).toEqual([true, false, false, true, true, false].map((alive) => [alive, alive]));
  } finally {
    router.close();
  }
});

test('law: a file whose times are moved does then what it did before', () => {
  const withProbes = boundaryCase.chain((each) =>
    fc.tuple(fc.constant(each), fc.array(probes(each), { minLength: 10, maxLength: 20 })),
  );
  let timed = 0;
  fc.assert(
    fc.property(withProbes, fc.integer({ min: -20_000_000, max: 600_000_000 }), ([each, list], seconds) => {
      const text = exportCase(each);
      const moved = shiftClock(text, seconds);
      if (moved !== text) timed += 1;
      const [before, after] = [text, moved].map(parseRuleset);
      if (before === undefined || after === undefined) throw new Error('unreachable');
      for (const probe of list)
        for (const oif of ['eth0', 'eth1', 'eth2'])
          expect(evaluatePacket(after, { ...probe, oif, time: probe.time + seconds }).verdict).toBe(
            evaluatePacket(before, { ...probe, oif }).verdict,
          );
    }),
    { numRuns: 150 },
  );
  expectShare(10, timed);
});
