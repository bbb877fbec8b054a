/** The services of a grant as a packet filter sees them: ports, protocol numbers, and ICMP types for operations. */
import { joinPorts, subtractPorts } from '../algebra/port-set.ts';
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
const icmpTypes: IntegerRange = { from: 0, to: 255 };

/** Splits a grant's services into those that a dialect can match and those that it cannot. */
export function wireServices(grant: PlanGrant, catalogue: Catalogue, capabilities: Capabilities): WireServices {
  const protocol = catalogue.protocols.get(grant.protocol);
  const services: WireService[] = [];
  const losses: Loss[] = [];
  for (const service of grant.services) {
    const { transport, ports } = service;
    if (!capabilities.transports.includes(transport)) losses.push(lost(service));
    else if (transport === 'ip')
      services.push(...subtractPorts(ports, ownTransports).map((range) => ({ transport, ports: range })));
    else if (!isIcmp(transport)) services.push(service);
    else {
      const types = capabilities.icmpTypes ? typesOf(grant.operations, protocol) : null;
      if (types === null) losses.push(lost(service));
      else services.push(...types.map((range) => ({ transport, ports: range })));
    }
  }
  return { services, losses };
}

/** Whether the dialect sees the operation of a service, as a packet filter sees the type of an ICMP message. */
export function isIcmp(transport: Transport): boolean {
  return transport === 'icmp' || transport === 'icmpv6';
}

/** Message types of operations; null when the catalogue does not say which they are. */
function typesOf(
  operations: readonly PlanOperation[] | null,
  protocol: Protocol | undefined,
): readonly IntegerRange[] | null {
  if (protocol === undefined || protocol.operations.length === 0) return null;
  if (operations === null) return [icmpTypes];
  const known = protocol.operations.flatMap((entry) => typeRange(entry.code) ?? []);
  const chosen = operations.flatMap((operation): readonly (IntegerRange | null)[] => {
    if (operation.name?.startsWith('code:')) return [typeRange(operation.name.slice('code:'.length))];
    if (operation.class === 'unknown' && operation.name === null) return subtractPorts(icmpTypes, known);
    return protocol.operations
      .filter((entry) => entry.class === operation.class && (operation.name === null || entry.name === operation.name))
      .map((entry) => typeRange(entry.code));
  });
  const types = chosen.filter((range) => range !== null);
  return types.length === chosen.length ? joinPorts(types) : null;
}

function typeRange(code: string): IntegerRange | null {
  if (!/^\d{1,3}$/.test(code) || Number(code) > 255) return null;
  return { from: Number(code), to: Number(code) };
}

function lost({ transport, ports }: PlanService): Loss {
  const number = (value: number): string =>
    transport === 'ethernet' ? `0x${value.toString(16).padStart(4, '0')}` : String(value);
  const range = ports.from === ports.to ? number(ports.from) : `${number(ports.from)}-${number(ports.to)}`;
  const detail =
    transport === 'ethernet'
      ? `ethernet ${range}, which no router passes on`
      : isIcmp(transport)
        ? `the ${transport} messages of this protocol, whose types are not known`
        : `${transport} ${range}`;
  return { kind: 'services', detail, passes: [] };
}
