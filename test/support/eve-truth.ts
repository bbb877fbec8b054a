/** What Suricata 7.0.10 logged for the captures of the corpus (EVE JSON), to compare decoders and readers with. */
import { readdirSync, readFileSync } from 'node:fs';
import { corpusPath } from './corpus.ts';

/** One line of `eve.json`, as far as tests look at it. Addresses are written out in full, ports only with TCP and UDP. */
export interface EveEvent {
  /** `flow`, `modbus`, `dnp3`, `http`, `dns` or `smb`: this version logs no EtherNet/IP. */
  readonly event_type: string;
  readonly timestamp: string;
  readonly flow_id: number;
  /** Whoever Suricata takes for the client; the same in a record of an answer. */
  readonly src_ip: string;
  readonly src_port?: number;
  readonly dest_ip: string;
  readonly dest_port?: number;
  readonly proto: string;
  /** The outermost first. */
  readonly vlan?: readonly number[];
  /** Of `flow`: the protocol; `failed` when none was recognised, absent when nothing was tried. */
  readonly app_proto?: string;
  readonly flow?: EveFlow;
  readonly modbus?: { readonly request?: EveModbusMessage; readonly response?: EveModbusMessage };
  readonly dnp3?: EveDnp3Message;
  readonly icmp_type?: number;
  readonly tcp?: { readonly tcp_flags_ts?: string; readonly tcp_flags_tc?: string };
}

interface EveFlow {
  readonly pkts_toserver: number;
  readonly pkts_toclient: number;
  readonly start: string;
  readonly end: string;
  readonly state: string;
  readonly reason: string;
}

/** Addresses are counted from 0, as on the wire. An answer has the function with the exception bit. */
interface EveModbusMessage {
  readonly transaction_id: number;
  readonly unit_id: number;
  readonly function_raw: number;
  readonly diagnostic?: { readonly raw: number };
  readonly mei?: { readonly raw: number };
  readonly read?: EveRange;
  readonly write?: EveRange;
  readonly exception?: { readonly raw: number };
  /** Bytes of a function without a form of its own, as text. */
  readonly data?: string;
}

interface EveRange {
  readonly address?: number;
  /** Absent in requests for one object. */
  readonly quantity?: number;
}

/** An application message, request and answer in events of their own. */
interface EveDnp3Message {
  readonly type: 'request' | 'response';
  /** Link addresses of whoever sent this message, and of its receiver. */
  readonly src: number;
  readonly dst: number;
  readonly application: {
    readonly function_code: number;
    readonly objects?: readonly EveDnp3Object[];
    /** False when objects are missing that Suricata does not know. */
    readonly complete: boolean;
  };
}

/** Points `start` to `stop` of a group; `count` alone where the qualifier has no range. */
interface EveDnp3Object {
  readonly group: number;
  readonly variation: number;
  readonly qualifier: number;
  readonly prefix_code: number;
  readonly range_code: number;
  readonly start: number;
  readonly stop: number;
  readonly count: number;
  readonly points?: readonly { readonly prefix: number; readonly index: number }[];
}

const eveFolder = 'truth/eve-suricata7';
const eveEnd = '.eve.json';

/** Path of the log that belongs to a capture of the corpus, as `modbus/sv__modbus.pcap`. */
export function evePath(capture: string): string {
  return corpusPath(`${eveFolder}/${capture.replace('/', '_')}${eveEnd}`);
}

/** The events of a capture in the order of the log. */
export function eveEvents(capture: string): readonly EveEvent[] {
  const lines = readFileSync(evePath(capture), 'utf8').trim().split('\n');
  return lines.filter((line) => line !== '').map((line) => JSON.parse(line) as EveEvent);
}

/** The captures that have such a log, by their paths in the corpus. */
export function eveCaptures(): readonly string[] {
  return readdirSync(corpusPath(eveFolder))
    .map((name) => name.slice(0, -eveEnd.length).replace('_', '/'))
    .sort();
}
