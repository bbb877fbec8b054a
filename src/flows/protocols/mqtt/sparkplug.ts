/** The message type in a Sparkplug topic (Eclipse Sparkplug 3.0 4.1): `spBv1.0/<group>/<type>/<node>[/<device>]`. */

/** The types, and `STATE` of a host application. */
export const sparkplugTypes: readonly string[] = [
  'NBIRTH',
  'NDEATH',
  'DBIRTH',
  'DDEATH',
  'NDATA',
  'DDATA',
  'NCMD',
  'DCMD',
  'STATE',
];

const namespace = [0x73, 0x70, 0x42, 0x76, 0x31, 0x2e, 0x30, 0x2f];
const slash = 0x2f;
const longestType = 6;
const longestTopic = 1024;

/** The type in the topic of a PUBLISH whose contents are `bytes[start, end)`; empty when the topic is none of Sparkplug. */
export function sparkplugType(bytes: Uint8Array, start: number, end: number): string {
  const length = ((bytes[start] ?? 0) << 8) | (bytes[start + 1] ?? 0);
  const from = start + 2;
  const to = Math.min(from + Math.min(length, longestTopic), end);
  if (to - from < namespace.length || !namespace.every((byte, at) => bytes[from + at] === byte)) return '';
  const group = from + namespace.length;
  // In version 3 the state of a host has no group.
  if (typeAt(bytes, group, to) === 'STATE') return 'STATE';
  const divide = bytes.subarray(group, to).indexOf(slash);
  return divide < 0 ? '' : typeAt(bytes, group + divide + 1, to);
}

function typeAt(bytes: Uint8Array, at: number, end: number): string {
  const part = bytes.subarray(at, Math.min(end, at + longestType + 1));
  const stop = part.indexOf(slash);
  return String.fromCharCode(...(stop < 0 ? part : part.subarray(0, stop)));
}
