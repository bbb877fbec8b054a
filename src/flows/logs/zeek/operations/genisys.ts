/**
 * Genisys (icsnpp-genisys): every message of both sides has a header code of its own. A field unit answers a request
 * without repeating what it was.
 */
import { foreignOperation } from './foreign-operation.ts';
import type { AskedOperation, OperationLog } from './operation-log.ts';

/** Names that differ from those of the catalogue. */
const headerNames: Readonly<Record<string, string>> = { 'Recall Header': 'recall' };

/** Requests with points; of answers only those that report them. */
const withPoints = new Set(['0xf9', '0xfc', '0xf2']);

/** Pairs of one message that are looked at. */
const mostPoints = 256;

/** All logs of the protocol. */
export const genisysLogs: readonly OperationLog[] = [
  {
    path: 'genisys',
    signatures: [['uid', 'header', 'server', 'direction']],
    protocol: 'genisys',
    transport: 'tcp',
    fields: ['header', 'server', 'direction', 'payload'],
    meaning(row, names) {
      const header = row.text('header') ?? '';
      const code = names.code(headerNames[header] ?? header);
      const unit = row.number('server');
      const kind = row.text('direction') === 'response' ? 'answer' : 'request';
      const thread = String(unit);
      if (code === null) return { kind, thread, asks: [{ ...foreignOperation(header), unit }] };
      const ranges = withPoints.has(code) ? readRanges(row.text('payload') ?? '') : [];
      if (ranges.length === 0) return { kind, thread, asks: [{ code, unit }] };
      return { kind, thread, asks: ranges.map((range): AskedOperation => ({ code, unit, ...range })) };
    },
  },
];

/** The points of pairs of point and value, those in a row as one range. */
function readRanges(payload: string): readonly { readonly first: number; readonly count: number }[] {
  const ranges: { first: number; count: number }[] = [];
  for (const pair of payload.split(',', mostPoints)) {
    const text = /^(\d{1,5})=/.exec(pair)?.[1];
    if (text === undefined) continue;
    const last = ranges.at(-1);
    if (last !== undefined && Number(text) === last.first + last.count) last.count++;
    else ranges.push({ first: Number(text), count: 1 });
  }
  return ranges;
}
