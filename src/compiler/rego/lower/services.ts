/** Services of a protocol: which transports and ports a rule leaves, as services of a grant. */
import { integerSet } from '../../../algebra/integer-set.ts';
import { type Protocol, type Transport, transports } from '../../../model/catalogue.ts';
import type { PlanService } from '../../../model/plan.ts';
import type { IntegerRange } from '../../../model/plant.ts';
import { usualServices } from '../../usual-services.ts';
import { cutRange } from './intervals.ts';

/** Ports of a transport that no condition tells apart. */
export type ServicePoint = PlanService;

/** Every service that exists, cut at the numbers that conditions compare with. */
export function servicePoints(numbers: ReadonlySet<number>): readonly ServicePoint[] {
  return transports.flatMap((transport) =>
    cutRange(portsOf(transport), numbers).map((ports) => ({ transport, ports })),
  );
}

/**
 * Services of a grant. Where the rule leaves the ports of a transport open they are the usual ones of the protocol,
 * as in YAML; where it limits them they are just what it says. A transport that the protocol does not have counts
 * only with the choice `named`, for rules that name transports, and only where they also limit its ports.
 */
export function servicesFrom(
  points: readonly ServicePoint[],
  protocol: Protocol,
  choice: 'own' | 'named',
): readonly PlanService[] {
  const left = new Map(
    transports.map((transport) => [
      transport,
      integerSet(points.filter((each) => each.transport === transport).map((each) => each.ports)),
    ]),
  );
  const own = new Set(protocol.services.map((service) => service.transport));
  return [...left]
    .flatMap(([transport, ranges]) => {
      if (ranges.length === 0) return [];
      if (isWhole(ranges, transport)) return usualOn(protocol, transport);
      return own.has(transport) || choice === 'named' ? ranges.map((ports) => ({ transport, ports })) : [];
    })
    .sort(compareServices);
}

/** Encrypted variants are left out unless they are the only ones, since nobody could see which operations pass. */
function usualOn(protocol: Protocol, transport: Transport): readonly PlanService[] {
  return usualServices(protocol)
    .filter((service) => service.transport === transport)
    .flatMap((service) => service.ports.map((ports) => ({ transport, ports })));
}

function isWhole([only, ...others]: readonly IntegerRange[], transport: Transport): boolean {
  const { from, to } = portsOf(transport);
  return others.length === 0 && only?.from === from && only.to === to;
}

function portsOf(transport: Transport): IntegerRange {
  if (transport === 'icmp' || transport === 'icmpv6') return { from: 0, to: 0 };
  return { from: 0, to: transport === 'ip' ? 255 : 65_535 };
}

export function compareServices(a: PlanService, b: PlanService): number {
  if (a.transport !== b.transport) return a.transport < b.transport ? -1 : 1;
  return a.ports.from - b.ports.from || a.ports.to - b.ports.to;
}
