/** What the file formats of captures hand their packets to. */
import type { LinkReader } from './link-layer.ts';
import type { Packet } from './packet.ts';

export interface FrameSink {
  /** Filled by the format with bytes, times and frame number before each `accept`. */
  readonly packet: Packet;
  /** Takes the frame that is in `packet`; null when its link type is not supported. */
  accept(readLink: LinkReader | null): void;
  /** Nothing has come for a while: reports what need not wait for more. */
  idle(): void;
  /** Reports what was still going on when the capture ended. */
  finish(): void;
}
