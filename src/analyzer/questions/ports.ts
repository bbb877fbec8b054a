/** Grants that open many more ports than their protocol listens on. */
import { countIntegers, integerSet } from '../../algebra/integer-set.ts';
import { type Diagnostic, diagnose } from '../../diagnostics/diagnostic.ts';
import type { Protocol, Transport } from '../../model/catalogue.ts';
import type { PlanService } from '../../model/plan.ts';
import type { IntegerRange } from '../../model/plant.ts';
import type { Question } from '../analysis-context.ts';

/** A range this many times as wide as what the protocol listens on is no list of its ports any more. */
const farWider = 16;
/** A bare transport has no usual ports; the system ports are 1,024. */
const manyPorts = 1_024;

export const askPorts: Question = function* ({ live, catalogue }): Generator<Diagnostic> {
  for (const opening of live) {
    for (const [name, [grant]] of Map.groupBy(opening.grants, (each) => each.protocol)) {
      const protocol = catalogue.protocols.get(name);
      if (protocol === undefined || grant === undefined) continue;
      const ports = countPorts(grant.services);
      const own = protocol.layer === 'generic' ? [] : servicesOf(protocol);
      if (own.length === 0 ? !isMany(protocol, ports) : ports <= farWider * countPorts(own)) continue;
      const usual = own.map(serviceWords);
      yield diagnose('grant/any-port', opening.fields.ports ?? opening.fields.protocol ?? opening.at, {
        grant: opening.name,
        protocol: name,
        ports,
        usual,
        suffices: usual.length === 0 ? null : `ports: [${usual.join(', ')}]`,
      });
    }
  }
};

/** IP protocol numbers and EtherTypes are few, so that only all of them are many. */
function isMany({ id, services }: Protocol, ports: number): boolean {
  return id === 'tcp' || id === 'udp' ? ports > manyPorts : ports >= countPorts(services.flatMap(spread));
}

function servicesOf({ services }: Protocol): readonly PlanService[] {
  const open = services.filter((service) => !service.encrypted);
  return (open.length > 0 ? open : services).flatMap(spread);
}

function spread({ transport, ports }: { readonly transport: Transport; readonly ports: readonly IntegerRange[] }) {
  return ports.map((range) => ({ transport, ports: range }));
}

function countPorts(services: readonly PlanService[]): number {
  let count = 0;
  for (const own of Map.groupBy(services, (each) => each.transport).values())
    count += countIntegers(integerSet(own.map((each) => each.ports)));
  return count;
}

function serviceWords({ transport, ports }: PlanService): string {
  return ports.from === ports.to ? `${transport}/${ports.from}` : `${transport}/${ports.from}-${ports.to}`;
}
