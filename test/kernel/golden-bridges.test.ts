/** Every golden file of a bridge is what this kernel accepts, and what it keeps is what was written. */
import { expect } from 'vitest';
import { nftablesBridge } from '../../src/exporters/nftables-bridge/nftables-bridge.ts';
import { readBackBridgeListing } from '../../src/exporters/nftables-bridge/read-back.ts';
import { proveFrames } from '../../src/exporters/proof/frames/prove-frames.ts';
import { exportBoundary } from '../../src/exporters/registry.ts';
import { checkRuleset } from '../../src/platform/nft/check-ruleset.ts';
import { exportText, requestOf } from '../support/export-request.ts';
import { goldenBridges } from '../support/golden-bridges.ts';
import { openBridge, packetTest, rulesetTest } from '../support/kernel.ts';
import { shippedCatalogue as catalogue } from '../support/shipped-catalogue.ts';

for (const [name, each] of Object.entries(goldenBridges)) {
  const request = requestOf(each, { catalogue });
  const result = exportBoundary(request);

  rulesetTest(`the kernel accepts the bridge \`${name}\``, async () => {
    expect(await checkRuleset(exportText(result))).toEqual({ status: 'accepted' });
  });

  packetTest(`the kernel keeps what the bridge \`${name}\` says, loaded twice`, async () => {
    const router = await openBridge(['eth0', 'eth1']);
    try {
      for (let time = 0; time < 2; time++) await router.run(['nft', '-f', '-'], exportText(result));
      const read = readBackBridgeListing(
        await router.run(['nft', '--json', 'list', 'ruleset'], undefined, { TZ: 'UTC' }),
      );
      if (read.value === null) throw new Error(JSON.stringify(read.refusal));
      const proof = proveFrames(request, nftablesBridge.capabilities, result.residual, read.value);
      expect(proof).toMatchObject({ kind: 'equal' });
    } finally {
      router.close();
    }
  });
}
