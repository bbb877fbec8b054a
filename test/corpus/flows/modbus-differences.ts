/** Where our reading and Wireshark's differ, each looked at by hand: [ours, theirs] with the reason. */
export const reviewedDifferences: Readonly<Record<string, Readonly<Record<string, readonly [number, number]>>>> = {};
