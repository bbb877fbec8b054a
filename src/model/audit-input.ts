/** What became of one capture or log. */
import type { FlowProblem } from './conversation.ts';

export interface AuditInput {
  readonly file: string;
  /** As `pcap`, `pcapng`, `zeek conn`. */
  readonly format: string;
  readonly packets: number;
  readonly records: number;
  /** Packets or lines left out, by reason. */
  readonly skipped: Readonly<Record<string, number>>;
  /** Packets or lines that were read although something about them is odd, by what it is. */
  readonly remarks: Readonly<Record<string, number>>;
  readonly problems: readonly FlowProblem[];
}
