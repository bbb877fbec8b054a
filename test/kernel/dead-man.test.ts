/**
 * A policy on trial, with packets: it judges at once, what it forbids stops and nothing else does, and when nobody confirms
 * it the kernel goes back to the policy before. Nothing runs but the kernel and what sends the packets.
 */
import { expect } from 'vitest';
import { applyToBoundary } from '../../src/cli/boundary/apply-to-boundary.ts';
import {
  acknowledged,
  acknowledgedBack,
  answer,
  atBoundary,
  atRouter,
  connect,
  packet,
  pass,
  plc4,
  plc6,
  scada4,
  scada6,
} from '../support/boundary-traffic.ts';
import { exportCase } from '../support/export-request.ts';
import { packetTest, type Router } from '../support/kernel.ts';
import { lineGrants, linePlant } from '../support/line-plant.ts';
import type { PacketSpec } from '../support/packets.ts';
import { boundaryAt, inFolder, routerHost, taskOf } from '../support/router-host.ts';
import { clean, confirm, letTrialEnd, rollBack, tryOut } from '../support/running-table.ts';

const { whole, ...others } = lineGrants;
const wide = linePlant();
/** Without `whole`, which is port 4840. */
const tight = linePlant(Object.values(others));

/** Which ends of a live connection are heard: `both`, `neither`, or one of them. */
async function heard(router: Router, spec: PacketSpec): Promise<string> {
  const there = await pass(router, 'eth0', { ...spec, ...acknowledged });
  const back = await pass(router, 'eth1', answer(spec, acknowledgedBack));
  if (there === 'eth1') return back === 'eth0' ? 'both' : 'client';
  return back === 'eth0' ? 'server' : 'neither';
}

async function connections(router: Router, port: number): Promise<readonly PacketSpec[]> {
  const specs = [packet(scada4, plc4, port), packet(scada6, plc6, port)];
  for (const spec of specs) await connect(router, spec);
  return specs;
}

async function allHeard(router: Router, specs: readonly PacketSpec[]): Promise<readonly string[]> {
  const all: string[] = [];
  for (const spec of specs) all.push(await heard(router, spec));
  return all;
}

packetTest(
  'a tightened policy ends live connections that it forbids and no others, and its end restores them',
  async () => {
    await atBoundary(exportCase(wide), async (router) => {
      const kept = await connections(router, 502);
      const cut = await connections(router, 4840);
      await tryOut(router, tight, 60);
      expect(await allHeard(router, kept)).toEqual(['both', 'both']);
      expect(await allHeard(router, cut)).toEqual(['neither', 'neither']);
      expect(await pass(router, 'eth0', packet(scada4, plc4, 4840))).toBeNull();
      await letTrialEnd(router);
      expect(await allHeard(router, kept)).toEqual(['both', 'both']);
      expect(await allHeard(router, cut)).toEqual(['both', 'both']);
      await connections(router, 4840);
    });
  },
);

packetTest('what only the candidate allowed stops when its trial ends', async () => {
  await atBoundary(exportCase(tight), async (router) => {
    const kept = await connections(router, 502);
    await tryOut(router, wide, 60);
    const opened = await connections(router, 4840);
    expect(await allHeard(router, [...kept, ...opened])).toEqual(['both', 'both', 'both', 'both']);
    await letTrialEnd(router);
    expect(await allHeard(router, kept)).toEqual(['both', 'both']);
    expect(await allHeard(router, opened)).toEqual(['neither', 'neither']);
    await clean(router);
    expect(await allHeard(router, [...kept, ...opened])).toEqual(['both', 'both', 'neither', 'neither']);
  });
});

packetTest('a confirmed policy stays, and one that is taken back goes at once', async () => {
  await atBoundary(exportCase(tight), async (router) => {
    await tryOut(router, wide, 60);
    const opened = await connections(router, 4840);
    await confirm(router);
    expect(await allHeard(router, opened)).toEqual(['both', 'both']);
    await clean(router);
    expect(await allHeard(router, opened)).toEqual(['both', 'both']);
    await tryOut(router, tight, 60);
    expect(await allHeard(router, opened)).toEqual(['neither', 'neither']);
    await rollBack(router);
    expect(await allHeard(router, opened)).toEqual(['both', 'both']);
  });
});

packetTest('without a policy before it, the end of a trial leaves the router as it was, or closed', async () => {
  for (const [fallback, left] of [
    ['fallback_open', 'eth1'],
    ['fallback_closed', null],
  ] as const) {
    await atRouter(async (router) => {
      expect(await pass(router, 'eth0', packet(scada4, plc4, 503))).toBe('eth1');
      await tryOut(router, tight, 60, fallback);
      expect(await pass(router, 'eth0', packet(scada4, plc4, 503))).toBeNull();
      const kept = await connections(router, 502);
      await letTrialEnd(router);
      expect(await pass(router, 'eth0', packet(scada4, plc4, 503))).toBe(left);
      expect(await allHeard(router, kept)).toEqual(left === null ? ['neither', 'neither'] : ['both', 'both']);
    });
  }
});

packetTest('the first policy gets to know the connections that live, and what is granted of them goes on', async () => {
  for (const [pause, left] of [
    [true, 'both'],
    [false, 'neither'],
  ] as const) {
    await inFolder(async (folder) => {
      await atRouter(async (router) => {
        const granted = await connections(router, 502);
        const other = await connections(router, 4840);
        const boundary = boundaryAt(routerHost(router), folder);
        const listen = async (): Promise<void> => {
          if (pause) expect(await allHeard(router, [...granted, ...other])).toEqual(['both', 'both', 'both', 'both']);
        };
        await applyToBoundary(taskOf(boundary, tight, { listen }));
        expect(await allHeard(router, granted)).toEqual([left, left]);
        expect(await allHeard(router, other)).toEqual(['neither', 'neither']);
      });
    });
  }
});
