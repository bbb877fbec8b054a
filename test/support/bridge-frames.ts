/** Frames by their fields, as bytes that a port of a bridge can take. */

export interface FrameSpec {
  readonly source: string;
  readonly destination: string;
  /** The EtherType behind the tag; below 0x0600 the length of a frame with an LLC header. */
  readonly etherType: number;
  /** The VLAN of its tag, 0 for a priority tag; null without one. */
  readonly vlan?: number | null;
  /** What begins behind the EtherType. */
  readonly head?: readonly number[];
}

/** IEEE 802.3: shorter payloads are padded. */
const leastPayload = 46;

/** The bytes of a frame, without its checksum. */
export function buildFrame({ source, destination, etherType, vlan = null, head = [] }: FrameSpec): Buffer {
  const address = (text: string): Buffer => Buffer.from(text.replaceAll(':', ''), 'hex');
  const tag = vlan === null ? [] : [0x81, 0x00, 0xc0 | (vlan >> 8), vlan & 0xff];
  const payload = Buffer.alloc(leastPayload);
  Buffer.from(head).copy(payload);
  return Buffer.concat([
    address(destination),
    address(source),
    Buffer.from([...tag, etherType >> 8, etherType & 0xff]),
    payload,
  ]);
}
