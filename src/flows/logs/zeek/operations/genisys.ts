/** Genisys (icsnpp-genisys): every message of both sides has a header code of its own. */
import { foreignOperation } from './foreign-operation.ts';
import type { AskedOperation, OperationLog } from './operation-log.ts';

/** Names that differ from those of the catalogue. */
const headerNames: Readonly<Record<string, string>> = { 'Recall Header': 'recall' };

/** Addresses of one message that are told apart. */
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
      const kind = row.text('direction') === 'response' ? 'report' : 'transaction';
      if (code === null) return { kind, asks: [{ ...foreignOperation(header), unit }] };
      const points = readPoints(row.text('payload') ?? '');
      if (points.length === 0) return { kind, asks: [{ code, unit }] };
      return { kind, asks: points.map((first): AskedOperation => ({ code, unit, first, count: 1 })) };
    },
  },
];

/** Addresses out of pairs of address and value. */
function readPoints(payload: string): readonly number[] {
  const pairs = payload.split(',', mostPoints);
  return pairs.map((pair) => /^(\d{1,5})=/.exec(pair)?.[1]).flatMap((text) => (text === undefined ? [] : Number(text)));
}
