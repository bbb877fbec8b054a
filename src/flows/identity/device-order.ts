/** The order in which devices are listed: by address domain, by address the way people count, then by unit. */
import type { DeviceIdentity } from '../../model/identity.ts';

const counting = new Intl.Collator('en', { numeric: true });

/** Negative when `a` comes first. */
export function compareDevices(
  a: Pick<DeviceIdentity, 'scope' | 'address' | 'unit'>,
  b: Pick<DeviceIdentity, 'scope' | 'address' | 'unit'>,
): number {
  return (
    counting.compare(a.scope ?? '', b.scope ?? '') ||
    counting.compare(a.address, b.address) ||
    (a.unit ?? -1) - (b.unit ?? -1)
  );
}
