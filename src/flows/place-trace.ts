/**
 * Follows what becomes of single frames or lines while a file is read: evidence keeps only the first occurrences of a
 * conversation, but a person may ask about any. Only the places that are wanted cost memory.
 */
import type { Conversation, PlaceUnit } from '../model/conversation.ts';
import type { TracedPlace } from '../model/traced-place.ts';

/** What readers tell a trace; one trace follows one file. */
export interface PlaceTrace {
  /** Reading has come to this place. */
  at(position: number, unit: PlaceUnit): void;
  /** Whether what the place is should be put into words. */
  wants(position: number): boolean;
  /** The frame that is being read belongs to a connection; `words` say what it does there. */
  belongs(connection: object, words: string | null): void;
  /** An observation was counted in a slot; its evidence stands at `position`. */
  shows(position: number, slot: number): void;
  /** An observation of a connection was counted in a slot. */
  counted(connection: object, slot: number): void;
  /** What stands at `position` answers what was counted in a slot. */
  answers(position: number, slot: number): void;
  /** What is being read is left out, or is no traffic. */
  left(reason: string, words: string | null): void;
}

/** A trace with what it found. */
export interface FilledTrace extends PlaceTrace {
  /** The last frame or line of the file. */
  last(): { readonly position: number; readonly unit: PlaceUnit };
  /** The wanted places that the file has, in order. */
  places(file: string, conversationOf: (slot: number) => Conversation): readonly TracedPlace[];
}

/** Slots of one connection that are remembered; a connection that asks for more is told by the first ones. */
const slotsPerConnection = 1000;

interface Found {
  connection: object | null;
  words: string | null;
  readonly shown: Set<number>;
  readonly answered: Set<number>;
  left: string | null;
}

/** An empty trace of the places that `wants` picks. */
export function createPlaceTrace(wants: (position: number) => boolean): FilledTrace {
  const found = new Map<number, Found>();
  const slotsOf = new WeakMap<object, Set<number>>();
  let current = 0;
  let last = 0;
  let unit: PlaceUnit = 'frame';

  const recordOf = (position: number): Found => {
    const known = found.get(position);
    if (known !== undefined) return known;
    const created: Found = { connection: null, words: null, shown: new Set(), answered: new Set(), left: null };
    found.set(position, created);
    return created;
  };

  return {
    at(position, kind) {
      current = position;
      unit = kind;
      last = Math.max(last, position);
      if (wants(position)) recordOf(position);
    },
    wants,
    belongs(connection, words) {
      if (!wants(current)) return;
      const record = recordOf(current);
      record.connection = connection;
      record.words = words;
    },
    shows(position, slot) {
      if (slot >= 0 && wants(position)) recordOf(position).shown.add(slot);
    },
    counted(connection, slot) {
      const slots = slotsOf.get(connection) ?? new Set();
      if (slot >= 0 && slots.size < slotsPerConnection) slots.add(slot);
      slotsOf.set(connection, slots);
    },
    answers(position, slot) {
      if (slot >= 0 && wants(position)) recordOf(position).answered.add(slot);
    },
    left(reason, words) {
      if (wants(current)) recordOf(current).left ??= words ?? leftWords[reason] ?? reason;
    },
    last: () => ({ position: last, unit }),
    places(file, conversationOf) {
      const ordered = [...found].filter(([position]) => position <= last).sort(([a], [b]) => a - b);
      return ordered.map(([position, record]) => {
        const inConnection = record.connection === null ? [] : [...(slotsOf.get(record.connection) ?? [])];
        const base = { file, position, unit, words: record.words };
        const conversations = (slots: Iterable<number>): Conversation[] =>
          [...slots].map(conversationOf).sort((a, b) => a.first - b.first);
        if (record.shown.size > 0) return { ...base, role: 'request', conversations: conversations(record.shown) };
        if (record.answered.size > 0) return { ...base, role: 'answer', conversations: conversations(record.answered) };
        if (inConnection.length > 0) return { ...base, role: 'connection', conversations: conversations(inConnection) };
        return { ...base, role: 'nothing', words: record.left ?? record.words ?? nothing, conversations: [] };
      });
    },
  };
}

const nothing = 'nothing in it could be read as traffic';

/** Reasons of the tally that leave a whole frame or line out, in words that follow its number. */
const leftWords: Readonly<Record<string, string>> = {
  'truncated-packet': 'its headers are cut off, so that nobody can tell who talks to whom',
  'malformed-packet': 'its headers contradict themselves',
  'malformed-block': 'its block is damaged',
  'link-type': 'it has a link layer that is not read',
  'nesting-limit': 'it has more tags or tunnels inside one another than are followed',
  'no-destination': 'its link layer does not say whom it goes to',
  'icmp-error': 'it is an ICMP message about another packet, and asks for nothing itself',
  fragment: 'it is a part of an IP datagram; ask about the frame that completes the datagram',
  'line-too-long': 'the line is too long to be read',
  'log-not-read': 'it belongs to a log that is not read',
  'log-without-operations': 'it belongs to a log that shows no operations',
  'no-endpoints': 'its log does not say who talks to whom',
  answer: 'it answers a request, and asks for nothing itself',
  carrier: 'it only carries others, which have rows of their own',
  detail: 'it tells more about something that another log counts',
  identity: 'it tells about a device, and asks for nothing',
  upkeep: 'it keeps a connection alive, and asks for nothing',
  'fragment-of-message': 'it is a later part of a message whose first part counts',
  'other-protocol': 'it belongs to another protocol, whatever its log is called',
  options: 'it describes the exporter, and no flow',
  'no-template': 'its template never came, so that nobody can tell what its bytes are',
  'no-addresses': 'it does not name two addresses',
  'no-protocol': 'it does not name a protocol',
  'no-ports': 'it does not name ports, so that nobody can tell which service was used',
  'no-packets': 'it counts no packets',
  'later-fragment':
    'it is about later fragments of datagrams, whose ports nobody sees; ask about the flow of the first ones',
  'also-captured': 'it reports a connection that the capture shows itself; ask about a frame of that',
  summary: 'it is a line of a summary, and no row',
  'event-stats': 'it holds counters of the sensor, and no traffic',
  'event-engine': 'it is a message of the sensor, and no traffic',
  'event-anomaly': 'it remarks on traffic that other events show',
  'event-metadata': 'it remarks on traffic that other events show',
  'event-frame': 'it shows a part of a message that other events show',
  'event-stream': 'it follows the sensor at its work, and shows no requests',
  'event-not-read': 'it is an event of a type that is not read',
  'continued-flow': 'it goes on with a connection that an earlier flow record shows',
  'described-elsewhere': 'other lines describe its connection',
  header: 'it is a header line of the log, and no row',
  empty: 'it is an empty line',
};
