/**
 * Who asks in a connection. What its messages say comes first (see the decoders); a captured beginning settles the
 * rest, and a capture that starts in the middle is settled by the ports of the catalogue.
 */
import type { Catalogue } from '../../model/catalogue.ts';
import { isServerPort } from '../../model/catalogue-lookup.ts';
import type { Connection, SideNumber } from './connection.ts';

/** The client of a connection whose messages do not tell. */
export function guessClient(connection: Connection, catalogue: Catalogue): SideNumber {
  if (connection.asker !== null) return connection.asker;
  if (connection.toGroup) return connection.opener;
  const first = isServerPort(catalogue, connection.transport, connection.ports[0]);
  const second = isServerPort(catalogue, connection.transport, connection.ports[1]);
  if (first !== second) return first ? 1 : 0;
  return connection.opener;
}
