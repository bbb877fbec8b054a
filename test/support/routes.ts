/** The routes of a router that stands at a boundary. */
import { createResolver } from '../../src/evaluator/resolve.ts';
import type { BoundaryCase } from './arbitrary-boundary.ts';

/** Interface to networks; `eth3` leads to everything that is not behind the boundary. */
export function routesOf({ plan, boundary }: BoundaryCase): Readonly<Record<string, readonly string[]>> {
  const routes: Record<string, string[]> = { eth3: ['0.0.0.0/0', '::/0'] };
  for (const { name } of boundary.interfaces) routes[name] = [];
  const interfaceOf = (zone: string): string =>
    boundary.interfaces.find(({ zones }) => zones.includes(zone))?.name ?? 'eth3';
  const addresses = new Set(plan.assets.flatMap((asset) => asset.ip));
  for (const zone of plan.zones) {
    const networks = zone.networks.filter((text) => !addresses.has(text.replace(/\/(32|128)$/, '')));
    routes[interfaceOf(zone.id)]?.push(...networks);
  }
  // An asset may lie in a network that is closer to another interface, so each has a route of its own.
  const resolve = createResolver(plan);
  for (const text of plan.assets.flatMap((asset) => asset.ip)) {
    const { zone } = resolve('site', text, text).source.attributes;
    if (zone !== null) routes[interfaceOf(zone)]?.push(text);
  }
  return routes;
}
