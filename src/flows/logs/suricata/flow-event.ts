/** Flow records (`flow`, src/output-json-flow.c): one for each connection, or each stretch of a long one. */
import type { Catalogue } from '../../../model/catalogue.ts';
import type { ReadingSession } from '../../format.ts';
import { unconditional } from '../../observation-sink.ts';
import { possibleProtocols } from '../../undecoded.ts';
import type { JsonObject } from '../zeek/json-record.ts';
import type { ConnectionReader } from './connection-rows.ts';
import { createContinuedFlows } from './continued-flows.ts';
import { countOf, objectOf, textOf } from './eve-values.ts';
import { countedEvent, type EventCounter, flowName, type Occurrence } from './event-counter.ts';
import type { EndsReader, EventEnds } from './event-ends.ts';
import { type EventReading, left } from './event-kind.ts';
import type { FlowRegister } from './flow-register.ts';
import { appProtocol } from './protocol-names.ts';

/** What a reader of flow records needs. */
export interface FlowTools {
  readonly session: ReadingSession;
  readonly counter: EventCounter;
  readonly register: FlowRegister;
  readonly readEnds: EndsReader;
  readonly readConnection: ConnectionReader;
  /** Ids of the protocols whose operations have events of their own. */
  readonly shown: ReadonlySet<string>;
}

/** A reader of the flow records of one file. */
export function createFlowReader(tools: FlowTools): (row: JsonObject) => EventReading {
  const { session, counter, register, readEnds, readConnection, shown } = tools;
  const { sink, tally, trace, bucketOf, context } = session;
  const continued = createContinuedFlows();

  /** Whether the flow is described by operations, or the condition under which it counts. */
  function conditionOf(flow: number): number | 'covered' {
    const uid = flowName(flow);
    if (uid === null) return unconditional;
    if (sink.isCovered(uid)) return 'covered';
    return context.laterLogs === 'none' ? unconditional : sink.condition(uid, null);
  }

  return (row) => {
    const flags = readFlags(row);
    const ends = readEnds(row, flags.fromClient ? 'client' : 'supposed-client');
    if (typeof ends === 'string') return ends;
    const connection = readConnection(row, ends, appProtocol(row));
    if (connection === 'icmp-error') return left(session, connection);
    const counted = connection.row;
    const event = countedEvent(counted);
    const isHeld = mayShowOperations(context.catalogue, shown, connection.protocol, ends);
    const isRefused = flags.isRefused || textOf(objectOf(row['flow'])?.['action']) === 'drop';
    const pair = ends.transport === 'tcp' ? continued.pair(ends) : null;
    const destinationPort = countOf(row['dest_port']) ?? 0;

    function use({ micros, began, line, flow, sourcePort }: Occurrence): void {
      const place = { micros: Number.isNaN(began) ? micros : began, line, flow };
      register.record(flow, began);
      if (pair !== null) {
        const bucket = bucketOf(place.micros);
        if (continued.isContinued(pair, sourcePort, destinationPort, bucket, flags.isOpened)) {
          tally.skip('continued-flow');
          return;
        }
      }
      const condition = isHeld ? conditionOf(flow) : unconditional;
      if (condition === 'covered') {
        trace?.left('described-elsewhere', null);
        return;
      }
      const slot =
        condition === unconditional ? counter.count(event, place) : counter.countUnder(counted, place, condition);
      if (isRefused) sink.refuse(slot);
    }

    return { repeats: !ends.bySourcePort, use };
  };
}

interface TcpFlags {
  readonly isOpened: boolean;
  readonly fromClient: boolean;
  readonly isRefused: boolean;
}

const syn = 0x02;
const reset = 0x04;

/** What the flags that both sides sent say (`tcp.tcp_flags_ts` and `tcp.tcp_flags_tc`). */
function readFlags(row: JsonObject): TcpFlags {
  const tcp = objectOf(row['tcp']);
  const client = flagsOf(tcp?.['tcp_flags_ts']);
  const server = flagsOf(tcp?.['tcp_flags_tc']);
  const fromClient = (client & syn) !== 0;
  return {
    isOpened: ((client | server) & syn) !== 0,
    fromClient,
    isRefused: fromClient && (server & syn) === 0 && (server & reset) !== 0,
  };
}

function flagsOf(value: unknown): number {
  const text = textOf(value) ?? '';
  return /^[0-9a-f]{1,2}$/i.test(text) ? Number.parseInt(text, 16) : 0;
}

/** Whether other events may show what is asked for in a connection. */
function mayShowOperations(
  catalogue: Catalogue,
  shown: ReadonlySet<string>,
  protocol: string | null,
  { transport, port }: EventEnds,
): boolean {
  return possibleProtocols(catalogue, protocol, transport, port).some(({ id }) => shown.has(id));
}
