/** Vendor sessions in the real kernel: an element in a set opens them, its end or its removal cuts what was begun. */
import { expect } from 'vitest';
import type { PlanGrant, PlanWindow } from '../../src/model/plan.ts';
import {
  acknowledged,
  acknowledgedBack,
  answer,
  atBoundary,
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
import { lineGrants, linePlant, lineWindows } from '../support/line-plant.ts';
import { sessionElement } from '../support/open-sessions.ts';
import type { PacketSpec } from '../support/packets.ts';
import { buildOnce, buildSession } from '../support/plan-builder.ts';
import { clean, confirm, tryOut } from '../support/running-table.ts';
import { until } from '../support/until.ts';

const windows: readonly PlanWindow[] = [
  ...lineWindows,
  buildSession('support'),
  buildSession('tuning'),
  buildOnce('past', 'UTC', null, '2020-01-01T00:00'),
];
const during = (port: number, ids: readonly string[]): PlanGrant => ({
  ...(lineGrants['whole'] as PlanGrant),
  id: `conduit/p${port}`,
  services: [{ transport: 'tcp', ports: { from: port, to: port } }],
  windows: ids,
});
const grants = [
  during(1_001, ['support']),
  during(1_002, ['tuning']),
  during(1_003, ['support', 'tuning']),
  during(1_004, ['past', 'support']),
  during(1_005, ['until:2027-03-31', 'support']),
  during(1_006, []),
];
const text = exportCase(linePlant(grants, windows));
const ports = [1_001, 1_002, 1_003, 1_004, 1_005, 1_006];

const element = async (router: Router, verb: 'add' | 'delete', window: string, timeout = ''): Promise<void> => {
  await router.run([
    'nft',
    verb,
    'element',
    'inet',
    'zonewright',
    'sessions',
    `{ ${sessionElement(window)} ${timeout} }`,
  ]);
};

/** Ports on which a new connection gets through, in both families. */
async function openPorts(router: Router): Promise<readonly number[]> {
  const open: number[] = [];
  for (const port of ports) {
    const four = await pass(router, 'eth0', packet(scada4, plc4, port));
    const six = await pass(router, 'eth0', packet(scada6, plc6, port));
    expect(six).toBe(four);
    if (four === 'eth1') open.push(port);
  }
  return open;
}

/** Whether a connection goes on, from its client and from its server. */
async function goesOn(router: Router, spec: PacketSpec): Promise<readonly boolean[]> {
  return [
    (await pass(router, 'eth0', { ...spec, ...acknowledged })) === 'eth1',
    (await pass(router, 'eth1', answer(spec, acknowledgedBack))) === 'eth0',
  ];
}

packetTest('a grant is closed until its sessions are open, and its dates hold all the same', async () => {
  await atBoundary(text, async (router) => {
    expect(await openPorts(router)).toEqual([1_006]);
    await element(router, 'add', 'support', 'timeout 1h');
    expect(await openPorts(router)).toEqual([1_001, 1_005, 1_006]);
    await element(router, 'add', 'tuning', 'timeout 1h');
    expect(await openPorts(router)).toEqual([1_001, 1_002, 1_003, 1_005, 1_006]);
    await element(router, 'delete', 'support');
    expect(await openPorts(router)).toEqual([1_002, 1_006]);
  });
});

packetTest('the kill switch cuts live connections with their next packet, and no others', async () => {
  for (const [source, destination] of [
    [scada4, plc4],
    [scada6, plc6],
  ] as const) {
    await atBoundary(text, async (router) => {
      await element(router, 'add', 'support', 'timeout 1h');
      await element(router, 'add', 'tuning', 'timeout 1h');
      const specs = [1_001, 1_002, 1_003, 1_005, 1_006].map((port) => packet(source, destination, port));
      for (const spec of specs) await connect(router, spec);
      await element(router, 'delete', 'support');
      const after: (readonly boolean[])[] = [];
      for (const spec of specs) after.push(await goesOn(router, spec));
      const [cut, kept] = [
        [false, false],
        [true, true],
      ];
      expect(after).toEqual([cut, kept, cut, cut, kept]);
    });
  }
});

packetTest('a session ends by itself, and cuts its connections, without anybody there', async () => {
  await atBoundary(text, async (router) => {
    await element(router, 'add', 'support', 'timeout 1h');
    const spec = packet(scada4, plc4, 1_001);
    const other = packet(scada4, plc4, 1_006);
    await connect(router, spec);
    await connect(router, other);
    expect(await goesOn(router, spec)).toEqual([true, true]);
    // However slow the machine is, only the end of the session is waited for.
    await element(router, 'delete', 'support');
    await element(router, 'add', 'support', 'timeout 1s');
    await until(async () => (await goesOn(router, spec)).every((passes) => !passes));
    expect(await router.run(['nft', '-j', 'list', 'set', 'inet', 'zonewright', 'sessions'])).not.toContain('"elem"');
    expect(await goesOn(router, other)).toEqual([true, true]);
    expect(await openPorts(router)).toEqual([1_006]);
  });
});

packetTest('a file that is loaded whole closes every session: nothing is open that nobody opened since', async () => {
  await atBoundary(text, async (router) => {
    await element(router, 'add', 'support', 'timeout 1h');
    await router.run(['nft', '-f', '-'], text);
    expect(await openPorts(router)).toEqual([1_006]);
  });
});

packetTest('a session stays open, with its connections, when another policy takes over', async () => {
  // Windows and grants in front of the old ones, so that nothing keeps its number.
  const more = { ...during(999, ['asbuilt']), id: 'conduit/a' };
  const next = linePlant([more, ...grants], [buildSession('asbuilt'), ...windows]);
  await atBoundary(text, async (router) => {
    await element(router, 'add', 'support', 'timeout 1h');
    const live = packet(scada4, plc4, 1_001);
    await connect(router, live);
    await tryOut(router, next, 60);
    expect(await goesOn(router, live)).toEqual([true, true]);
    await confirm(router);
    await clean(router);
    expect(await openPorts(router)).toEqual([1_001, 1_005, 1_006]);
    expect(await goesOn(router, live)).toEqual([true, true]);
    await element(router, 'delete', 'support');
    expect(await goesOn(router, live)).toEqual([false, false]);
    expect(await openPorts(router)).toEqual([1_006]);
  });
});

packetTest('a policy that has no use for an open session cuts it', async () => {
  const next = linePlant(
    grants.filter(({ windows: own }) => !own.includes('support')),
    windows,
  );
  await atBoundary(text, async (router) => {
    await element(router, 'add', 'support', 'timeout 1h');
    const live = packet(scada4, plc4, 1_001);
    await connect(router, live);
    await tryOut(router, next, 60);
    expect(await goesOn(router, live)).toEqual([false, false]);
  });
});
