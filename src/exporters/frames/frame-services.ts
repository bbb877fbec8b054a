/** The services of a grant as a bridge sees them: EtherTypes, and the first bytes behind them where these tell protocols apart. */
import { integerSet, intersectIntegers, subtractIntegers } from '../../algebra/integer-set.ts';
import { formatPorts } from '../../algebra/port-set.ts';
import { joinWords } from '../../diagnostics/words.ts';
import type { Catalogue, Protocol } from '../../model/catalogue.ts';
import type { PlanGrant, PlanService } from '../../model/plan.ts';
import type { IntegerRange } from '../../model/plant.ts';
import type { Loss } from '../dialect.ts';
import { type FrameHead, requestHeads } from './frame-heads.ts';

export interface FrameService {
  /** EtherTypes from 0x0600 on; a single one where there are heads. */
  readonly types: IntegerRange;
  /** Null: whatever is behind the EtherType. */
  readonly heads: readonly FrameHead[] | null;
}

export interface FrameServices {
  readonly services: readonly FrameService[];
  /** Services that cannot be said. */
  readonly losses: readonly Loss[];
}

/** IEEE 802.3: below this the field is a length, and an LLC header follows. */
const firstEtherType = 0x0600;
const ipTypes = [0x0800, 0x86dd];
const arpType = 0x0806;
/** Tags, labels and sessions: what such a frame carries is what is judged. */
const carriers = [0x8100, 0x88a8, 0x9100, 0x9200, 0x892f, 0xf1c1, 0x8847, 0x8848, 0x8864];
const judgedOtherwise: readonly IntegerRange[] = integerSet(
  [...ipTypes, arpType, ...carriers].map((type) => ({ from: type, to: type })),
);
const etherTypes: readonly IntegerRange[] = [{ from: firstEtherType, to: 0xffff }];

/** Splits a grant's services into those that frames can be matched by and those that they cannot. */
export function frameServices(grant: PlanGrant, catalogue: Catalogue): FrameServices {
  const protocol = catalogue.protocols.get(grant.protocol);
  const heads = requestHeads(grant, protocol);
  const services: FrameService[] = [];
  const losses: Loss[] = [];
  const packets = grant.services.filter((service) => service.transport !== 'ethernet');
  if (packets.length > 0)
    losses.push({ kind: 'services', detail: packetsLost(packets, packets.length < grant.services.length), passes: [] });
  for (const { transport, ports } of grant.services) {
    if (transport !== 'ethernet') continue;
    const types = subtractIntegers(intersectIntegers([ports], etherTypes), judgedOtherwise);
    const unsaid = whatIsLost(ports, types);
    if (unsaid !== null) losses.push({ kind: 'services', detail: unsaid, passes: [] });
    services.push(...types.flatMap((range) => withHeads(range, protocol, heads)));
  }
  if (services.length > 0 && heads?.length === 0)
    losses.push({
      kind: 'services',
      detail: `${grant.protocol} frames for the granted operations, of which there are none`,
      passes: [],
    });
  return { services: services.filter((service) => service.heads?.length !== 0), losses };
}

/** Only where a protocol is at home is it known what its frames begin with. */
function withHeads(
  range: IntegerRange,
  protocol: Protocol | undefined,
  heads: readonly FrameHead[] | null,
): readonly FrameService[] {
  if (heads === null) return [{ types: range, heads: null }];
  const home = integerSet(
    (protocol?.services ?? []).flatMap(({ transport, ports }) => (transport === 'ethernet' ? ports : [])),
  );
  const own = intersectIntegers([range], home).flatMap(({ from, to }) =>
    Array.from({ length: to - from + 1 }, (_, index) => ({ types: { from: from + index, to: from + index }, heads })),
  );
  return [...own, ...subtractIntegers([range], home).map((types) => ({ types, heads: null }))];
}

/** Packets of IP would need connection tracking, which not every kernel has on bridges. */
function packetsLost(services: readonly PlanService[], beside: boolean): string {
  const words = services.map(({ transport, ports }) => `${transport} ${formatPorts(ports)}`);
  const next = beside ? '; name the EtherTypes under ports where frames are all that is meant' : '';
  return `${joinWords(words)}: a bridge cannot tell who began, put a router with the dialect nftables between the zones${next}`;
}

/** What of a service no rule can match, null when nothing is lost. */
function whatIsLost(ports: IntegerRange, types: readonly IntegerRange[]): string | null {
  if (ports.from < firstEtherType) {
    const low = { from: ports.from, to: Math.min(ports.to, firstEtherType - 1) };
    return `ethernet ${formatEtherTypes(low)}, which is in frames with an LLC header, and those are dropped`;
  }
  if (types.length > 0) return null;
  if (ports.from === arpType)
    return `ethernet ${formatEtherTypes(ports)}, which speaks for IP addresses, and no IP passes`;
  return `ethernet ${formatEtherTypes(ports)}, whose frames are judged by what they carry`;
}

/** `0x8892` or `0x88b8-0x88ba`. */
export function formatEtherTypes({ from, to }: IntegerRange): string {
  const hex = (value: number): string => `0x${value.toString(16).padStart(4, '0')}`;
  return from === to ? hex(from) : `${hex(from)}-${hex(to)}`;
}
