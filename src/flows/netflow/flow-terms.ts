/** Values that mean the same wherever flow records are written. */
import type { FlowRecord } from './flow-record.ts';

/** `biflowDirection` (RFC 5103 6.3): who began, where it says so. */
export function biflowInitiator(direction: number): FlowRecord['initiator'] {
  if (direction === 1) return 'source';
  return direction === 2 ? 'destination' : null;
}

/** The two highest bits of `forwardingStatus` (RFC 7270 4.12) say what became of the packets; 2 is dropped. */
export function isDropped(forwardingStatus: number): boolean {
  return forwardingStatus >>> 6 === 2;
}

/** `firewallEvent` (IANA IPFIX registry) of a flow that was not let through. */
export const firewallDenied = 3;

/** A VLAN id from 1 to 4094 (IEEE 802.1Q 9.6), else 0. */
export function validVlan(vlan: number): number {
  return vlan < 4095 ? vlan : 0;
}

/** An EtherType whose MAC addresses may be those of routers, which tells nobody who talks to whom. */
export function isIpType(etherType: number): boolean {
  return etherType === 0x0800 || etherType === 0x86dd;
}
