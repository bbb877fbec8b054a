/** Interfaces of a grant whose names a dialect cannot write. */
import type { PlanGrant } from '../model/plan.ts';
import type { InterfacesOfZone } from './crossing.ts';
import type { Capabilities, Loss } from './dialect.ts';

/** A loss for each such name; the grant is then not opened at all. */
export function interfaceLosses(
  grant: PlanGrant,
  interfaces: InterfacesOfZone,
  capabilities: Capabilities,
): readonly Loss[] {
  const names = [...(interfaces.get(grant.from) ?? []), ...(interfaces.get(grant.to) ?? [])];
  return [...new Set(names)]
    .filter((name) => !capabilities.isInterfaceName(name))
    .map((name) => ({ kind: 'interfaces', detail: `the interface name ${name}`, passes: [] }));
}
