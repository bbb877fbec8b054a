/** The texts behind the numbers of a slot key: endpoints, operations and object tables, each kept once. */
import type { Operation } from '../model/conversation.ts';
import { createInterner } from './intern.ts';
import { type Endpoints, fullSlot } from './observation-sink.ts';

export interface SlotNames {
  /** The number of endpoints, `fullSlot` when there are too many. */
  channel(endpoints: Endpoints): number;
  operationNumber(operation: Operation | null): number;
  tableNumber(name: string | null): number;
  endpoints(channel: number): Endpoints;
  operation(number: number): Operation | null;
  table(number: number): string | null;
}

const nowhere: Endpoints = {
  scope: null,
  source: '',
  destination: '',
  transport: 'ip',
  port: null,
  protocol: null,
};

/** Decoders look up more names than conversations may come to use. */
const namesLookedUpAhead = 10_000;

/** Empty names, in number bounded by that of the conversations. */
export function createSlotNames(limit: number): SlotNames {
  const channels = createInterner<Endpoints>(limit);
  const operations = createInterner<Operation | null>(limit + namesLookedUpAhead);
  const tables = createInterner<string | null>(limit + namesLookedUpAhead);
  operations.number('', () => null);
  tables.number('', () => null);
  return {
    channel: (endpoints) => channels.number(channelText(endpoints), () => copyEndpoints(endpoints)) ?? fullSlot,
    operationNumber: (operation) =>
      operation === null ? 0 : (operations.number(operationText(operation), () => operation) ?? fullSlot),
    tableNumber: (name) => (name === null ? 0 : (tables.number(name, () => name) ?? fullSlot)),
    endpoints: (channel) => channels.value(channel) ?? nowhere,
    operation: (number) => operations.value(number) ?? null,
    table: (number) => tables.value(number) ?? null,
  };
}

/** Reads only the fields of the key, as callers pass whole observations. */
function copyEndpoints(endpoints: Endpoints): Endpoints {
  const { scope, source, destination, transport, port, protocol, drop = null } = endpoints;
  return { scope, source, destination, transport, port, protocol, drop };
}

function channelText(endpoints: Endpoints): string {
  const { scope, source, destination, transport, port, protocol, drop = null } = endpoints;
  const text = `${source} ${destination} ${transport} ${port} ${protocol} ${scope === null ? '' : `=${scope}`}`;
  return drop === null ? text : `${JSON.stringify(drop)} ${text}`;
}

function operationText(operation: Operation): string {
  return `${operation.class} ${operation.name} ${operation.code}`;
}
