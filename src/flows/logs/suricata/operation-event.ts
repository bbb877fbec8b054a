/** Events of protocols whose operations Suricata logs, and alerts that repeat such a transaction. */
import type { ReadingSession } from '../../format.ts';
import { createRecentMap } from '../../recent-map.ts';
import type { CountedRow } from '../log-counter.ts';
import { countedEvent, type EventCounter, type EventPlace, flowName, type Occurrence } from './event-counter.ts';
import type { EventKind } from './event-kind.ts';
import { createExchanges } from './exchanges.ts';
import type { FlowRegister } from './flow-register.ts';
import type { LoneAnswer, ProtocolEvent } from './protocol-event.ts';

/** What the readers of such events need. */
export interface OperationTools {
  readonly session: ReadingSession;
  readonly counter: EventCounter;
  readonly register: FlowRegister;
}

export interface OperationEvents {
  /** The kind of a transaction. */
  transaction(event: ProtocolEvent, name: string): EventKind;
  /** The kind of an alert with a transaction. */
  alert(event: ProtocolEvent, name: string): EventKind;
  /** Counts the answers whose requests have not come. */
  settle(): void;
}

interface WaitingAnswer {
  readonly answer: LoneAnswer;
  readonly place: EventPlace;
}

/** Transactions that alerts were seen of, at once; the oldest give way. */
const mostAlerted = 100_000;

/** Places for flows that are not said again to have events of their own. */
const recentMask = 0xfff;

/** Operations shown by alerts count under this code of a flow, unless the protocol has events of its own. */
function alertCode(name: string): string {
  return `alert ${name}`;
}

/** Counts the operations of one file. */
export function createOperationEvents({ session, counter, register }: OperationTools): OperationEvents {
  const { sink, trace } = session;
  const coverings = new Map<string, (flow: number) => void>();
  const exchanges = createExchanges<WaitingAnswer>(countAlone);
  const alerted = createRecentMap<string, true>(mostAlerted, () => undefined);
  function countAlone({ answer, place }: WaitingAnswer): void {
    for (const row of answer.tells) {
      const slot = counter.count(countedEvent(row), place);
      if (answer.refused) sink.refuse(slot);
    }
  }

  /** Says that the operations of flows are shown, so that neither alerts nor flow records need to count. */
  function createCovering(name: string): (flow: number) => void {
    const recent = new Float64Array(recentMask + 1).fill(-1);
    return (flow) => {
      if (flow < 0 || recent[flow & recentMask] === flow) return;
      recent[flow & recentMask] = flow;
      register.operations(flow);
      sink.cover(String(flow), alertCode(name));
    };
  }

  function answered(answer: LoneAnswer, event: ProtocolEvent, at: Occurrence, number: number): void {
    const { micros, line, flow } = at;
    if (answer.thread === null || flow < 0 || number < 0) {
      if (answer.tells.length > 0) countAlone({ answer, place: { micros, line, flow } });
      else register.sign({ row: event.connection, named: true, refused: answer.refused }, at);
      return;
    }
    const waiting = { answer, place: { micros, line, flow } };
    const slots = exchanges.answered(keyOf(flow, answer.thread, number), waiting);
    for (const slot of slots ?? []) {
      trace?.answers(line, slot);
      if (answer.refused) sink.refuse(slot);
    }
    if (slots === null && answer.tells.length === 0)
      register.sign({ row: event.connection, named: true, refused: answer.refused }, at);
  }

  function asked(event: ProtocolEvent, slots: readonly number[], at: Occurrence, number: number): void {
    const { open, thread } = event;
    if (!open || thread === null || at.flow < 0 || number < 0) return;
    const earlier = exchanges.asked(keyOf(at.flow, thread, number), slots);
    if (earlier === null) return;
    for (const slot of slots) {
      trace?.answers(earlier.place.line, slot);
      if (earlier.answer.refused) sink.refuse(slot);
    }
  }

  return {
    transaction(event, name) {
      const { answer, swapped } = event;
      const operations = event.asked.map(({ row, refused }) => ({ counted: countedEvent(row), refused }));
      const shows = operations.length > 0 || (answer !== null && answer.tells.length > 0);
      const cover = coverings.get(name) ?? createCovering(name);
      coverings.set(name, cover);
      return {
        repeats: event.repeats && !event.ends.bySourcePort,
        use(at) {
          const { flow, requestNumber, answerNumber } = at;
          if (shows) cover(flow);
          const slots: number[] = [];
          for (const { counted, refused } of operations) {
            const slot = counter.count(counted, at);
            if (refused) sink.refuse(slot);
            slots.push(slot);
          }
          if (slots.length > 0) asked(event, slots, at, swapped ? answerNumber : requestNumber);
          if (answer !== null) answered(answer, event, at, swapped ? requestNumber : answerNumber);
        },
      };
    },
    alert(event, name) {
      const { answer } = event;
      const told: readonly { readonly row: CountedRow; readonly refused: boolean }[] =
        event.asked.length > 0
          ? event.asked
          : (answer?.tells ?? []).map((row) => ({ row, refused: answer?.refused ?? false }));
      return {
        repeats: event.repeats && !event.ends.bySourcePort,
        use(at) {
          const { flow, transaction, micros } = at;
          trace?.left('described-elsewhere', null);
          if (told.length === 0) {
            register.sign({ row: event.connection, named: true, refused: false }, at);
            return;
          }
          // Several rules may fire on one transaction; without its number they have its time in common.
          const key = `${flow} ${transaction < 0 ? `at ${micros}` : transaction}`;
          if (flow >= 0 && alerted.get(key) !== undefined) return;
          alerted.set(key, true);
          const condition = sink.condition(flowName(flow) ?? '', alertCode(name));
          for (const { row, refused } of told) {
            const slot = counter.countUnder(row, at, condition);
            if (refused) sink.refuse(slot);
          }
        },
      };
    },
    settle: exchanges.settle,
  };
}

function keyOf(flow: number, thread: string, number: number): string {
  return `${flow} ${thread} ${number}`;
}
