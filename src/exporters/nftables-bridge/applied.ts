/** Policies of bridges where they run. */
import type { AppliedDialect } from '../applied-dialect.ts';
import { changeOfFrames } from '../proof/frames/frame-change.ts';
import { proveFrames } from '../proof/frames/prove-frames.ts';
import { bridgeCandidateOf, bridgeShape } from './bridge-candidate.ts';
import { findBridgeDrift } from './drift/find-bridge-drift.ts';
import { nftablesBridge } from './nftables-bridge.ts';
import { readBackBridgeListing, readBackBridgeText } from './read-back.ts';

export const appliedBridge: AppliedDialect = {
  name: nftablesBridge.name,
  shape: bridgeShape,
  candidateOf: bridgeCandidateOf,
  proveListing: (request, residual, listing) => {
    const read = readBackBridgeListing(listing);
    if (read.value === null) return { kind: 'unreadable', refusal: read.refusal };
    return proveFrames(request, nftablesBridge.capabilities, residual, read.value);
  },
  compare: (request, residual, listing, file) => {
    const before = readBackBridgeListing(listing);
    if (before.value === null) return before;
    const after = readBackBridgeText(file);
    if (after.value === null) return after;
    return changeOfFrames(request, nftablesBridge.capabilities, residual, before.value, after.value);
  },
  findDrift: findBridgeDrift,
};
