/** What is open between groups, as elements of maps: each map is asked for a pair of groups, and most for what a packet asks for as well. */
import { formatPorts } from '../../algebra/port-set.ts';
import type { Cell } from '../cells.ts';
import { bareElement, type NftElement } from '../nft/write/elements.ts';
import { type PairMap, pairChainOf, writeCells } from '../nft/write/pair-maps.ts';
import { planRanges, type RangeKind } from './range-maps.ts';

/** Maps with intervals beside marks, which only what is left of {@link planRanges} needs. */
export const intervalMaps = ['allow_ranges', 'allow_icmp', 'allow_icmpv6', 'allow_protocols'] as const;
export type IntervalMap = (typeof intervalMaps)[number];

export interface Openings {
  /** By pair, tcp or udp, and one port. */
  readonly allow: readonly NftElement[];
  readonly intervals: IntervalElements;
  /** By what a packet asks for: which of the maps below has the pairs. */
  readonly ranges: Readonly<Record<RangeKind, readonly NftElement[]>>;
  readonly pairs: readonly PairMap[];
  /** What all but `allow` opens, as if nothing were split: it tells policies from one another, however they are written. */
  readonly unsplit: IntervalElements;
}

export type IntervalElements = Readonly<Record<IntervalMap, readonly NftElement[]>>;

/** The elements of cells, by the chains that decide about them. */
export function planOpenings(cells: readonly Cell[], verdicts: ReadonlyMap<Cell, string>): Openings {
  const { elementOf, wayOf, pairMapOf } = writeCells(verdicts);
  const several = cells.filter((cell) => !isSinglePort(cell));
  const { maps, others } = planRanges(several, wayOf);
  const withTransport = (cell: Cell): NftElement => elementOf(cell, cell.transport, formatPorts(cell.ports));
  const inFull = (list: readonly Cell[]): IntervalElements => {
    const of = (...kinds: readonly RangeKind[]): readonly Cell[] =>
      list.filter(({ transport }) => kinds.some((kind) => kind === transport));
    const bare = (cell: Cell): NftElement => elementOf(cell, formatPorts(cell.ports));
    return {
      allow_ranges: of('tcp', 'udp').map(withTransport),
      allow_icmp: of('icmp').map(bare),
      allow_icmpv6: of('icmpv6').map(bare),
      allow_protocols: of('ip').map(bare),
    };
  };
  const rangesOf = (kind: RangeKind): readonly NftElement[] =>
    maps
      .filter((map) => map.kind === kind)
      .flatMap((map) => map.values.map((values) => ({ values, target: pairChainOf(kind, map) })))
      .sort((a, b) => a.values.from - b.values.from)
      .map(({ values, target }) => bareElement(formatPorts(values), `goto ${target}`));
  return {
    allow: cells.filter(isSinglePort).map(withTransport),
    intervals: inFull(others),
    ranges: {
      tcp: rangesOf('tcp'),
      udp: rangesOf('udp'),
      icmp: rangesOf('icmp'),
      icmpv6: rangesOf('icmpv6'),
      ip: rangesOf('ip'),
    },
    pairs: maps.map((map) => pairMapOf(map.kind, map)),
    unsplit: inFull(several),
  };
}

/** A hash map costs the same at any size, so that one is asked before anything else. */
function isSinglePort({ transport, ports }: Cell): boolean {
  return (transport === 'tcp' || transport === 'udp') && ports.from === ports.to;
}
