/** The DNP3 events of Suricata as operations: requests and reports without being asked, object by object. */
import { dnp3Table } from '../../../src/flows/protocols/dnp3/dnp3-tables.ts';
import type { EveEvent } from '../../support/eve-truth.ts';
import type { See, SeenOperation } from './operation-tally.ts';
import { codeOf } from './tshark-dnp3.ts';

/** What an event asks for; nothing for an answer. */
export function dnp3Operations(event: EveEvent): SeenOperation[] {
  const message = event.dnp3;
  if (event.event_type !== 'dnp3' || message === undefined || message.application.function_code === 129) return [];
  const isRequest = message.type === 'request';
  const code = String(message.application.function_code);
  const base = { source: event.src_ip, destination: event.dest_ip, unit: isRequest ? message.dst : message.src };
  const objects = message.application.objects ?? [];
  if (objects.length === 0) return [{ ...base, code }];
  return objects.flatMap((object): SeenOperation[] => {
    const { group, prefix_code: prefix, range_code: range, start, stop, points = [] } = object;
    const operation = { ...base, code: codeOf(code, group), table: dnp3Table(group) };
    if (prefix >= 1 && prefix <= 3) return points.map(({ prefix: first }) => ({ ...operation, first, count: 1 }));
    return [range < 3 ? { ...operation, first: start, count: stop - start + 1 } : operation];
  });
}

/** Suricata logs no confirmations and no link frames without data. */
export const seeAsEve: See = (operation) => (/^(?:0|[ps]\d+)$/.test(operation.code) ? null : operation);
