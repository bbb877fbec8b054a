/**
 * The catalogue for readers of traffic in a plant with port forwards: what listens inside is expected at the port outside
 * too, so that its messages are decoded and its server is told from the client. What is inside encryption is left out:
 * readers name it by the port alone, whoever listens there.
 */
import type { Catalogue, Protocol, ProtocolService } from '../../model/catalogue.ts';
import type { Plan, PlanPortForward } from '../../model/plan.ts';
import { buildPortIndex } from './port-index.ts';

/** The catalogue itself where the plan forwards no port to another. */
export function withForwardedPorts(catalogue: Catalogue, plan: Plan): Catalogue {
  const forwards = plan.boundaries
    .flatMap((boundary) => boundary.portForwards)
    .filter(({ outside, inside }) => outside.port !== inside.port);
  if (forwards.length === 0) return catalogue;
  const protocols = new Map([...catalogue.protocols].map(([id, protocol]) => [id, withServices(protocol, forwards)]));
  return { ...catalogue, protocols, portIndex: buildPortIndex(protocols.values()) };
}

function withServices(protocol: Protocol, forwards: readonly PlanPortForward[]): Protocol {
  if (protocol.layer === 'generic') return protocol;
  const more = protocol.services
    .filter(isOpen)
    .flatMap((service) =>
      forwards
        .filter(({ transport, inside }) => transport === service.transport && hasPort(service, inside.port))
        .map(({ outside }) => ({ ...service, ports: [{ from: outside.port, to: outside.port }] })),
    );
  return more.length === 0 ? protocol : { ...protocol, services: [...protocol.services, ...more] };
}

function isOpen({ encrypted, dynamic }: ProtocolService): boolean {
  return !encrypted && !dynamic;
}

function hasPort({ ports }: ProtocolService, port: number): boolean {
  return ports.some(({ from, to }) => from <= port && port <= to);
}
