/**
 * Events that only tell that a connection exists (of DNS, HTTP and so on, or an alert) wait for what says more about
 * it: its flow record, which comes when the flow ends, or its operations. So each connection counts once.
 */
import type { ReadingSession } from '../../format.ts';
import { unconditional } from '../../observation-sink.ts';
import { createRecentMap } from '../../recent-map.ts';
import type { CountedRow } from '../log-counter.ts';
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
  /** Counts what nothing else has described so far. */
  settle(): void;
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
  const isLive = session.context.reportAfter !== undefined;
  /** By flow: the sign that waits; `known` by its operations; `told` by a sign that was counted. */
  const flows = createRecentMap<number, Waiting | 'known' | 'told'>(mostFlows, (state) => {
    if (typeof state === 'object') tell(state, isSettling ? sink.condition(nameOf(state), recordCode) : unconditional);
  });
  /** Flows whose records were read last: those of one direction (`netflow`) come right behind. */
  const records = new Float64Array(recordMask + 1).fill(-1);
  let isSettling = false;
  let firstMicros = Number.NaN;
  let signs = 0;
  let foreign = 0;

  function nameOf({ place }: Waiting): string {
    return flowName(place.flow) ?? '';
  }

  function tell(waiting: Waiting, condition: number): void {
    if (sink.isCovered(nameOf(waiting))) return;
    const slot = counter.countUnder(waiting.sign.row, waiting.place, condition);
    if (waiting.sign.refused) sink.refuse(slot);
  }

  /** Puts a sign beside the one that waits; the earlier is kept, under the better name. */
  function improve(waiting: Waiting, sign: ConnectionSign): Waiting {
    const better = sign.named && !waiting.sign.named ? sign : waiting.sign;
    return { sign: { ...better, refused: sign.refused || waiting.sign.refused }, place: waiting.place };
  }

  return {
    sign(sign, { micros, line, flow }) {
      signs++;
      const waiting = { sign, place: { micros, line, flow } };
      if (flow < 0) {
        tell(waiting, unconditional);
        return;
      }
      const state = flows.get(flow);
      if (typeof state === 'object') flows.set(flow, improve(state, sign));
      if (state !== undefined || records[flow & recordMask] === flow) return;
      // Whoever watches does not want to wait for the end of a flow.
      if (isLive) tell(waiting, sink.condition(nameOf(waiting), recordCode));
      flows.set(flow, isLive ? 'told' : waiting);
    },
    operations(flow) {
      flows.set(flow, 'known');
      sink.cover(String(flow), null);
    },
    record(flow, began) {
      if (flow < 0) return;
      const state = flows.get(flow);
      const isForeign = began < firstMicros || (signs === 0 && foreign++ < mostForeign);
      if (isForeign || state === 'told') sink.cover(String(flow), recordCode);
      records[flow & recordMask] = flow;
      if (state !== undefined) flows.delete(flow);
    },
    pass(micros) {
      if (Number.isNaN(firstMicros)) firstMicros = micros;
    },
    settle() {
      isSettling = true;
      const told = flows.close();
      isSettling = false;
      for (const flow of told) flows.set(flow, 'told');
    },
  };
}
