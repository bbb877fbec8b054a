/**
 * Events that only tell that a connection exists (of DNS, HTTP and so on, or an alert) wait for what says more about
 * it: its flow record, which comes when the flow ends, or its operations. So each connection counts once.
 */
import type { ReadingSession } from '../../format.ts';
import { unconditional } from '../../observation-sink.ts';
import type { CountedRow } from '../log-counter.ts';
import { createRecentMap } from '../recent-map.ts';
import { type EventCounter, type EventPlace, flowName } from './event-counter.ts';

/** A sign of a connection. */
export interface ConnectionSign {
  readonly row: CountedRow;
  /** The protocol is told, and not only the ports. */
  readonly named: boolean;
  /** The connection was blocked. */
  readonly refused: boolean;
}

export interface FlowRegister {
  /** Takes a sign of a connection. */
  sign(sign: ConnectionSign, place: EventPlace): void;
  /** The operations of a flow are shown by events of their own. */
  operations(flow: number): void;
  /** The flow record was read; `began` as in an occurrence. */
  record(flow: number, began: number): void;
  /** Takes the time of every event. */
  pass(micros: number): void;
  /** Counts what nothing else described. */
  close(): void;
}

/** Flows that are remembered at once; the oldest give way. */
const mostFlows = 100_000;
/** Flow records of a file without any signs that are told to other files. */
const mostForeign = 100_000;

const recordMask = 0xfff;

interface Waiting {
  readonly sign: ConnectionSign;
  readonly place: EventPlace;
}

/** What is under this code of a flow counts unless its flow record is in another file of the run. */
const recordCode = 'flow record';

/** A register for one file. */
export function createFlowRegister(session: ReadingSession, counter: EventCounter): FlowRegister {
  const { sink } = session;
  /** By flow: the sign that waits, or `known`. */
  const flows = createRecentMap<number, Waiting | 'known'>(mostFlows, (state) => {
    if (state === 'known') return;
    const uid = flowName(state.place.flow) ?? '';
    if (!sink.isCovered(uid)) count(state, isClosing ? sink.condition(uid, recordCode) : unconditional);
  });
  /** Flows whose records were read last: those of one direction (`netflow`) come right behind. */
  const records = new Float64Array(recordMask + 1).fill(-1);
  let isClosing = false;
  let firstMicros = Number.NaN;
  let signs = 0;
  let foreign = 0;

  function count({ sign, place }: Waiting, condition: number): void {
    const slot = counter.countUnder(sign.row, place, condition);
    if (sign.refused) sink.refuse(slot);
  }

  return {
    sign(sign, { micros, line, flow }) {
      signs++;
      const place = { micros, line, flow };
      if (flow < 0) {
        count({ sign, place }, unconditional);
        return;
      }
      const state = flows.get(flow);
      if (state === 'known' || records[flow & recordMask] === flow) return;
      if (state === undefined) flows.set(flow, { sign, place });
      else {
        const refused = sign.refused || state.sign.refused;
        const better = sign.named && !state.sign.named ? sign : state.sign;
        flows.set(flow, { sign: { ...better, refused }, place: state.place });
      }
    },
    operations(flow) {
      flows.set(flow, 'known');
      sink.cover(String(flow), null);
    },
    record(flow, began) {
      if (flow < 0) return;
      const isForeign = began < firstMicros || (signs === 0 && foreign++ < mostForeign);
      if (isForeign) sink.cover(String(flow), recordCode);
      records[flow & recordMask] = flow;
      if (flows.get(flow) !== undefined) flows.delete(flow);
    },
    pass(micros) {
      if (Number.isNaN(firstMicros)) firstMicros = micros;
    },
    close() {
      isClosing = true;
      flows.close();
    },
  };
}
