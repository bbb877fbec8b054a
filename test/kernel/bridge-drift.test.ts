/** What runs on a bridge against its plant: changed by hand, changed by another plant, switched off, and beside others. */
import { expect } from 'vitest';
import { confirmTrial } from '../../src/cli/boundary/confirm-policy.ts';
import { type Finding, findingOf } from '../../src/diagnostics/finding.ts';
import type { Drift } from '../../src/exporters/nftables/drift/find-drift.ts';
import { findBridgeDrift } from '../../src/exporters/nftables-bridge/drift/find-bridge-drift.ts';
import { exportBoundary } from '../../src/exporters/registry.ts';
import { readBoundaryState } from '../../src/platform/boundary-host/boundary-state.ts';
import type { BoundaryCase } from '../support/arbitrary-boundary.ts';
import {
  atEmptyBridge,
  atRunningBridge,
  type BridgeScene,
  bridgeRequest,
  cyclic,
  leavesBy,
  ofMaker,
  tightBridge,
  wideBridge,
} from '../support/bridge-scene.ts';
import { exportText } from '../support/export-request.ts';
import { goldenBridges } from '../support/golden-bridges.ts';
import { openBridge, packetTest, type Router } from '../support/kernel.ts';
import { routerHost } from '../support/router-host.ts';
import { load } from '../support/running-table.ts';

/** Monday, 2026-08-03, 12:00 UTC. */
const time = 1_785_758_400;

async function driftAt(bridge: Router, each: BoundaryCase, boot: string = '/nonexistent'): Promise<Drift> {
  const names = each.boundary.interfaces.map(({ name }) => name);
  return findBridgeDrift(bridgeRequest(each), await readBoundaryState(routerHost(bridge), names, boot), time);
}

function findingsOf(drift: Drift): readonly Finding[] {
  if (drift.kind === 'unreadable') throw new Error(`${drift.refusal.at}: ${drift.refusal.found}`);
  return drift.diagnostics.map(findingOf);
}

const codesOf = (drift: Drift): readonly string[] => findingsOf(drift).map(({ code }) => code);

for (const [name, each] of Object.entries(goldenBridges))
  packetTest(`the bridge \`${name}\` has no drift as it was exported`, async () => {
    const names = each.boundary.interfaces.map((port) => port.name).filter((port) => /^\w+$/.test(port));
    const bridge = await openBridge(names);
    try {
      await load(bridge, exportText(exportBoundary(bridgeRequest(each))));
      const strange = findingsOf(await driftAt(bridge, each)).filter(({ code }) => code !== 'drift/interface');
      expect(strange).toEqual([]);
    } finally {
      bridge.close();
    }
  });

packetTest('a policy that was applied has no drift, on trial or confirmed, but what the trial is', async () => {
  await atRunningBridge(async ({ bridge, boundary, apply }) => {
    const boot = boundary.files.boot;
    expect(findingsOf(await driftAt(bridge, wideBridge, boot))).toEqual([]);
    await apply(tightBridge);
    expect(codesOf(await driftAt(bridge, tightBridge, boot))).toEqual(['drift/trial']);
    expect(codesOf(await driftAt(bridge, wideBridge, boot))).toContain('drift/closed');
    await confirmTrial(boundary);
    const drift = await driftAt(bridge, tightBridge, boot);
    expect(findingsOf(drift)).toEqual([]);
    expect(drift).toMatchObject({ facts: { running: { state: 'enforcing', isOfPlant: true, trialUntil: null } } });
  });
});

/** What somebody does to the table, the findings that it makes, and words that the first of them has. */
const changes: readonly (readonly [what: string, nft: string, codes: readonly string[], words: RegExp])[] = [
  [
    'an element more',
    'add element bridge zonewright allow_a { 0x00020001 . 0x9001 : goto open_a }',
    ['drift/open'],
    /ethernet 0x9001 passes from zone `\w+` to zone `\w+`.*let through by element 0x00020001/,
  ],
  [
    'a rule in front',
    'insert rule bridge zonewright forward ether type 0x9001 accept',
    ['drift/open'],
    /ethernet 0x9001 passes from .*let through by rule "ether type 0x9001 accept" of chain forward/,
  ],
  [
    'a rule that stops what is granted',
    'insert rule bridge zonewright forward ether type 0x8892 drop',
    ['drift/closed'],
    /grants, such as `conduit\/\w+`, do not pass.*stopped by rule "ether type 0x8892 drop"/,
  ],
  [
    'a rule that nobody here reads',
    'insert rule bridge zonewright forward meta pkttype other accept',
    ['drift/may-open'],
    /rule "meta pkttype other accept" of chain forward.* is not understood; at most it lets pass/,
  ],
  [
    'a chain that lets the bridge learn from stolen addresses',
    'flush chain bridge zonewright arrive',
    ['drift/bypass'],
    /a frame that teaches the bridge a wrong place of its sender, 00:0e:8c:00:00:01 behind eth1/,
  ],
  [
    'a table of somebody else that drops',
    'table bridge other { chain f { type filter hook forward priority 0; ether type 0x8892 drop; }; }',
    ['drift/foreign-closes'],
    /chain f of table bridge other, hook forward, priority 0 .*may stop/,
  ],
  [
    'a table of somebody else that writes addresses',
    'table bridge other { chain p { type filter hook prerouting priority -300; ether saddr set 00:0e:8c:00:00:11; }; }',
    ['drift/bypass'],
    /changes addresses, ports or other bytes of packets before they are judged/,
  ],
];

for (const [what, nft, codes, words] of changes)
  packetTest(`finds ${what}`, async () => {
    await atRunningBridge(async ({ bridge }) => {
      await load(bridge, `${nft}\n`);
      const findings = findingsOf(await driftAt(bridge, wideBridge));
      expect([...new Set(findings.map(({ code }) => code))]).toEqual(codes);
      expect(findings[0]?.message.replaceAll(/\s+/g, ' ')).toMatch(words);
    });
  });

packetTest('what it says of frames is what the kernel does with them', async () => {
  await atRunningBridge(async ({ bridge }) => {
    const opened = findingsOf(await driftAt(bridge, tightBridge)).filter(({ code }) => code === 'drift/open');
    const words = opened.map(({ message }) => message).join('\n');
    expect(words).toMatch(/ethernet 0x9000.* pass(?:es)? from zone `drives` to zone `control`/);
    expect(await leavesBy(bridge, ofMaker)).toEqual(['eth0']);
    await load(bridge, 'insert rule bridge zonewright forward ether type 0x8892 drop\n');
    expect(await leavesBy(bridge, cyclic)).toEqual([]);
    await load(bridge, 'insert rule bridge zonewright forward accept\n');
    expect(await leavesBy(bridge, cyclic)).toEqual(['eth0', 'eth2']);
    expect(codesOf(await driftAt(bridge, wideBridge))).toContain('drift/open');
  });
});

packetTest('a bridge without the table, or with one that is switched off, judges nothing', async () => {
  await atEmptyBridge(async (scene: BridgeScene) => {
    const { bridge } = scene;
    const unfiltered = async (why: RegExp): Promise<void> => {
      const [finding] = findingsOf(await driftAt(bridge, wideBridge));
      expect(finding).toMatchObject({ code: 'drift/unfiltered', severity: 'critical' });
      expect(finding?.message).toMatch(why);
    };
    await unfiltered(/forwards Ethernet frames and judges nothing: there is no table bridge zonewright/);
    await load(
      bridge,
      'table inet zonewright { chain forward { type filter hook forward priority 0; policy drop; }; }\n',
    );
    await unfiltered(/there is no table bridge zonewright/);
    await load(
      bridge,
      `${exportText(exportBoundary(bridgeRequest(wideBridge)))}delete chain bridge zonewright forward\n`,
    );
    await unfiltered(/no chain of the table bridge zonewright sees forwarded frames/);
  });
});

packetTest('ports that are gone, or are ports of no bridge, are told', async () => {
  await atRunningBridge(async ({ bridge }) => {
    await bridge.run(['ip', 'link', 'set', 'eth2', 'nomaster']);
    const findings = findingsOf(await driftAt(bridge, wideBridge));
    expect(findings.map(({ code, message }) => `${code} ${message}`)).toEqual([
      expect.stringMatching(/^drift\/foreign-closes interface eth2, which is no port of a bridge/),
    ]);
    await bridge.run(['ip', 'link', 'set', 'eth2', 'down']);
    await bridge.run(['ip', 'link', 'set', 'eth2', 'name', 'eth7']);
    expect(codesOf(await driftAt(bridge, wideBridge))).toEqual(['drift/interface']);
  });
});
