/**
 * A conversation as it would have been observed behind every translation. A source names some things by the port alone,
 * such as what is inside encryption; behind a port forward that is another port.
 */
import type { Catalogue } from '../model/catalogue.ts';
import { protocolsByPort } from '../model/catalogue-lookup.ts';
import type { ConversationKey, MissingField } from '../model/conversation.ts';
import { encryptedProtocol, unnamedEncryption } from '../model/encrypted-protocol.ts';
import type { ResolvedPair } from './resolve.ts';

export interface Behind {
  readonly key: ConversationKey;
  /** What it speaks, where the port outside has named something and the port inside would not have; else null. */
  readonly protocols: readonly string[] | null;
}

export function behindTranslation(
  observed: ConversationKey,
  { addresses, port }: Pick<ResolvedPair, 'addresses' | 'port'>,
  catalogue: Catalogue,
): Behind {
  const key = { ...observed, ...addresses, port };
  if (port === null || observed.port === null || port === observed.port) return { key, protocols: null };
  const { transport, protocol } = observed;
  if (protocol === null) return { key: { ...key, missing: missingAt(key, port, catalogue) }, protocols: null };
  const outside = encryptedProtocol(catalogue, transport, observed.port);
  const inside = encryptedProtocol(catalogue, transport, port);
  if (protocol !== outside || outside === inside) return { key, protocols: null };
  if (outside === unnamedEncryption) return { key: { ...key, protocol: inside }, protocols: null };
  // Its handshake may have named it as well, which the source does not say.
  return { key: { ...key, protocol: null }, protocols: [outside, inside] };
}

/** Whether a request may have had an object depends on what listens at the port. */
function missingAt(key: ConversationKey, port: number, catalogue: Catalogue): readonly MissingField[] {
  if (!key.missing.includes('operation') || key.object !== null) return key.missing;
  const ids = protocolsByPort(catalogue, key.transport, port);
  const hasObjects = ids.some((id) => (catalogue.protocols.get(id)?.object ?? null) !== null);
  const others = key.missing.filter((field) => field !== 'object');
  return hasObjects ? [...others, 'object'] : others;
}
