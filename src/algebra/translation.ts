/**
 * Translation of addresses at boundaries, as a plan states it: 1:1 NAT between two networks of one size in two scopes
 * (RFC 2663, "Basic NAT"). An address outside and one inside that stand for each other have the same distance from the
 * start of their networks.
 */
import type { Plan, PlanNat } from '../model/plan.ts';
import { type AddressRange, type IpAddress, type IpNetwork, parseIpNetwork } from './ip-address.ts';

/** What of a plan says how addresses are translated. */
export type Translating = Pick<Plan, 'boundaries'>;

/** One 1:1 NAT with its networks as numbers. */
export interface NatPair {
  readonly boundary: string;
  readonly nat: PlanNat;
  readonly outside: IpNetwork;
  readonly inside: IpNetwork;
}

/** Every 1:1 NAT of a plan, in its order; one whose networks differ in size is none, and the checks have said so. */
export function natPairs({ boundaries }: Translating): readonly NatPair[] {
  return boundaries.flatMap((boundary) =>
    boundary.nat.flatMap((nat) => {
      const outside = parseIpNetwork(nat.outside.network);
      const inside = parseIpNetwork(nat.inside.network);
      if (outside === null || inside === null || !areAlike(outside, inside)) return [];
      return [{ boundary: boundary.id, nat, outside, inside }];
    }),
  );
}

/** Whether two networks have the same family and size. */
export function areAlike(a: IpNetwork, b: IpNetwork): boolean {
  return a.family === b.family && a.prefix === b.prefix;
}

/** Whether a network has an address. */
export function holdsAddress(network: AddressRange, { family, value }: IpAddress): boolean {
  return network.family === family && network.from <= value && value <= network.to;
}

/** The address of one network that stands for an address of another of the same size. */
export function translateAddress({ family, value }: IpAddress, from: AddressRange, to: AddressRange): IpAddress {
  return { family, value: value - from.from + to.from };
}
