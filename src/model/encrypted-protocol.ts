/** What is inside encryption that does not say so itself. */
import type { Catalogue, Transport } from './catalogue.ts';
import { protocolsByPort } from './catalogue-lookup.ts';

/** The id of encryption around a protocol that neither its handshake nor its port names. */
export const unnamedEncryption = 'tls';

/** The id of the protocol whose encrypted form has a port, else of the encryption itself. */
export function encryptedProtocol(catalogue: Catalogue, transport: Transport, port: number): string {
  const found = protocolsByPort(catalogue, transport, port).find((id) =>
    catalogue.protocols
      .get(id)
      ?.services.some(
        (service) =>
          service.encrypted &&
          service.transport === transport &&
          service.ports.some(({ from, to }) => port >= from && port <= to),
      ),
  );
  return found ?? unnamedEncryption;
}
