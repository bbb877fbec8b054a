/** Reads any log of operations by its description: who asks, what for, which answer belongs to what. */
import type { ReadingSession } from '../../../format.ts';
import { createFactTeller, type ToldFact } from '../../fact-teller.ts';
import type { PlacedRow } from '../../placed-row.ts';
import { type Occurrence, type StagedLog, stagedLog } from '../../staged-log.ts';
import type { ZeekLog } from '../zeek-log.ts';
import { createCodeNames } from './code-names.ts';
import { createOpenRequests } from './open-requests.ts';
import type { LeftOut, OperationLog, RowFact, RowMeaning } from './operation-log.ts';
import { createPreparedCounts } from './prepared-counts.ts';
import { endFields, type RowEnd, type RowEnds, readRowEnds } from './row-ends.ts';
import { createThreads } from './threads.ts';

/** What a kind of row comes to. */
type RowKind = CountedKind | LeftKind;

interface CountedKind {
  readonly kind: 'counted';
  readonly meaning: RowMeaning;
  readonly counts: readonly PlacedRow[];
  readonly connection: number;
  readonly thread: number;
  readonly uid: string | null;
  readonly facts: readonly ToldFact[];
}

interface LeftKind {
  readonly kind: 'left';
  readonly reason: string;
  readonly isLost: boolean;
  readonly uid: string | null;
  readonly facts: readonly ToldFact[];
}

/** The message that the last row belongs to: the rows of one message follow each other. */
interface LastMessage {
  readonly thread: number;
  readonly message: string;
  readonly slots: number[];
}

/** The log, as the list of Zeek logs wants it. */
export function operationLog(log: OperationLog): ZeekLog {
  const { path, signatures } = log;
  return { path, ...stagedLog((session) => openOperationLog(session, log)), signatures };
}

function openOperationLog(session: ReadingSession, log: OperationLog): StagedLog<RowKind> {
  const { sink, tally, context, trace } = session;
  const names = createCodeNames(context.catalogue, log.protocol);
  const counts = createPreparedCounts(session, log.protocol);
  const threads = createThreads();
  const requests = createOpenRequests();
  const tell = createFactTeller(session);
  const scope = context.scopeOf(null);
  let last: LastMessage | null = null;

  function prepare(meaning: RowMeaning, ends: RowEnds, uid: string | null): readonly PlacedRow[] {
    const { from, to } = askedBy(meaning.kind, ends);
    const port = log.etherType ?? to.port;
    const { transport } = ends;
    const channel = { scope, source: from.address, destination: to.address, transport, port, protocol: log.protocol };
    const condition = meaning.unless === undefined || uid === null ? null : sink.condition(uid, meaning.unless);
    return meaning.asks.flatMap((asked) => counts.prepare(channel, asked, condition));
  }

  function cover(meaning: RowMeaning, uid: string): void {
    sink.cover(uid, null);
    for (const shown of meaning.shows ?? []) sink.cover(uid, shown);
  }

  function isContinued({ thread }: CountedKind, { message }: Occurrence): boolean {
    return message !== null && last?.thread === thread && last.message === message;
  }

  /** Finds the request of an answer; an answer whose request was not seen stands for it. */
  function takeAnswer(row: CountedKind, at: Occurrence): void {
    const { meaning, thread, uid } = row;
    if (isContinued(row, at)) {
      for (const slot of last?.slots ?? []) trace?.answers(at.line, slot);
      return;
    }
    const isLatest = meaning.answersLatest === true;
    let slots = isLatest ? requests.closeLatest(row.connection) : requests.close(thread, at.transaction ?? 0);
    if (slots !== null) for (const slot of slots) trace?.answers(at.line, slot);
    else if (meaning.mayAnswerGroup === true || (meaning.mayContinue === true && threads.wasAsked(thread))) {
      trace?.left('answer', null);
      slots = [];
    } else slots = counts.count(row.counts, at.micros, at.line, uid);
    if (meaning.refused === true) for (const slot of slots) sink.refuse(slot);
    last = { thread, message: at.message ?? '', slots: [...slots] };
  }

  function takeRequest(row: CountedKind, at: Occurrence): void {
    const { meaning, thread, uid } = row;
    const slots = counts.count(row.counts, at.micros, at.line, uid);
    if (meaning.refused === true) for (const slot of slots) sink.refuse(slot);
    if (isContinued(row, at)) {
      last?.slots.push(...slots);
      return;
    }
    last = { thread, message: at.message ?? '', slots };
    if (uid !== null && meaning.showsOne !== undefined) sink.coverOne(uid, meaning.showsOne);
    if (meaning.kind === 'report') return;
    threads.ask(thread);
    if (meaning.kind === 'request') requests.open(row.connection, thread, at.transaction ?? 0, slots);
  }

  return {
    deciding: [...endFields, ...log.fields],
    transaction: log.pairedBy ?? '',
    ...(log.message === undefined ? {} : { message: log.message }),
    read(record) {
      const ends = readRowEnds(record, counts.address, log.transport, context.catalogue);
      const uid = record.text('uid');
      const meaning = log.meaning(record, names);
      if (typeof meaning === 'string') return meaning;
      if ('left' in meaning) return leftKind(meaning, uid, ends);
      if (ends === null) {
        // Some versions of logs about Ethernet do not say who talks to whom, so that no row of theirs can be judged.
        if (log.transport === 'ethernet') return leftKind({ left: 'no-endpoints', isLost: true }, uid, ends);
        return 'no addresses in fields `id.*`';
      }
      if (uid !== null) cover(meaning, uid);
      const within = meaning.mayChangePorts === true ? addressesOf(ends) : (uid ?? nameOf(ends));
      const connection = threads.number(within);
      const thread = threads.number(`${within} ${meaning.thread ?? ''}`);
      const facts = factsOf(meaning.facts, ends);
      return { kind: 'counted', meaning, counts: prepare(meaning, ends, uid), connection, thread, uid, facts };
    },
    use(row, occurrence) {
      const { micros, line } = occurrence;
      if (row.facts.length > 0) tell(row.facts, log.protocol, { micros, line, uid: row.uid });
      if (row.kind === 'left') {
        if (row.isLost) tally.skip(row.reason);
        else trace?.left(row.reason, null);
        return;
      }
      if (row.meaning.kind === 'answer') takeAnswer(row, occurrence);
      else takeRequest(row, occurrence);
    },
  };
}

function leftKind(left: LeftOut, uid: string | null, ends: RowEnds | null): LeftKind {
  return { kind: 'left', reason: left.left, isLost: left.isLost === true, uid, facts: factsOf(left.facts, ends) };
}

function factsOf(facts: readonly RowFact[] = [], ends: RowEnds | null): readonly ToldFact[] {
  if (ends === null) return [];
  return facts.map(({ about, field, value, unit = null }) => {
    const { address } = about === 'sender' ? (ends.sender ?? ends.server) : ends.server;
    return { address, unit, field, value };
  });
}

function askedBy(kind: RowMeaning['kind'], ends: RowEnds): { readonly from: RowEnd; readonly to: RowEnd } {
  const { sender, receiver, client, server } = ends;
  if (sender === null || receiver === null || kind === 'transaction') return { from: client, to: server };
  return kind === 'request' ? { from: sender, to: receiver } : { from: receiver, to: sender };
}

/** Stands for the connection in logs without its id. */
function nameOf({ client, server }: RowEnds): string {
  return `${client.address}:${client.port} ${server.address}:${server.port}`;
}

/** The same for both directions. */
function addressesOf({ client, server }: RowEnds): string {
  return [client.address, server.address].sort().join(' ');
}
