/** Services, classes and statuses that a decoder must know by itself, because they carry, open or tell something. */

export const services = {
  getAttributesAll: 0x01,
  getAttributeList: 0x03,
  multipleServicePacket: 0x0a,
  getAttributeSingle: 0x0e,
  executePccc: 0x4b,
  unconnectedSend: 0x52,
  forwardOpen: 0x54,
  largeForwardOpen: 0x5b,
} as const;

export const classes = {
  identity: 0x01,
  connectionManager: 0x06,
  pccc: 0x67,
  /** Connections to it carry PCCC commands behind addresses of a DH+ network, without service and path. */
  dataHighway: 0xa6,
} as const;

/** General statuses (The CIP Networks Library volume 1, appendix B-1). */
export const statuses = {
  success: 0x00,
  partialTransfer: 0x06,
  attributeListError: 0x0a,
  embeddedServiceError: 0x1e,
} as const;

/** A message asks for at most so many services that are counted one by one; the rest counts as one. */
export const mostServices = 256;

/** Bytes of a DH+ connection in front of the PCCC command. */
export const dataHighwayBytes = 8;
/** Stands for the service of what has none. */
export const dataHighwayService = 0xff;

/** Where the data of the request at `at` begins. */
export function requestData(bytes: Uint8Array, at: number): number {
  return at + 2 + (bytes[at + 1] ?? 0) * 2;
}

/** Where the data of the answer at `at` begins. */
export function answerData(bytes: Uint8Array, at: number): number {
  return at + 4 + (bytes[at + 3] ?? 0) * 2;
}
