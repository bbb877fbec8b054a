/** What an event says about a connection whose operations it does not show. */
import type { ReadingSession } from '../../format.ts';
import { icmpMeaning } from '../../icmp-meaning.ts';
import { absent } from '../../observation-sink.ts';
import { createOperationLookup } from '../../protocols/operation-index.ts';
import { missingOfUndecoded } from '../../undecoded.ts';
import type { CountedRow, LogCounter } from '../log-counter.ts';
import type { JsonObject } from '../zeek/json-record.ts';
import { countOf } from './eve-values.ts';
import { type EventEnds, endpointsOf } from './event-ends.ts';
import { protocolNamed } from './protocol-names.ts';

/** A connection, read. */
export interface ConnectionRow {
  readonly row: CountedRow;
  /** Id in the catalogue; null when only the port speaks for one. */
  readonly protocol: string | null;
}

/**
 * Reads what an event says of the connection between its ends, with Suricata's name of the protocol; answers
 * `icmp-error` for an error about another packet.
 */
export type ConnectionReader = (row: JsonObject, ends: EventEnds, name: string | null) => ConnectionRow | 'icmp-error';

/** A reader for the events of one file. */
export function createConnectionReader(session: ReadingSession, counter: LogCounter): ConnectionReader {
  const { catalogue } = session.context;
  const notShown = session.sink.operation(null);
  const noTable = session.sink.table(null);

  function rowOf(ends: EventEnds, protocol: string | null, operation: number, missing: number): ConnectionRow {
    const channel = counter.channel(endpointsOf(ends, protocol));
    return {
      row: { channel, operation, unit: absent, table: noTable, first: absent, count: absent, missing },
      protocol,
    };
  }

  function icmpRow(row: JsonObject, ends: EventEnds, transport: 'icmp' | 'icmpv6'): ConnectionRow | 'icmp-error' {
    const meaning = icmpMeaning(transport, countOf(row['icmp_type']) ?? echoRequests[transport]);
    if (meaning.kind === 'error') return 'icmp-error';
    const directed = meaning.kind === 'reply' ? { ...ends, client: ends.server, server: ends.client } : ends;
    if (meaning.protocol !== transport)
      return rowOf(
        directed,
        meaning.protocol,
        notShown,
        missingOfUndecoded(catalogue, meaning.protocol, transport, null),
      );
    const [known] = createOperationLookup(catalogue, transport, session.sink)(String(meaning.asked));
    return rowOf(directed, meaning.protocol, known?.operation ?? notShown, 0);
  }

  return (row, ends, name) => {
    const { transport, port } = ends;
    if (transport === 'icmp' || transport === 'icmpv6') return icmpRow(row, ends, transport);
    const protocol = protocolNamed(catalogue, name, transport, port);
    return rowOf(ends, protocol, notShown, missingOfUndecoded(catalogue, protocol, transport, port));
  };
}

const echoRequests = { icmp: 8, icmpv6: 128 } as const;
