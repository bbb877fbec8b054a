/** Which address domain captured traffic belongs to. */
import type { Plan } from '../model/plan.ts';
import { PlatformError } from '../platform/platform-error.ts';

/** A VLAN of a declared scope decides; else the flag; else the only scope there is. */
export function scopeFinder(plan: Plan, named: string | undefined): (vlan: number | null) => string | null {
  const scopes = [...new Set(plan.zones.map((zone) => zone.scope))];
  if (named !== undefined && !scopes.includes(named)) {
    throw new PlatformError('usage', `no zone is in the scope ${named}; there are ${scopes.join(', ')}`);
  }
  const usual = named ?? (scopes.length === 1 ? (scopes[0] ?? null) : null);
  const byVlan = new Map(plan.scopes.flatMap((scope) => scope.vlans.map((vlan) => [vlan, scope.id] as const)));
  return (vlan) => (vlan === null ? usual : (byVlan.get(vlan) ?? usual));
}
