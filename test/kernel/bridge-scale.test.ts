/** A thousand stations with grants of their own: every key is in the kernel as it was written, and frames find it. */
import { expect } from 'vitest';
import { nftablesBridge } from '../../src/exporters/nftables-bridge/nftables-bridge.ts';
import { readBackBridgeListing } from '../../src/exporters/nftables-bridge/read-back.ts';
import { proveFrames } from '../../src/exporters/proof/frames/prove-frames.ts';
import type { ProofResult } from '../../src/exporters/proof/prove.ts';
import { exportBoundary } from '../../src/exporters/registry.ts';
import { buildFrame } from '../support/bridge-frames.ts';
import { exportText, requestOf } from '../support/export-request.ts';
import { joinCommands } from '../support/join-commands.ts';
import { openBridge, packetTest, type Router } from '../support/kernel.ts';
import { largeBridge, stationMac } from '../support/large-bridge.ts';
import { shippedCatalogue as catalogue } from '../support/shipped-catalogue.ts';

const stations = 1_000;
const request = requestOf(largeBridge(stations), { catalogue });
const result = exportBoundary(request);

packetTest('keeps 1,000 stations and 10,000 elements, intervals of frame ids among them, as they were written', () =>
  onBridge(exportText(result), async (router) => {
    expect(await proveLoaded(router)).toMatchObject({ kind: 'equal', checked: 2 * stations });
    const numbers = Array.from({ length: stations }, (_, index) => index);
    const through = async (etherType: (index: number) => number, head: readonly number[]): Promise<number> => {
      const frames = numbers.map((index) => {
        const plc = stationMac(stations + (index % 20));
        return buildFrame({ source: plc, destination: stationMac(index), etherType: etherType(index), head });
      });
      const out = await router.send(frames.map((bytes) => ['eth0', bytes] as const));
      return out.filter((list) => list.length > 0).length;
    };
    expect(await through(() => 0x8892, [0x80, 0x00])).toBe(stations);
    expect(await through(() => 0x8892, [0xfb, 0xff])).toBe(stations);
    expect(await through(() => 0x8892, [0xfc, 0x01])).toBe(0);
    expect(await through((index) => 0x9400 + index, [])).toBe(stations);
    expect(await through((index) => 0xa001 + index, [])).toBe(0);
    expect(await through((index) => 0x8a00 + index, [])).toBe(stations);
  }),
);

packetTest('nft 1.0.6 damages the same elements in one command, and the proof shows it', () =>
  onBridge(joinCommands(exportText(result)), async (router) => {
    const version = await router.run(['nft', '--version']);
    // Later versions keep the order of bytes.
    const kind = version.includes('v1.0.6 ') ? 'different' : 'equal';
    expect(await proveLoaded(router)).toMatchObject({ kind });
  }),
);

async function onBridge(text: string, use: (router: Router) => Promise<void>): Promise<void> {
  const router = await openBridge(['eth0', 'eth1']);
  try {
    await router.run(['nft', '-f', '-'], text);
    await use(router);
  } finally {
    router.close();
  }
}

async function proveLoaded(router: Router): Promise<ProofResult> {
  const listing = await router.run(['nft', '--json', 'list', 'ruleset'], undefined, { TZ: 'UTC' });
  const read = readBackBridgeListing(listing);
  if (read.value === null) return { kind: 'unreadable', refusal: read.refusal };
  return proveFrames(request, nftablesBridge.capabilities, result.residual, read.value);
}
