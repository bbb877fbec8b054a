/** Which transports and ports a grant speaks of: its own `ports`, or those of the protocol's catalogue entry. */
import type { Protocol, Transport } from '../../model/catalogue.ts';
import type { PlanService } from '../../model/plan.ts';
import type { IntegerRange, Written } from '../../model/plant.ts';
import { usualServices } from '../usual-services.ts';

/**
 * Services of a grant, sorted. Encrypted variants of a protocol are left out unless they are its only ones or
 * their port is written, because nobody could see which operations pass.
 */
export function servicesOf(protocol: Protocol, ports: readonly Written<string>[]): readonly PlanService[] {
  const usual = usualServices(protocol);
  const services =
    ports.length === 0
      ? usual.flatMap((service) => service.ports.map((range) => ({ transport: service.transport, ports: range })))
      : ports.flatMap((port) => writtenService(port.value, protocol));
  return services.sort(compareServices);
}

/** Reads `502`, `5000-5010` or `tcp/502`; null when it is none of them. */
function parsePort(text: string): { transport: string | null; ports: IntegerRange } | null {
  const match = /^(?:([a-z0-9]+)\/)?(0x[0-9a-f]+|\d+)(?:-(0x[0-9a-f]+|\d+))?$/i.exec(text);
  if (match === null) return null;
  const from = Number(match[2]);
  const to = match[3] === undefined ? from : Number(match[3]);
  return { transport: match[1]?.toLowerCase() ?? null, ports: { from, to } };
}

function writtenService(text: string, protocol: Protocol): PlanService[] {
  const parsed = parsePort(text);
  if (parsed === null) return [];
  const own = [...new Set(protocol.services.map((service) => service.transport))];
  const transports = parsed.transport === null ? own : [parsed.transport as Transport];
  return transports.map((transport) => ({ transport, ports: parsed.ports }));
}

function compareServices(a: PlanService, b: PlanService): number {
  if (a.transport !== b.transport) return a.transport < b.transport ? -1 : 1;
  return a.ports.from - b.ports.from || a.ports.to - b.ports.to;
}
