/**
 * Probes through a boundary that translates: to which address a client sends, and what both ends see of each other, by the plan
 * and not by how the configuration is written.
 */
import { parseIpAddress } from '../../algebra/ip-address.ts';
import type { Plan, PlanBoundary } from '../../model/plan.ts';
import { type AskedService, planTranslation } from '../proof/translation/plan-translation.ts';
import type { Atlas, Place } from './atlas.ts';
import { type Packet, protocolNumbers } from './packet/packet.ts';
import type { LabWiring } from './port.ts';
import type { Draft, Settled } from './probe.ts';
import type { Random } from './random.ts';

/** Where a client sends. */
interface Asked {
  readonly destination: Place;
  readonly port: number;
}

export interface Translator {
  /** Sends a draft to one of the addresses that stand for its destination, or past the translation. */
  readonly choose: (draft: Draft, random: Random) => Draft & Settled;
  /** What becomes of a draft that is sent to the very address and port that it has. */
  readonly settle: (sent: Draft) => Draft & Settled;
}

/** Of so many drafts whose destination has addresses outside, one is sent to the address inside. */
const pastTranslation = 6;

/** Makes a translator for the interfaces of a lab. */
export function createTranslator(
  plan: Plan,
  boundary: PlanBoundary,
  { interfaces }: LabWiring,
  atlas: Atlas,
): Translator {
  const translation = planTranslation(plan, boundary);
  const nameOf = (number: number): string => interfaces[number] ?? '';
  const settle = (sent: Draft): Draft & Settled => {
    const { destination: asked, entry, protocol, port } = sent;
    const target = translation.entering(nameOf(entry), asked, serviceOf(protocol, port));
    const destination = target === null ? asked : atlas(target.address);
    const exit = target === null || sent.service !== 0 ? sent.exit : destination.route;
    const outside = translation.leaving(nameOf(exit), sent.source);
    return {
      ...sent,
      exit,
      destination,
      port: target?.port ?? port,
      asked: { destination: asked, port },
      shown: outside === null ? sent.source : atlas(outside),
      translated: target !== null,
    };
  };
  const forwards = boundary.portForwards.flatMap(({ transport, outside }) => {
    const address = parseIpAddress(outside.ip);
    return address === null ? [] : [{ transport, address, port: outside.port }];
  });
  const waysTo = ({ entry, destination, protocol, port }: Draft): readonly Asked[] => {
    const name = nameOf(entry);
    const service = serviceOf(protocol, port);
    const whole = translation.seenAs(name, destination).map((address) => ({ destination: atlas(address), port }));
    const ports = forwards.filter(({ transport, address, port: outside }) => {
      if (transport !== service?.transport || address.family !== destination.family) return false;
      const target = translation.entering(name, address, { transport, port: outside });
      return target !== null && target.address.value === destination.value && target.port === port;
    });
    return [...whole, ...ports.map((each) => ({ destination: atlas(each.address), port: each.port }))];
  };
  return {
    settle,
    choose: (draft, random) => {
      const ways = waysTo(draft);
      const way = ways.length === 0 || random.oneIn(pastTranslation) ? undefined : random.pick(ways);
      return settle(way === undefined ? draft : { ...draft, ...way });
    },
  };
}

/** The conversation as it is where nothing translates. */
export function untranslated<T extends Draft & Settled>(probe: T): T {
  return {
    ...probe,
    asked: { destination: probe.destination, port: probe.port },
    shown: probe.source,
    translated: false,
  };
}

/** A packet of a conversation as the other end gets it. */
export function across(packet: Packet, { source, destination, port, protocol, asked, shown }: Draft & Settled): Packet {
  const hasPorts = packet.protocol === protocol && serviceOf(protocol, port) !== null;
  if (packet.source === source && packet.destination === asked.destination)
    return { ...packet, source: shown, destination, ...(hasPorts ? { destinationPort: port } : {}) };
  return {
    ...packet,
    source: asked.destination,
    destination: source,
    ...(hasPorts ? { sourcePort: asked.port } : {}),
  };
}

function serviceOf(protocol: number, port: number): AskedService | null {
  if (protocol === protocolNumbers.tcp) return { transport: 'tcp', port };
  return protocol === protocolNumbers.udp ? { transport: 'udp', port } : null;
}
