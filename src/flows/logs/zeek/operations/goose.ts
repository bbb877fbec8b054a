/** IEC 61850 GOOSE: one of the two packages that write this log names the publisher, the other does not. */
import { readNumber } from '../../log-numbers.ts';
import type { OperationLog } from './operation-log.ts';

/** All logs of the protocol. */
export const gooseLogs: readonly OperationLog[] = [
  {
    path: 'goose',
    signatures: [
      ['appid', 'gocb_ref'],
      ['appid', 'gocbRef'],
    ],
    protocol: 'goose',
    transport: 'ethernet',
    etherType: 0x88b8,
    fields: ['appid', 'simulation'],
    meaning(row) {
      const code = row.text('simulation') === 'T' ? 'publish.simulation' : 'publish';
      const unit = readNumber(row.text('appid'));
      return { kind: 'transaction', asks: [{ code, unit, hidesObject: unit === null }] };
    },
  },
];
