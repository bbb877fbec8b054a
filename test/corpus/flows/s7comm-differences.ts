/** Where our reading of S7 in a capture differs from another tool's, each looked at by hand: [ours, theirs]. */
import type { Differences } from './operation-tally.ts';

/**
 * Ours and those of icsnpp-s7comm. Frame 7 of this capture asks for the rest of a list that frame 6 began, with the
 * reference 3: icsnpp-s7comm logs neither frame 6 nor frame 7, but the answer in frame 8.
 */
export const s7commZeekDifferences: Readonly<Record<string, Differences>> = {
  'icsnpp-s7comm__snap7.pcap': { '134.217.61.131 134.217.61.211 7.4/0x01 unit - - -+-': [6, 5] },
};
