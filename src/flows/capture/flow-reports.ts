/**
 * Datagrams of exporters (NetFlow, IPFIX) in a capture: the flows that they report are judged like those of a file of
 * such datagrams, unless the capture shows the same connection itself.
 */

import { protocolsByPort } from '../../model/catalogue-lookup.ts';
import type { ReadingSession } from '../format.ts';
import { createDatagramReader, type DatagramReader, type Exporter } from '../netflow/datagram-reader.ts';
import { beginsDatagram, isWholeDatagram, mayBeDatagram } from '../netflow/datagram-shape.ts';
import { createFlowAccount, type FlowAccount } from '../netflow/flow-account.ts';
import type { FlowRecord } from '../netflow/flow-record.ts';
import type { AddressDomains } from './address-domains.ts';
import type { Connection, SideNumber } from './connection.ts';
import type { ConnectionTable } from './connection-table.ts';
import { createEarlyReports } from './early-reports.ts';
import type { Packet } from './packet.ts';
import type { Reporter } from './reporter.ts';

export interface FlowReports {
  /** Takes the payload of a UDP datagram that `side` sent; false when it does not come from an exporter. */
  take(connection: Connection, side: SideNumber, bytes: Uint8Array, start: number, end: number): boolean;
  /** The capture has come to this time. */
  passed(micros: number): void;
  /** Nothing has come for a while. */
  idle(): void;
  /** Reports what still waits. */
  finish(): void;
}

const protocol = 'netflow';
/** Sessions of exporters that are told apart; those beyond share their templates. */
const mostExporters = 65_536;

/** A reader of what exporters report; `has` tells the connections of the capture. */
export function createFlowReports(
  session: ReadingSession,
  reporter: Reporter,
  packet: Packet,
  domains: AddressDomains,
  has: ConnectionTable<Connection>['has'],
): FlowReports {
  const { context, tally } = session;
  const exporters = new WeakMap<Connection, Exporter>();
  const numbers = new Map<string, number>();
  let opened: { readonly account: FlowAccount; readonly datagrams: DatagramReader } | null = null;

  const early =
    context.reportAfter === undefined
      ? null
      : createEarlyReports<Parameters<FlowAccount['report']>[0]>(context.reportAfter, (conversation) =>
          opened?.account.report(conversation),
        );

  function open(): NonNullable<typeof opened> {
    const account = createFlowAccount(session, 'frame', {
      domains,
      isCaptured,
      began: (conversation) => early?.began(conversation, packet.micros),
    });
    return { account, datagrams: createDatagramReader(tally, account, 'frame') };
  }

  /** A record that does not tell its VLAN may be of any. */
  function isCaptured(record: FlowRecord, sourcePort: number, destinationPort: number): boolean {
    if (record.vlan !== 0) return has(record, sourcePort, destinationPort);
    const { domain } = record;
    let found = false;
    for (record.domain = 0; record.domain < domains.count() && !found; record.domain++)
      found = has(record, sourcePort, destinationPort);
    record.domain = domain;
    return found;
  }

  function numberOf(text: string): number {
    const known = numbers.get(text);
    if (known !== undefined) return known;
    if (numbers.size >= mostExporters) return 0;
    numbers.set(text, numbers.size + 1);
    return numbers.size;
  }

  /** Anywhere a datagram must fit as a whole; at a port for them its beginning is enough. */
  function isExport({ ports }: Connection, side: SideNumber, bytes: Uint8Array, start: number, end: number): boolean {
    const port = ports[side === 0 ? 1 : 0];
    return protocolsByPort(context.catalogue, 'udp', port).includes(protocol)
      ? beginsDatagram(bytes, start, end) === 'yes'
      : isWholeDatagram(bytes, start, end);
  }

  function exporterOf(connection: Connection, side: SideNumber): Exporter {
    const address = connection.addresses[side];
    const receiver = connection.addresses[side === 0 ? 1 : 0];
    connection.protocol = protocol;
    connection.client = side;
    connection.carried = true;
    connection.reading = 'opaque';
    reporter.rename(connection);
    tally.note(`${address} reports flows to ${receiver} (NetFlow); the flows are judged too`, 'frame', packet.frame);
    const host = `${connection.scope} ${address}`;
    return { host: numberOf(host), session: numberOf(`${host} ${connection.ports[side]}`) };
  }

  return {
    take(connection, side, bytes, start, end) {
      if (!mayBeDatagram(bytes, start, end)) return false;
      let exporter = exporters.get(connection);
      if (exporter === undefined) {
        if (connection.reading !== 'recognising' || !isExport(connection, side, bytes, start, end)) return false;
        exporter = exporterOf(connection, side);
        exporters.set(connection, exporter);
      }
      opened ??= open();
      opened.datagrams.read(exporter, bytes, start, end, packet.frame);
      return true;
    },
    passed: (micros) => early?.passed(micros),
    idle: () => early?.idle(),
    finish() {
      opened?.datagrams.finish();
      opened?.account.settle();
    },
  };
}
