/** The services of a grant as a packet filter sees them: ports, protocol numbers, and ICMP types for operations. */
import { integerSet, subtractIntegers } from '../algebra/integer-set.ts';
import { formatPorts } from '../algebra/port-set.ts';
import type { Catalogue, Protocol, Transport } from '../model/catalogue.ts';
import type { PlanGrant, PlanOperation, PlanService } from '../model/plan.ts';
import type { IntegerRange } from '../model/plant.ts';
import type { Capabilities, Loss } from './dialect.ts';

/** For `icmp` and `icmpv6`, `ports` of a wire service are message types 0 to 255. */
export type WireService = PlanService;

export interface WireServices {
  readonly services: readonly WireService[];
  /** Services that cannot be said. */
  readonly losses: readonly Loss[];
}

/** IP protocols whose conversations are judged as their own transport and never as `ip`. */
const ownTransports: readonly IntegerRange[] = [1, 6, 17, 58].map((number) => ({ from: number, to: number }));
const everyType: IntegerRange = { from: 0, to: 255 };

/** Splits a grant's services into those that a dialect can match and those that it cannot. */
export function wireServices(grant: PlanGrant, catalogue: Catalogue, capabilities: Capabilities): WireServices {
  const protocol = catalogue.protocols.get(grant.protocol);
  const services: WireService[] = [];
  const losses: Loss[] = [];
  for (const service of grant.services) {
    const ranges = wireRanges(service, grant.operations, protocol, capabilities);
    if (typeof ranges === 'string') losses.push({ kind: 'services', detail: ranges, passes: [] });
    else services.push(...ranges.map((ports) => ({ transport: service.transport, ports })));
  }
  return { services, losses };
}

/** Whether the dialect sees the operation of a service, as a packet filter sees the type of an ICMP message. */
export function isIcmp(transport: Transport): boolean {
  return transport === 'icmp' || transport === 'icmpv6';
}

/** What to match, or the words for what cannot be matched. */
function wireRanges(
  service: PlanService,
  operations: readonly PlanOperation[] | null,
  protocol: Protocol | undefined,
  capabilities: Capabilities,
): readonly IntegerRange[] | string {
  const { transport, ports } = service;
  if (transport === 'ethernet' && !capabilities.transports.includes(transport))
    return `ethernet ${formatEthernet(ports)}, which no router passes on`;
  if (!capabilities.transports.includes(transport)) return `${transport} ${formatPorts(ports)}`;
  if (transport === 'ip') {
    const ranges = subtractIntegers([ports], ownTransports);
    return ranges.length > 0 ? ranges : `ip ${formatPorts(ports)}, which is judged as a transport of its own`;
  }
  if (!isIcmp(transport)) return [ports];
  const types = capabilities.icmpTypes ? icmpTypes(transport, operations, protocol) : null;
  if (types === null) return `the ${transport} messages of this protocol, whose types are not known`;
  return types.length > 0 ? types : `${transport} messages for the granted operations, of which there are none`;
}

/** Message types of operations; null when the catalogue does not say which they are. */
function icmpTypes(
  transport: Transport,
  operations: readonly PlanOperation[] | null,
  protocol: Protocol | undefined,
): readonly IntegerRange[] | null {
  if (protocol === undefined || protocol.operations.length === 0) return null;
  if (!protocol.services.some((service) => service.transport === transport)) return null;
  if (operations === null) return [everyType];
  const known = protocol.operations.flatMap((entry) => typeRange(entry.code) ?? []);
  const chosen = operations.flatMap((operation): readonly (IntegerRange | null)[] => {
    if (operation.name?.startsWith('code:')) return [typeRange(operation.name.slice('code:'.length))];
    if (operation.class === 'unknown' && operation.name === null)
      return subtractIntegers([everyType], integerSet(known));
    return protocol.operations
      .filter((entry) => entry.class === operation.class && (operation.name === null || entry.name === operation.name))
      .map((entry) => typeRange(entry.code));
  });
  const types = chosen.filter((range) => range !== null);
  return types.length === chosen.length ? integerSet(types) : null;
}

function typeRange(code: string): IntegerRange | null {
  if (!/^\d{1,3}$/.test(code) || Number(code) > 255) return null;
  return { from: Number(code), to: Number(code) };
}

function formatEthernet({ from, to }: IntegerRange): string {
  const hex = (value: number): string => `0x${value.toString(16).padStart(4, '0')}`;
  return from === to ? hex(from) : `${hex(from)}-${hex(to)}`;
}
