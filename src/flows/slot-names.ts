/** The texts behind the numbers of a slot key: endpoints, operations and object tables, each kept once. */
import type { Operation } from '../model/conversation.ts';
import { createChannels } from './channels.ts';
import { createInterner } from './intern.ts';
import { type Channel, type Endpoints, fullSlot } from './observation-sink.ts';

export interface SlotNames {
  channel(endpoints: Endpoints): Channel;
  /** The number of a channel, `fullSlot` when there are too many. */
  channelNumber(channel: Channel): number;
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

/** Empty names, in number bounded by that of the conversations; `markUsed` as in {@link createChannels}. */
export function createSlotNames(limit: number, markUsed: Parameters<typeof createChannels>[1]): SlotNames {
  const channels = createChannels(limit, markUsed);
  const operations = createInterner<Operation | null>(limit + namesLookedUpAhead);
  const tables = createInterner<string | null>(limit + namesLookedUpAhead);
  operations.number('', () => null);
  tables.number('', () => null);
  return {
    channel: channels.channel,
    channelNumber: channels.numberOf,
    operationNumber: (operation) =>
      operation === null ? 0 : (operations.number(operationText(operation), () => operation) ?? fullSlot),
    tableNumber: (name) => (name === null ? 0 : (tables.number(name, () => name) ?? fullSlot)),
    endpoints: (channel) => channels.numbered(channel)?.endpoints ?? nowhere,
    operation: (number) => operations.value(number) ?? null,
    table: (number) => tables.value(number) ?? null,
  };
}

function operationText(operation: Operation): string {
  return `${operation.class} ${operation.name} ${operation.code}`;
}
