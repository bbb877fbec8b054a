/** What the reader of a dialect for bridges gives: how a configuration treats frames, found without what wrote it. */
import type { DiagramNode } from '../../../algebra/diagram-runs.ts';
import type { Refusal } from '../refusal.ts';
import type { FrameSpace, MacRange } from './frame-space.ts';

/** A configuration that was read. */
export interface FrameReadBack {
  /** Addresses that it tells apart. */
  readonly macs: readonly MacRange[];
  readonly interfaces: readonly string[];
  readonly rules: number;
  readonly elements: number;
  /** What it does with frames of a space that tells apart at least these addresses and interfaces. */
  readonly enforce: (space: FrameSpace) => FrameEnforcement;
}

export interface FrameEnforcement {
  /** Frames that pass. */
  readonly passed: DiagramNode;
  /** Frames that the bridge may learn from where their sender is, since nothing drops them before. */
  readonly learnt: DiagramNode;
  /** What is wrong with frames although they may pass; empty sets are no faults. */
  readonly faults: readonly { readonly what: string; readonly frames: DiagramNode }[];
  readonly refusal: Refusal | null;
}
