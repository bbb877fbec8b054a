/** The services of a grant as protocol numbers and ports, and those that a dialect has no way to match. */
import { integerSet, integersOf, subtractIntegers } from '../../algebra/integer-set.ts';
import type { Family } from '../../algebra/ip-address.ts';
import type { Catalogue } from '../../model/catalogue.ts';
import type { PlanGrant, PlanService } from '../../model/plan.ts';
import type { IntegerRange } from '../../model/plant.ts';
import type { Capabilities } from '../dialect.ts';

/** What a packet must have. */
export interface WireMatch {
  readonly protocols: readonly IntegerRange[];
  /** Ports, or message types of ICMP; null: any. */
  readonly ports: readonly IntegerRange[] | null;
  /** The only family that has it; null: both. */
  readonly family: Family | null;
}

/** IP protocols that are judged as transports of their own: ICMP, TCP, UDP, ICMPv6. */
const ownTransports = integersOf([1, 6, 17, 58]);

/** What to match for each service; `unsaid` when there is one for which nothing can be matched. */
export function grantServices(
  grant: PlanGrant,
  catalogue: Catalogue,
  capabilities: Capabilities,
): { readonly matches: readonly WireMatch[]; readonly unsaid: boolean } {
  const matches = grant.services.map((service) => matchOf(service, grant, catalogue, capabilities));
  return { matches: matches.filter((match) => match !== null), unsaid: matches.includes(null) };
}

function matchOf(
  { transport, ports }: PlanService,
  grant: PlanGrant,
  catalogue: Catalogue,
  capabilities: Capabilities,
): WireMatch | null {
  if (!capabilities.transports.includes(transport)) return null;
  switch (transport) {
    case 'tcp':
    case 'udp':
      return { protocols: integersOf([transport === 'tcp' ? 6 : 17]), ports: [ports], family: null };
    case 'ip': {
      const protocols = subtractIntegers([ports], ownTransports);
      return protocols.length === 0 ? null : { protocols, ports: null, family: null };
    }
    case 'icmp':
    case 'icmpv6': {
      const types = capabilities.icmpTypes ? messageTypes(grant, transport, catalogue) : null;
      if (types === null || types.length === 0) return null;
      return {
        protocols: integersOf([transport === 'icmp' ? 1 : 58]),
        ports: types,
        family: transport === 'icmp' ? 4 : 6,
      };
    }
    case 'ethernet':
      return null;
  }
}

/** Message types whose operation is granted, null when the catalogue does not say which types there are. */
function messageTypes(
  { protocol: id, operations }: PlanGrant,
  transport: 'icmp' | 'icmpv6',
  catalogue: Catalogue,
): readonly IntegerRange[] | null {
  const protocol = catalogue.protocols.get(id);
  if (protocol === undefined || protocol.operations.length === 0) return null;
  if (!protocol.services.some((service) => service.transport === transport)) return null;
  if (operations === null) return [{ from: 0, to: 255 }];
  const granted = (entry: { readonly class: string; readonly name: string | null }): boolean =>
    operations.some((each) => each.class === entry.class && (each.name === null || each.name === entry.name));
  const isType = (code: string): boolean => /^(0|[1-9]\d{0,2})$/.test(code) && Number(code) <= 255;
  if (protocol.operations.some((entry) => granted(entry) && !isType(entry.code))) return null;
  const types = Array.from({ length: 256 }, (_, type) => type).filter((type) => {
    const entries = protocol.operations.filter((entry) => entry.code === String(type));
    return entries.length === 0 ? granted({ class: 'unknown', name: `code:${type}` }) : entries.some(granted);
  });
  return integerSet(types.map((type) => ({ from: type, to: type })));
}
