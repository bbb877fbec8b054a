/** How the fields of an outside dissector (tshark) become operations of a protocol that has no decoder here. */

/** The values of the fields of one frame, one list for each field, as tshark prints them. */
export type DissectedValues = readonly (readonly string[])[];

/** One request in a frame. */
export interface DissectedRequest {
  /** As the catalogue's `codes` says. */
  readonly code: string;
  /** Number of the device behind the address; null when the protocol has none. */
  readonly unit: number | null;
}

/** A protocol as tshark shows it. */
export interface Dissection {
  /** Id in the catalogue. */
  readonly protocol: string;
  /** Filter name of the protocol in tshark; frames with it are read. */
  readonly layer: string;
  /** Names of the fields that `read` gets, in this order. Numbers only, so that no text of a device is passed on. */
  readonly fields: readonly string[];
  /** What the frame asks for; `answer` for a frame of the server, null for one that shows no operation. */
  readonly read: (values: DissectedValues) => DissectedRequest | 'answer' | null;
}
