/**
 * ARP messages (`arp`, from Suricata 8 on), counted between the addresses that they speak for, as those of a capture. The
 * log does not say to whom a request was sent; a request that does not know its target's MAC address goes to everybody.
 */

import type { ReadingSession } from '../../format.ts';
import { absent, type Endpoints } from '../../observation-sink.ts';
import { missingOfUndecoded } from '../../undecoded.ts';
import type { LogCounter } from '../log-counter.ts';
import type { JsonObject } from '../zeek/json-record.ts';
import { objectOf, textOf } from './eve-values.ts';
import { vlanOf } from './event-ends.ts';
import type { EventReading } from './event-kind.ts';
import type { FlowRegister } from './flow-register.ts';

const etherType = 0x0806;
const everybody = '255.255.255.255';
const unknownMac = '00:00:00:00:00:00';

/** A reader of ARP messages in one file. */
export function createArpReader(
  session: ReadingSession,
  counter: LogCounter,
  register: FlowRegister,
): (row: JsonObject) => EventReading {
  const { sink, context } = session;
  const operation = sink.operation(null);
  const table = sink.table(null);
  const missing = missingOfUndecoded(context.catalogue, null, 'ethernet', etherType);
  return (row) => {
    const message = objectOf(row['arp']);
    const source = counter.address(textOf(message?.['src_ip']));
    const target = counter.address(textOf(message?.['dest_ip']));
    if (message === null || source === null || target === null) return 'no addresses in field `arp`';
    const isToAll = textOf(message['opcode']) === 'request' && textOf(message['dest_mac']) === unknownMac;
    const endpoints: Endpoints = {
      scope: context.scopeOf(vlanOf(row['vlan'])),
      source,
      destination: isToAll ? everybody : target,
      transport: 'ethernet',
      port: etherType,
      protocol: null,
    };
    const counted = {
      channel: counter.channel(endpoints),
      operation,
      unit: absent,
      table,
      first: absent,
      count: absent,
      missing,
    };
    const sign = { row: counted, named: false, refused: false };
    return {
      repeats: true,
      use: ({ micros, line }) => register.sign(sign, { micros, line, flow: -1 }),
    };
  };
}
