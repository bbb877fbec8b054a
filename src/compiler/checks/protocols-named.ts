/** What a protocol word stands for: one protocol, or the members of an alias. */
import type { Catalogue, Protocol } from '../../model/catalogue.ts';

/** The protocols of a word; none when the catalogue does not have it. */
export function protocolsOf(catalogue: Catalogue, id: string): readonly Protocol[] {
  const protocol = catalogue.protocols.get(id);
  if (protocol === undefined) return [];
  if (protocol.members.length === 0) return [protocol];
  return protocol.members.map((member) => catalogue.protocols.get(member)).filter((member) => member !== undefined);
}
