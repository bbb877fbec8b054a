/** A port forward leads from one address and port to one address of an asset. */
import { parseIpAddress } from '../../algebra/ip-address.ts';
import { diagnose } from '../../diagnostics/diagnostic.ts';
import { suggesterOf } from '../../diagnostics/suggest.ts';
import { joinWords, quote } from '../../diagnostics/words.ts';
import type { Boundary, PortForward } from '../../model/plant.ts';
import { insideAddresses } from '../lower/boundaries.ts';
import type { PlantCheck } from './check-context.ts';
import { idSpan } from './id-spans.ts';

export const checkPortForwards: PlantCheck = function* ({ plant, assets, planZones }) {
  const suggest = suggesterOf(assets.keys());
  const taken = new Map<string, { readonly boundary: Boundary; readonly forward: PortForward }>();
  for (const boundary of plant.boundaries) {
    for (const forward of boundary.portForwards) {
      const { outside, to } = forward;
      const args = { boundary: boundary.id, forward: forward.id };
      const { transport, number } = outside.port.value;
      const service = `${outside.ip.value} ${transport}/${number}`;
      const first = taken.get(`${outside.scope.value} ${service}`);
      if (first === undefined) taken.set(`${outside.scope.value} ${service}`, { boundary, forward });
      else {
        const other = `port forward ${quote(first.forward.id)} of boundary ${quote(first.boundary.id)}`;
        const related = [{ at: idSpan(first.forward), what: 'the other port forward' }];
        yield diagnose('nat/forward-twice', outside.port.at, { ...args, service, other }, related);
      }
      const asset = assets.get(to.value);
      if (asset === undefined) {
        yield diagnose('reference/unknown', to.at, { kind: 'asset', id: to.value, suggestion: suggest(to.value) });
        continue;
      }
      const plain = { zones: asset.zones.map(({ value }) => value), ip: asset.ip.map(({ value }) => value) };
      const addresses = insideAddresses(plain, outside.ip.value, planZones).map(({ ip }) => ip);
      if (addresses.length === 1) continue;
      const family = parseIpAddress(outside.ip.value)?.family === 6 ? 'IPv6' : 'IPv4';
      const facts = {
        asset: to.value,
        family,
        addresses: addresses.length === 0 ? null : joinWords(addresses),
      } as const;
      yield diagnose('nat/forward-nowhere', to.at, { ...args, ...facts });
    }
  }
};
