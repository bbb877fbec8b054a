/**
 * Who asks in a connection. What its messages say comes first (see the decoders); a captured beginning settles the
 * rest, and a capture that starts in the middle is settled by the ports of the catalogue.
 */
import type { Catalogue, Transport } from '../../model/catalogue.ts';
import { isServerPort } from '../../model/catalogue-lookup.ts';
import type { Connection, SideNumber } from './connection.ts';

/** What is known of who began. */
export type Beginning = Pick<Connection, 'asker' | 'toGroup' | 'transport' | 'ports' | 'opener'>;

/** The client of a connection whose messages do not tell. */
export function guessClient(connection: Beginning, catalogue: Catalogue): SideNumber {
  if (connection.asker !== null) return connection.asker;
  if (connection.toGroup) return connection.opener;
  const { transport, ports } = connection;
  const first = clientRank(catalogue, transport, ports[0]);
  const second = clientRank(catalogue, transport, ports[1]);
  if (first !== second) return first > second ? 0 : 1;
  return connection.opener;
}

/** First port that clients use for themselves: in Linux, and by RFC 6335 6. */
const firstLinuxEphemeralPort = 32_768;
const firstEphemeralPort = 49_152;

/** How likely a port is a client's: the server is the side with the smaller number. */
function clientRank(catalogue: Catalogue, transport: Transport, port: number): number {
  const isPrivileged = port < 1024;
  if (isServerPort(catalogue, transport, port)) return isPrivileged ? 0 : 1;
  if (isPrivileged) return 2;
  // The first datagram that is seen comes from the client more often than a port number tells the truth.
  if (transport !== 'tcp' || port < firstLinuxEphemeralPort) return 3;
  return port < firstEphemeralPort ? 4 : 5;
}
