/** Every nft at hand loads every golden file, and what it lists is what was granted: ZONEWRIGHT_NFT names more folders. */
import { expect } from 'vitest';
import { nftablesBridge } from '../../src/exporters/nftables-bridge/nftables-bridge.ts';
import { readBackBridgeListing } from '../../src/exporters/nftables-bridge/read-back.ts';
import { proveFrames } from '../../src/exporters/proof/frames/prove-frames.ts';
import { exportBoundary } from '../../src/exporters/registry.ts';
import { exportCase, exportText, requestOf } from '../support/export-request.ts';
import { goldenBoundaries } from '../support/golden-boundaries.ts';
import { goldenBridges } from '../support/golden-bridges.ts';
import { openBridge, openRouter, type Router, rulesetTest } from '../support/kernel.ts';
import { proveListing } from '../support/prove-case.ts';
import { shippedCatalogue as catalogue } from '../support/shipped-catalogue.ts';

/** Null: the one on the path. */
const folders: readonly (string | null)[] = [
  null,
  ...(process.env['ZONEWRIGHT_NFT'] ?? '').split(':').filter((folder) => folder !== ''),
];
const listings = ['-j', '-jn'];

for (const folder of folders) {
  const env = folder === null ? {} : { PATH: `${folder}:${process.env['PATH'] ?? ''}` };
  const name = folder ?? 'the installed nft';
  const nft = (router: Router, args: readonly string[], input?: string): Promise<string> =>
    router.run(['env', 'TZ=UTC', 'nft', ...args], input, env);

  rulesetTest(`routed boundaries read back as they were granted, by ${name}`, async () => {
    const router = await openRouter({ eth0: [], eth1: [] });
    try {
      process.stdout.write(`${name}: ${await nft(router, ['--version'])}`);
      for (const [boundary, each] of Object.entries(goldenBoundaries)) {
        for (let time = 0; time < 2; time++) await nft(router, ['-f', '-'], exportCase(each));
        for (const listing of listings) {
          const proof = proveListing(requestOf(each), await nft(router, [listing, 'list', 'ruleset']));
          expect({ boundary, listing, proof }).toMatchObject({ boundary, listing, proof: { kind: 'equal' } });
        }
      }
    } finally {
      router.close();
    }
  });

  rulesetTest(`bridges read back as they were granted, by ${name}`, async () => {
    const router = await openBridge(['eth0', 'eth1']);
    try {
      for (const [boundary, each] of Object.entries(goldenBridges)) {
        const request = requestOf(each, { catalogue });
        const result = exportBoundary(request);
        for (let time = 0; time < 2; time++) await nft(router, ['-f', '-'], exportText(result));
        // With numbers for words, nft lists the EtherType of a tag with its bytes swapped.
        const read = readBackBridgeListing(await nft(router, ['-j', 'list', 'ruleset']));
        if (read.value === null) throw new Error(`${boundary}: ${JSON.stringify(read.refusal)}`);
        const proof = proveFrames(request, nftablesBridge.capabilities, result.residual, read.value);
        expect({ boundary, proof }).toMatchObject({ boundary, proof: { kind: 'equal' } });
      }
    } finally {
      router.close();
    }
  });
}
