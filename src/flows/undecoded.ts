/** What is missing from an observation of a connection whose operations were not shown. */
import type { Catalogue, Protocol, Transport } from '../model/catalogue.ts';
import { protocolsByPort } from '../model/catalogue-lookup.ts';
import { missingBits } from './observation-sink.ts';

/** The operation, and the object where a protocol that it may be has objects; a mask of `missingBits`. */
export function missingOfUndecoded(
  catalogue: Catalogue,
  protocol: string | null,
  transport: Transport,
  port: number | null,
): number {
  const hasObjects = possibleProtocols(catalogue, protocol, transport, port).some(({ object }) => object !== null);
  return missingBits.operation | (hasObjects ? missingBits.object : 0);
}

/** The protocol that was recognised, else those that the catalogue has at the port. */
export function possibleProtocols(
  catalogue: Catalogue,
  protocol: string | null,
  transport: Transport,
  port: number | null,
): readonly Protocol[] {
  const ids = protocol === null ? protocolsByPort(catalogue, transport, port ?? 0) : [protocol];
  return ids.map((id) => catalogue.protocols.get(id)).filter((found) => found !== undefined);
}
