/** A pair of groups as the mark of a packet: the source in its upper half, the destination in its lower one. */

/** How many groups of one side fit into half a mark. */
export const capacity = 65_535;

/** `0xSSSSDDDD`. */
export function formatMark(source: number, destination: number): string {
  return `0x${source.toString(16).padStart(4, '0')}${destination.toString(16).padStart(4, '0')}`;
}
