/**
 * What the description of one log of operations looks like: which fields decide what its rows say, and what they say.
 * Everything else (who asks, pairing, time, counting, other logs of the run) is the same for all, see
 * `open-operation-log.ts`.
 */
import type { Transport } from '../../../../model/catalogue.ts';
import type { IdentityField } from '../../../../model/identity.ts';
import type { LogRecord } from '../../log-record.ts';
import type { CodeNames } from './code-names.ts';

/** One log. */
export interface OperationLog {
  /** The name that Zeek gives it (`#path`). */
  readonly path: string;
  /** Sets of fields that only rows of this log have together, to tell JSON rows that do not name their log. */
  readonly signatures: readonly (readonly string[])[];
  /** Id in the catalogue. */
  readonly protocol: string;
  /** Of rows that do not name one in the field `proto`. */
  readonly transport: Transport;
  /** The EtherType of a log without ports. */
  readonly etherType?: number;
  /** The fields that `meaning` looks at. Those that say who sent the row to whom are read anyway. */
  readonly fields: readonly string[];
  /** Field with the number that a request and its answer share; without one they are paired in their order. */
  readonly pairedBy?: string;
  /** Field that the rows of one message share: several rows of a log may belong to one request. */
  readonly message?: string;
  readonly meaning: (row: LogRecord, names: CodeNames) => RowMeaning | LeftOut | string;
}

/**
 * What one row says. `request`: its sender asks. `answer`: its receiver asked, and the row stands for the request if
 * that was not seen. `transaction`: the client of the connection asked, and the row holds question and answer.
 * `report`: the server of the connection says something unasked.
 */
export interface RowMeaning {
  readonly kind: 'request' | 'answer' | 'transaction' | 'report';
  /** What is, or was, asked for. */
  readonly asks: readonly AskedOperation[];
  /** The device refused. */
  readonly refused?: boolean;
  /** Requests and answers are paired within the connection and this text; within the connection when left out. */
  readonly thread?: string;
  /** Answers may come from another port, so that requests are paired within the two addresses instead. */
  readonly mayChangePorts?: boolean;
  /** The row counts unless other logs of the run show this of its connection. */
  readonly unless?: string;
  /** What the log shows of the connection, so that poorer logs need not count it: everything of these kinds. */
  readonly shows?: readonly string[];
  /** The same, but only one message of this kind: the poorer log counts what is left. */
  readonly showsOne?: string;
  /** An answer whose request was not seen is not counted, as the request may have gone to a group of devices. */
  readonly mayAnswerGroup?: boolean;
  /** The same when something was asked in the thread before: long answers come in several messages. */
  readonly mayContinue?: boolean;
  /** The row answers whatever was asked last in the connection, in any thread, and was not answered yet. */
  readonly answersLatest?: boolean;
  readonly facts?: readonly RowFact[];
}

/** A row that asks for nothing; the reason is one of `leftWords` in `place-trace.ts`. */
export interface LeftOut {
  readonly left: string;
  /** Something was asked, but the row cannot be judged: it counts as skipped. */
  readonly isLost?: boolean;
  readonly facts?: readonly RowFact[];
}

/** One operation that is asked for. */
export interface AskedOperation {
  /** As the catalogue writes it; null when the row does not show it. */
  readonly code: string | null;
  /** The code is the log's own and not the catalogue's: an operation of class `unknown`. */
  readonly isForeign?: boolean;
  readonly unit?: number | null;
  /** Table of the objects; left out when the code implies it. */
  readonly table?: string | null;
  readonly first?: number | null;
  readonly count?: number | null;
  /** The operation may touch objects of which the row does not show everything. */
  readonly hidesObject?: boolean;
}

/** Something that a row tells about a device: its sender, or the server of its connection. */
export interface RowFact {
  readonly about: 'sender' | 'server';
  readonly field: IdentityField;
  readonly value: string;
  readonly unit?: number | null;
}
