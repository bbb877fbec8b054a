/** The protocol that Suricata recognised (`app_proto`, or the type of an event), by its id in the catalogue. */
import type { Catalogue, Transport } from '../../../model/catalogue.ts';
import { encryptedProtocol, unnamedEncryption } from '../../../model/encrypted-protocol.ts';
import type { JsonObject } from '../zeek/json-record.ts';
import { textOf } from './eve-values.ts';

/** Nothing recognised: the payload fits no protocol that Suricata looks for, or there was too little of it. */
const nothing: ReadonlySet<string> = new Set(['', 'failed', 'unknown', 'template', 'template-rust']);

/**
 * The id of a protocol by Suricata's name for it. One that the catalogue does not have is the bare transport, as it is
 * surely not what usually listens on its port; null when nothing was recognised, or what does not run on the transport.
 */
export function protocolNamed(
  catalogue: Catalogue,
  name: string | null,
  transport: Transport,
  port: number | null,
): string | null {
  if (name === null || nothing.has(name)) return null;
  const id = catalogue.suricataNames.get(name);
  if (id === undefined) return catalogue.protocols.has(transport) ? transport : null;
  if (id === unnamedEncryption) return encryptedProtocol(catalogue, transport, port ?? 0);
  return runsOn(catalogue, id, transport) ? id : null;
}

/** DCE/RPC over UDP is not that of Windows, but what PROFINET is made of: there the port says more than the name. */
function runsOn(catalogue: Catalogue, id: string, transport: Transport): boolean {
  return catalogue.protocols.get(id)?.services.some((service) => service.transport === transport) ?? false;
}

/** Suricata's name for what a flow speaks; one direction suffices when the other fits nothing. */
export function appProtocol(row: JsonObject): string | null {
  const names = [row['app_proto'], row['app_proto_ts'], row['app_proto_tc']].map(textOf);
  return names.find((name) => name !== null && !nothing.has(name)) ?? null;
}
