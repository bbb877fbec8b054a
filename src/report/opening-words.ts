/** What a change opens besides what was asked for, in few lines: equal requests between many are told once. */

import { joinWords } from '../diagnostics/words.ts';
import type { ObjectRange, Operation } from '../model/conversation.ts';
import type { EndpointId } from '../model/plan.ts';
import { objectWords } from '../model/request-words.ts';

/** A conversation that a change opens. */
export interface OpenedConversation {
  readonly source: EndpointId;
  readonly destination: EndpointId;
  readonly protocol: string | null;
  readonly transport: string;
  readonly port: number;
  readonly operation: Operation;
  readonly object: ObjectRange | null;
}

/** Lines that are shown; the rest is only counted. */
const mostLines = 6;

/** As `hmi-1 -> plc-capper modbus write write_single_coil`; `asked` is what the change is for. */
export function openingLines(
  opened: readonly OpenedConversation[],
  asked: readonly OpenedConversation[],
): readonly string[] {
  const bySource = Map.groupBy(opened, (each) => `${endpointWords(each.source)}\n${requestOf(each, asked)}`);
  const lines = [...bySource].map(([key, all]) => {
    const [source = '', request = ''] = key.split('\n');
    const destinations = [...new Set(all.map((each) => endpointWords(each.destination)))];
    return { source, request, destinations };
  });
  const byTarget = Map.groupBy(lines, ({ request, destinations }) => JSON.stringify([request, destinations]));
  const between = [...byTarget.values()].flatMap((all) => {
    const [first] = all;
    if (first === undefined) return [];
    const sources = all.map(({ source }) => source);
    return [{ ends: `${joinWords(sources, 3)} -> ${joinWords(first.destinations, 3)}`, request: first.request }];
  });
  const merged = [...Map.groupBy(between, ({ ends }) => ends)].map(
    ([ends, all]) => `${ends}: ${joinWords([...new Set(all.map(({ request }) => request))], 4)}`,
  );
  if (merged.length <= mostLines) return merged;
  return [...merged.slice(0, mostLines - 1), `and ${merged.length - mostLines + 1} more of this kind`];
}

function requestOf(opened: OpenedConversation, asked: readonly OpenedConversation[]): string {
  const { protocol, transport, port, operation, object } = opened;
  const service = protocol ?? `${transport}/${port}`;
  const request =
    operation.class === 'session' ? '' : `${operation.class} ${operation.name ?? `code ${operation.code}`}`;
  const words = [service, request, objectWords(object)].filter((word) => word !== '').join(' ');
  const isAsked = asked.some(
    (each) =>
      each.source === opened.source &&
      each.destination === opened.destination &&
      each.protocol === protocol &&
      each.object !== null &&
      each.operation.class === operation.class &&
      each.operation.name === operation.name,
  );
  if (!isAsked) return words;
  return objectWords(object) === '' ? `${words} on any other object` : words;
}

function endpointWords(id: EndpointId): string {
  const slash = id.indexOf('/');
  const zone = id.slice(0, slash);
  const name = id.slice(slash + 1);
  if (name === '*') return `any other address of ${zone}`;
  return name.startsWith('~') ? `${name.slice(1)} in ${zone}` : name;
}
