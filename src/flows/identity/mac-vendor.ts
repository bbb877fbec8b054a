/** Adds who registered a device's MAC address: the one thing that every frame tells, even of a device that says nothing. */
import type { Conversation } from '../../model/conversation.ts';
import type { DeviceIdentity, IdentityFact } from '../../model/identity.ts';
import { compareDevices } from './device-order.ts';

/** Who registered a block of MAC addresses, by its first 6, 7 or 9 hexadecimal digits; null for none. */
type VendorOfBlock = (digits: string) => string | null;

/** The protocol that such a fact names as its source. */
const registry = 'ieee-oui';

/**
 * The devices, and those that only sent frames, with the vendors of their MAC addresses. Addresses that their users
 * chose (IEEE 802 locally administered) and groups have no vendor.
 */
export function withMacVendors(
  devices: readonly DeviceIdentity[],
  conversations: readonly Conversation[],
  vendorOfBlock: VendorOfBlock,
): DeviceIdentity[] {
  const told = devices.map((device) => {
    const known = device.facts.flatMap((fact) => (fact.field === 'mac-address' ? [vendorFact(fact, fact.value)] : []));
    return { ...device, facts: [...device.facts, ...known.filter((fact) => fact !== null)] };
  });
  const silent = new Map<string, DeviceIdentity>();
  for (const conversation of conversations) {
    const [evidence] = conversation.evidence;
    if (evidence === undefined) continue;
    for (const address of [conversation.source, conversation.destination]) {
      const key = `${conversation.scope} ${address}`;
      if (silent.has(key)) continue;
      const { count, first, last } = conversation;
      const fact = vendorFact({ count, first, last, evidence }, address);
      if (fact !== null) silent.set(key, { scope: conversation.scope, address, unit: null, facts: [fact] });
    }
  }
  for (const [index, device] of told.entries()) {
    const key = `${device.scope} ${device.address}`;
    const own = device.unit === null ? silent.get(key) : undefined;
    if (own === undefined) continue;
    silent.delete(key);
    told[index] = { ...device, facts: [...device.facts, ...own.facts] };
  }
  return [...told, ...silent.values()].sort(compareDevices);

  function vendorFact(said: Omit<IdentityFact, 'field' | 'value' | 'protocol'>, mac: string): IdentityFact | null {
    const value = vendorOf(mac, vendorOfBlock);
    if (value === null) return null;
    const { count, first, last, evidence } = said;
    return { field: 'mac-vendor', value, protocol: registry, count, first, last, evidence };
  }
}

/** The longest registered block counts: a registrar's block is cut into smaller ones. */
function vendorOf(mac: string, vendorOfBlock: VendorOfBlock): string | null {
  if (!/^[0-9a-f]{2}(:[0-9a-f]{2}){5}$/.test(mac)) return null;
  const digits = mac.replaceAll(':', '');
  if ((Number.parseInt(digits.slice(0, 2), 16) & 3) !== 0) return null;
  return vendorOfBlock(digits.slice(0, 9)) ?? vendorOfBlock(digits.slice(0, 7)) ?? vendorOfBlock(digits.slice(0, 6));
}
