/** Thousands of groups and elements: every key that was written is in the kernel as it was written. */
import { expect } from 'vitest';
import { parseNftJson } from '../../src/platform/nft/nft-json.ts';
import type { BoundaryCase } from '../support/arbitrary-boundary.ts';
import { exportCase } from '../support/export-request.ts';
import { joinCommands } from '../support/join-commands.ts';
import { openRouter, packetTest } from '../support/kernel.ts';
import { parseRuleset } from '../support/nft-interpreter.ts';
import { buildPacket, isSamePacket } from '../support/packets.ts';
import { buildAsset, buildBoundary, buildGrant, buildPlan, buildZone } from '../support/plan-builder.ts';
import { describeKernelMaps, describeTextMaps } from '../support/ruleset-maps.ts';

const plcs = 2_000;
const servers = 50;

/** Two thousand destinations that each have a grant of their own: three ports and two ranges. */
function largeBoundary(): BoundaryCase {
  const boundary = buildBoundary({ eth0: ['office'], eth1: ['cell'] });
  const assets = Array.from({ length: plcs }, (_, index) => buildAsset(`plc-${index}`, 'cell', [addressOf(index)]));
  const offices = Array.from({ length: servers }, (_, index) =>
    buildAsset(`srv-${index}`, 'office', [`10.0.0.${index + 1}`]),
  );
  const grants = assets.map((_, index) =>
    buildGrant(
      `grant-${index}-with-a-long-name-so-that-comments-fill-the-messages`,
      [`office/srv-${index % servers}`],
      [`cell/plc-${index}`],
      [
        `tcp/${1 + index}`,
        `tcp/${10_000 + index}`,
        `udp/${20_000 + index}`,
        `tcp/${30_000 + index}-${40_000 + index}`,
        `udp/${40_000 + index}-${50_000 + index}`,
      ],
    ),
  );
  const plan = buildPlan({
    zones: [buildZone('cell', ['10.1.0.0/16']), buildZone('office', ['10.0.0.0/24'])],
    assets: [...assets, ...offices],
    grants,
    boundaries: [boundary],
  });
  return { plan, boundary };
}

function addressOf(index: number): string {
  return `10.1.${index >> 7}.${((index & 127) << 1) + 1}`;
}

packetTest(
  'keeps 2,000 groups and 10,000 elements, intervals with marks among them, as they were written',
  async () => {
    const text = exportCase(largeBoundary());
    const router = await openRouter({ eth0: ['10.0.0.0/24'], eth1: ['10.1.0.0/16'] });
    try {
      const started = performance.now();
      await router.run(['nft', '-f', '-'], text);
      expect(performance.now() - started).toBeLessThan(30_000);
      const written = describeTextMaps(parseRuleset(text));
      const kept = describeKernelMaps(
        parseNftJson(await router.run(['nft', '-j', '-n', 'list', 'table', 'inet', 'zonewright'])),
      );
      expect(written['allow']).toHaveLength(3 * plcs);
      // Most of these ranges are used once and overlap, so that only a few are shared.
      expect(written['allow_ranges']).toHaveLength(2 * (plcs - 64));
      expect(written['to4']).toHaveLength(plcs);
      for (const map of Object.keys(written)) expect([map, kept[map]]).toEqual([map, written[map]]);

      const specs = Array.from({ length: plcs }, (_, index) => ({
        source: `10.0.0.${(index % servers) + 1}`,
        destination: addressOf(index),
        protocol: 6,
        sourcePort: 1_024 + index,
        mark: index,
      }));
      for (const [shift, comesOut] of [
        [30_000, true],
        [40_000, true],
        [40_001, false],
        [29_999, false],
      ] as const) {
        const packets = specs.map((spec, index) => buildPacket({ ...spec, port: shift + index }));
        const out = await router.send(packets.map((bytes) => ['eth0', bytes] as const));
        const passed = packets.filter((bytes, index) =>
          (out[index] ?? []).some((each) => isSamePacket(bytes, each.bytes)),
        );
        expect([shift, passed.length]).toEqual([shift, comesOut ? plcs : 0]);
      }
    } finally {
      router.close();
    }
  },
);

packetTest('nft 1.0.6 damages the same elements in one command, and the comparison shows it', async () => {
  const text = exportCase(largeBoundary());
  const router = await openRouter({ eth0: [], eth1: [] });
  try {
    const version = await router.run(['nft', '--version']);
    await router.run(['nft', '-f', '-'], joinCommands(text));
    const kept = describeKernelMaps(
      parseNftJson(await router.run(['nft', '-j', '-n', 'list', 'table', 'inet', 'zonewright'])),
    );
    const written = describeTextMaps(parseRuleset(text));
    expect(kept['allow']).toEqual(written['allow']);
    // Later versions keep the order of bytes.
    if (version.includes('v1.0.6 ')) expect(kept['allow_ranges']).not.toEqual(written['allow_ranges']);
    else expect(kept['allow_ranges']).toEqual(written['allow_ranges']);
  } finally {
    router.close();
  }
});
