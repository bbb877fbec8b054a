/** Random bridges loaded into the real kernel: each frame leaves by the ports that the grants say, and by no other. */
import fc from 'fast-check';
import { expect } from 'vitest';
import { exportBoundary, proveBoundary } from '../../src/exporters/registry.ts';
import type { PlanGrant } from '../../src/model/plan.ts';
import type { BoundaryCase } from '../support/arbitrary-boundary.ts';
import { bridgeCase } from '../support/arbitrary-bridge.ts';
import { buildFrame } from '../support/bridge-frames.ts';
import { type AskedFrame, frameProbes } from '../support/bridge-probes.ts';
import { expectShare } from '../support/expect-share.ts';
import { exportText, requestOf } from '../support/export-request.ts';
import { createFrameReference } from '../support/frame-reference.ts';
import { openBridge, packetTest, type Router } from '../support/kernel.ts';
import { shippedCatalogue } from '../support/shipped-catalogue.ts';

const ports = ['eth0', 'eth1', 'eth2', 'eth3'];
/** Bridges that let something through. */
const cases = fc
  .sample(bridgeCase, { seed: 62_443, numRuns: 400 })
  .map((each) => ({ each, opened: openedBy(each) }))
  .filter(({ opened }) => opened.length > 2)
  .slice(0, 25);
const framesPerCase = 400;

packetTest('the kernel lets those frames through random bridges that the policy says', async () => {
  let passed = 0;
  for (const [index, { each, opened }] of cases.entries()) {
    const request = requestOf(each, { catalogue: shippedCatalogue });
    const result = exportBoundary(request);
    expect(proveBoundary(request, result)).toMatchObject({ kind: 'equal' });
    const expected = createFrameReference(request, result.residual);
    const frames = fc.sample(frameProbes(each, opened), { seed: index, numRuns: framesPerCase });
    const router = await openBridge(ports);
    try {
      await router.run(['nft', '-f', '-'], exportText(result));
      const out = await exitsOf(router, frames);
      const now = Math.floor(Date.now() / 1000);
      for (const [number, frame] of frames.entries()) {
        const [early, late] = [now - 60, now + 60].map((time) => expected(frame, ports, time));
        if (early?.join() !== late?.join()) continue;
        expect({ index, frame, out: out[number] }).toEqual({ index, frame, out: early });
        passed += early?.length ?? 0;
      }
    } finally {
      router.close();
    }
  }
  expectShare(300, passed, 'frames that pass');
});

async function exitsOf(router: Router, frames: readonly AskedFrame[]): Promise<readonly (readonly string[])[]> {
  const sent = frames.map((frame) => [frame.entry, buildFrame(frame)] as const);
  const out = await router.send(sent);
  return out.map((list, index) =>
    list.filter(({ bytes }) => bytes.equals(sent[index]?.[1] ?? Buffer.alloc(0))).map((each) => each.interface),
  );
}

function openedBy(each: BoundaryCase): readonly PlanGrant[] {
  const { exact, wider } = exportBoundary(requestOf(each, { catalogue: shippedCatalogue })).residual;
  const ids = new Set([...exact, ...wider].map((entry) => entry.grant));
  return each.plan.grants.filter((grant) => ids.has(grant.id));
}
