/** Where a protocol is spoken unless a grant or a rule says otherwise. */
import type { Protocol, ProtocolService } from '../model/catalogue.ts';

/** Encrypted only if it is never open: nobody could see which operations pass there. */
export function usualServices(protocol: Protocol | undefined): readonly ProtocolService[] {
  const services = protocol?.services ?? [];
  const open = services.filter((service) => !service.encrypted);
  return open.length > 0 ? open : services;
}
