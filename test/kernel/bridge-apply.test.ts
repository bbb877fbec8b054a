/** `apply`, `confirm` and `rollback` at a bridge: frames through the kernel, a trial that ends by itself, and what is on record. */
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { expect } from 'vitest';
import { applyToBoundary, rehearseApply } from '../../src/cli/boundary/apply-to-boundary.ts';
import { confirmTrial } from '../../src/cli/boundary/confirm-policy.ts';
import { withShape } from '../../src/cli/boundary/find-shape.ts';
import { rollBack } from '../../src/cli/boundary/roll-back.ts';
import { routerShape } from '../../src/exporters/nftables/running/table-shape.ts';
import { bridgeShape } from '../../src/exporters/nftables-bridge/bridge-candidate.ts';
import { exportBoundary } from '../../src/exporters/registry.ts';
import {
  atEmptyBridge,
  atRunningBridge,
  type BridgeScene,
  bridgeModelOf,
  bridgeRequest,
  bridgeTableAt,
  bridgeTaskOf,
  cyclic,
  leavesBy,
  letBridgeTrialEnd,
  ofMaker,
  ofNobody,
  tightBridge,
  wideBridge,
} from '../support/bridge-scene.ts';
import { dyingHost, Killed } from '../support/dying-host.ts';
import { exportCase, exportText } from '../support/export-request.ts';
import { packetTest, type Router } from '../support/kernel.ts';
import { linePlant } from '../support/line-plant.ts';
import { eventsIn } from '../support/router-host.ts';
import { load } from '../support/running-table.ts';

const fileOf = (each: typeof wideBridge): string => exportText(exportBoundary(bridgeRequest(each)));

/** Which of the three frames pass, and whether a stolen address is found before the bridge learns from it. */
async function expectJudged(bridge: Router, by: typeof wideBridge): Promise<void> {
  expect(await leavesBy(bridge, cyclic)).toEqual(['eth0']);
  expect(await leavesBy(bridge, ofMaker)).toEqual(by === wideBridge ? ['eth0'] : []);
  expect(await leavesBy(bridge, ofNobody)).toEqual([]);
  const before = await spoofed(bridge);
  expect(await leavesBy(bridge, cyclic, 'eth2')).toEqual([]);
  // Only once: what is dropped as it arrives never comes to the chain `forward`.
  expect(await spoofed(bridge)).toBe(before + 1);
}

async function spoofed(bridge: Router): Promise<number> {
  const text = await bridge.run(['nft', 'list', 'counter', 'bridge', 'zonewright', 'spoofed']);
  return Number(/packets (\d+)/.exec(text)?.[1]);
}

packetTest(
  'a policy judges frames on trial, says what it closes, is confirmed, and is what the next boot loads',
  async () => {
    await atRunningBridge(async ({ bridge, boundary, apply }) => {
      await expectJudged(bridge, wideBridge);
      const report = await apply(tightBridge);
      expect(report).toMatchObject({
        outcome: 'on-trial',
        confirmed: { model: bridgeModelOf(wideBridge) },
        change: { opened: { count: 0 } },
      });
      const closed = report.change?.closed.first.map(({ from, to, service }) => `${from} > ${to} ${service}`) ?? [];
      expect(closed).toContain('drives > control ethernet 0x9000');
      expect(closed.every((each) => !each.includes('0x8892'))).toBe(true);
      await expectJudged(bridge, tightBridge);
      expect(readFileSync(boundary.files.boot, 'utf8')).toBe(fileOf(wideBridge));
      expect(await confirmTrial(boundary)).toMatchObject({ outcome: 'confirmed' });
      await expectJudged(bridge, tightBridge);
      expect(readFileSync(boundary.files.boot, 'utf8')).toBe(fileOf(tightBridge));
      const { chains, trial } = await bridgeTableAt(bridge);
      expect(trial).toBeNull();
      expect(chains.filter((name) => !name.endsWith('_b')).sort()).toEqual(['arrive', 'forward']);
      expect((await apply(wideBridge)).change?.opened.first).toMatchObject([{ grant: 'conduit/maker' }]);
      expect(await rollBack(boundary)).toMatchObject({ outcome: 'rolled-back' });
      await expectJudged(bridge, tightBridge);
      expect(await apply(tightBridge)).toMatchObject({ outcome: 'unchanged' });
      expect(eventsIn(boundary)).toEqual([
        ...['load', 'trial', 'confirm', 'load', 'trial', 'confirm', 'load', 'trial', 'end rolled-back'],
      ]);
    });
  },
);

packetTest('a trial that nobody confirms ends by itself, at both of its chains', async () => {
  await atRunningBridge(async ({ bridge, boundary, apply }) => {
    await apply(tightBridge);
    await expectJudged(bridge, tightBridge);
    await letBridgeTrialEnd(bridge);
    await expectJudged(bridge, wideBridge);
    await expect(confirmTrial(boundary)).rejects.toThrow(/the trial of model \w+ ended without being confirmed/);
    expect((await bridgeTableAt(bridge)).chains.filter((name) => name.endsWith('_b'))).toEqual([]);
    await expectJudged(bridge, wideBridge);
  });
});

packetTest('before the first policy every frame passes, or none, as was chosen', async () => {
  await atEmptyBridge(async ({ bridge, boundary, apply }) => {
    const everywhere = ['eth0', 'eth2'];
    expect(await leavesBy(bridge, ofNobody)).toEqual(everywhere);
    const first = await apply(wideBridge);
    expect(first.notes.join('\n')).toMatch(/first policy .* everything passes as before/);
    await expectJudged(bridge, wideBridge);
    await letBridgeTrialEnd(bridge);
    expect(await leavesBy(bridge, ofNobody)).toEqual(everywhere);
    await apply(wideBridge, { fallback: 'fallback_closed' });
    await expectJudged(bridge, wideBridge);
    await letBridgeTrialEnd(bridge);
    expect(await leavesBy(bridge, cyclic)).toEqual([]);
    await rollBack(boundary);
    expect(await leavesBy(bridge, cyclic)).toEqual([]);
    expect(existsSync(boundary.files.boot)).toBe(false);
    await apply(wideBridge);
    await confirmTrial(boundary);
    await expectJudged(bridge, wideBridge);
  });
});

packetTest('a dry run says what would change, and changes nothing', async () => {
  await atRunningBridge(async ({ bridge, boundary }) => {
    const report = await rehearseApply(bridgeTaskOf(boundary, tightBridge));
    expect(report).toMatchObject({ outcome: 'rehearsed', change: { opened: { count: 0 } } });
    expect(report.notes).toContain('rehearsed in a throw-away namespace, and proven there');
    await expectJudged(bridge, wideBridge);
    expect(eventsIn(boundary)).toHaveLength(3);
  });
});

packetTest(
  'what somebody has put into either chain, or taken out, is told, and put right by the next apply',
  async () => {
    await atRunningBridge(async ({ bridge, boundary, apply }) => {
      for (const change of [
        'insert rule bridge zonewright forward ether type 0x9000 accept',
        'insert rule bridge zonewright arrive accept',
        'flush chain bridge zonewright arrive',
      ]) {
        await load(bridge, `${change}\n`);
        await expect(confirmTrial(boundary)).rejects.toThrow(
          /the table bridge zonewright on the router was changed by somebody else: the chain \w+ has other rules/,
        );
        expect(await apply(wideBridge)).toMatchObject({ outcome: 'unchanged' });
        await expectJudged(bridge, wideBridge);
      }
    });
  },
);

packetTest('the commands without a plant find the table of the bridge, and leave that of a router alone', async () => {
  await atRunningBridge(async ({ bridge, boundary, apply }) => {
    await load(bridge, exportCase(linePlant()));
    const routed = async (): Promise<string> => bridge.run(['nft', 'list', 'table', 'inet', 'zonewright']);
    const before = await routed();
    const asked = { ...boundary, shape: routerShape };
    expect((await withShape(asked)).shape).toBe(bridgeShape);
    await apply(tightBridge);
    rmSync(boundary.files.boot);
    rmSync(boundary.files.candidate);
    // Without any file the kernel says which table names the boundary.
    await load(bridge, 'delete table inet zonewright\n');
    expect((await withShape(asked)).shape).toBe(bridgeShape);
    expect(await rollBack(await withShape(asked))).toMatchObject({ outcome: 'rolled-back' });
    await expectJudged(bridge, wideBridge);
    await load(bridge, exportCase(linePlant()));
    await apply(tightBridge);
    await confirmTrial(await withShape(asked));
    await expectJudged(bridge, tightBridge);
    expect(await routed()).toBe(before);
  });
});

packetTest(
  'apply and confirm, killed after every third step, leave one of the policies judging and can be run again',
  async () => {
    const commands: readonly (readonly [
      string,
      (scene: BridgeScene, host: BridgeScene['boundary']) => Promise<unknown>,
    ])[] = [
      ['apply', (_, boundary) => applyToBoundary(bridgeTaskOf(boundary, tightBridge))],
      ['confirm', (_, boundary) => confirmTrial(boundary)],
    ];
    for (const [name, command] of commands) {
      for (let last = 0, isOver = false; !isOver; last += 3)
        await atRunningBridge(async (scene) => {
          const { bridge, boundary } = scene;
          if (name === 'confirm') await scene.apply(tightBridge);
          const dying = dyingHost(boundary.host, last, 'done');
          const ended = await command(scene, { ...boundary, host: dying.host }).then(
            () => true,
            (cause: unknown) => {
              if (!(cause instanceof Killed)) throw cause;
              return false;
            },
          );
          isOver = ended;
          if (isOver) return;
          const { trial, confirmed } = await bridgeTableAt(bridge);
          const isTight = trial?.left != null || confirmed.policy?.model === bridgeModelOf(tightBridge);
          await expectJudged(bridge, isTight ? tightBridge : wideBridge);
          if (name === 'apply') await scene.apply(tightBridge);
          await confirmTrial(boundary);
          await expectJudged(bridge, tightBridge);
          expect(readFileSync(boundary.files.boot, 'utf8')).toBe(fileOf(tightBridge));
        });
    }
  },
  300_000,
);
