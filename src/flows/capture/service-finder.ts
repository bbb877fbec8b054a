/** Finds the service that opens a connection, for protocols that no decoder reads. */
import type { Catalogue, Transport } from '../../model/catalogue.ts';
import { protocolsByPort } from '../../model/catalogue-lookup.ts';
import { encryptedProtocol, unnamedEncryption } from '../../model/encrypted-protocol.ts';
import type { Opening } from '../services/service.ts';
import { services } from '../services/services.ts';
import type { Connection } from './connection.ts';

/** What opens a connection, by its id in the catalogue. */
export interface FoundService extends Opening {
  readonly protocol: string;
}

/** The service whose opening the bytes are; null for none. */
export function findService(
  connection: Connection,
  catalogue: Catalogue,
  bytes: Uint8Array,
  start: number,
  end: number,
): FoundService | null {
  const { transport, ports } = connection;
  for (const { transports, trusted, recognise } of services) {
    if (!transports.includes(transport)) continue;
    if (trusted !== 'any-port' && !ports.some((port) => isPortOf(catalogue, transport, port, trusted.portsOf)))
      continue;
    const opening = recognise(bytes, start, end);
    if (opening === null) continue;
    return { ...opening, protocol: opening.protocol ?? encryptedAt(connection, catalogue) };
  }
  return null;
}

function isPortOf(catalogue: Catalogue, transport: Transport, port: number, protocol: string): boolean {
  return protocolsByPort(catalogue, transport, port).includes(protocol);
}

/** The protocol whose encrypted form has one of the ports. */
function encryptedAt({ transport, ports }: Connection, catalogue: Catalogue): string {
  const found = ports.map((port) => encryptedProtocol(catalogue, transport, port));
  return found.find((id) => id !== unnamedEncryption) ?? unnamedEncryption;
}
