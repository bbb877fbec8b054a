/** Finds out which asset or zone of the plant a device is that told something about itself. */
import type { SeenDevice } from '../model/devices.ts';
import type { DeviceIdentity } from '../model/identity.ts';
import type { Plan } from '../model/plan.ts';
import { isoMicros } from './iso-micros.ts';
import { createResolver } from './resolve.ts';

/** The devices with the places that their addresses have in the plant, in the same order. */
export function placeDevices(devices: readonly DeviceIdentity[], plan: Plan): SeenDevice[] {
  const resolve = createResolver(plan);
  return devices.map(({ scope, address, unit, facts }) => {
    const place = resolve(scope, address, address);
    const { zone, asset } = place.source.attributes;
    return {
      scope: place.scope,
      address,
      unit,
      zone,
      asset,
      facts: facts.map((fact) => ({ ...fact, first: isoMicros(fact.first), last: isoMicros(fact.last) })),
    };
  });
}
