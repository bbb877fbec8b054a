/** Protocols are those of the catalogue, and ports are asked of those that have some. */
import { diagnose } from '../../diagnostics/diagnostic.ts';
import { suggesterOf } from '../../diagnostics/suggest.ts';
import type { Protocol } from '../../model/catalogue.ts';
import type { Plant, Written } from '../../model/plant.ts';
import type { PlantCheck } from './check-context.ts';
import { protocolsOf } from './protocols-named.ts';

export const checkProtocols: PlantCheck = function* ({ plant, catalogue }) {
  const suggest = suggesterOf(catalogue.protocols.keys());
  for (const { value, at } of protocolWordsOf(plant)) {
    if (catalogue.protocols.has(value)) continue;
    yield diagnose('reference/unknown', at, { kind: 'protocol', id: value, suggestion: suggest(value) });
  }
  for (const conduit of plant.conduits) {
    for (const { protocol, ports } of conduit.allow) {
      const [first] = ports;
      const protocols = protocolsOf(catalogue, protocol.value);
      if (first === undefined || protocols.length === 0 || protocols.some(hasPorts)) continue;
      yield diagnose('port/not-used', first.at, { protocol: protocol.value });
    }
  }
};

function* protocolWordsOf(plant: Plant): Generator<Written<string>> {
  for (const conduit of plant.conduits) for (const { protocol } of conduit.allow) yield protocol;
  for (const { protocols } of plant.invariants) yield* protocols;
}

function hasPorts({ services }: Protocol): boolean {
  return services.some(({ transport }) => transport !== 'icmp' && transport !== 'icmpv6');
}
