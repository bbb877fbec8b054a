/** What is open between groups, as elements of maps: EtherTypes, and beginnings of frames such as the frame ids of PROFINET. */
import { slicePorts } from '../../algebra/port-set.ts';
import type { IntegerRange } from '../../model/plant.ts';
import type { FrameCell } from '../frames/frame-cells.ts';
import type { FrameHead } from '../frames/frame-heads.ts';
import { formatEtherTypes } from '../frames/frame-services.ts';
import { bareElement, type NftElement } from '../nft/write/elements.ts';
import { type PairMap, pairChainOf, writeCells } from '../nft/write/pair-maps.ts';
import { type Claim, planShared, type Sharing } from '../nft/write/shared-pieces.ts';

/** Maps with intervals beside marks, for what pairs of groups do not share. */
export const intervalMaps = ['allow_ranges', 'allow_heads'] as const;
export type IntervalMap = (typeof intervalMaps)[number];
export type IntervalElements = Readonly<Record<IntervalMap, readonly NftElement[]>>;

/** What frames are looked up by before pairs are: ranges of EtherTypes, and an EtherType with the first bytes behind it. */
export const sharedKinds = ['types', 'heads'] as const;
export type SharedKind = (typeof sharedKinds)[number];

export interface BridgeOpenings {
  /** By pair and one EtherType. */
  readonly allow: readonly NftElement[];
  readonly intervals: IntervalElements;
  /** Which of the maps below has the pairs. */
  readonly shared: Readonly<Record<SharedKind, readonly NftElement[]>>;
  readonly pairs: Readonly<Record<SharedKind, readonly PairMap[]>>;
  /** Whether an EtherType that is asked with the beginning of a frame is also in a range, so that one must be asked behind the other. */
  readonly isTwofold: boolean;
  /** What all but `allow` opens, as if nothing were shared: it tells policies from one another, however they are written. */
  readonly unsplit: IntervalElements;
}

/** The elements of cells, by the chains that decide about them. */
export function planBridgeOpenings(
  cells: readonly FrameCell[],
  verdicts: ReadonlyMap<FrameCell, string>,
): BridgeOpenings {
  const { elementOf, wayOf, pairMapOf } = writeCells(verdicts);
  const inFull = (cell: FrameCell): NftElement => elementOf(cell, askedBy(cell));
  const bare = cells.filter(({ head }) => head === null);
  const ranged = bare.filter((cell) => !isSingle(cell));
  const headed = cells.filter(({ head }) => head !== null);
  const plans = {
    types: planShared(ranged, { askedBy, cut: cutTypes, wayOf }),
    heads: planShared(headed, { askedBy, cut: cutHeads, wayOf }),
  };
  const lookUps = (kind: SharedKind): readonly NftElement[] =>
    plans[kind].shared.flatMap((pieces) =>
      pieces.values.map((value) => bareElement(value, `goto ${pairChainOf(kind, pieces)}`)),
    );
  const pairsOf = (kind: SharedKind): readonly PairMap[] => plans[kind].shared.map((pieces) => pairMapOf(kind, pieces));
  const headedTypes = typesOf(headed);
  return {
    allow: bare.filter(isSingle).map(inFull),
    intervals: { allow_ranges: plans.types.others.map(inFull), allow_heads: plans.heads.others.map(inFull) },
    shared: { types: lookUps('types'), heads: lookUps('heads') },
    isTwofold: typesOf(ranged).some((range) =>
      headedTypes.some(({ from, to }) => range.from <= to && from <= range.to),
    ),
    pairs: { types: pairsOf('types'), heads: pairsOf('heads') },
    unsplit: { allow_ranges: ranged.map(inFull), allow_heads: headed.map(inFull) },
  };
}

/** Each once. */
function typesOf(cells: readonly FrameCell[]): readonly IntegerRange[] {
  return [...new Map(cells.map(({ types }) => [formatEtherTypes(types), types])).values()];
}

/** A hash map costs the same at any size, so that one is asked before anything else. */
function isSingle({ types }: FrameCell): boolean {
  return types.from === types.to;
}

function askedBy({ types, head }: FrameCell): string {
  return formatValue(types, head);
}

function formatValue(types: IntegerRange, head: FrameHead | null): string {
  const behind = head === null ? [] : [formatBytes(head.lead, 3), formatBytes(head.type, 1)];
  return [formatEtherTypes(types), ...behind].join(' . ');
}

type Cut = Sharing<string, FrameCell>['cut'];

function cutTypes(claims: readonly Claim<FrameCell>[]): ReturnType<Cut> {
  const slices = slicePorts(claims.map((claim) => ({ range: claim.cells[0].types, holder: claim })));
  return slices.map(({ from, to, holders }) => ({ value: formatValue({ from, to }, null), holders }));
}

/** By EtherType, then by the bytes behind it, one dimension at a time. */
function cutHeads(claims: readonly Claim<FrameCell>[]): ReturnType<Cut> {
  return slicePorts(claims.map((claim) => ({ range: claim.cells[0].types, holder: claim }))).flatMap((types) =>
    slicePorts(types.holders.map((claim) => ({ range: headOf(claim).lead, holder: claim }))).flatMap((lead) =>
      slicePorts(lead.holders.map((claim) => ({ range: headOf(claim).type, holder: claim }))).map((type) => ({
        value: formatValue(rangeOf(types), { lead: rangeOf(lead), type: rangeOf(type) }),
        holders: type.holders,
      })),
    ),
  );
}

function headOf({ cells: [{ head }] }: Claim<FrameCell>): FrameHead {
  if (head === null) throw new Error('a cell without a head among those with one');
  return head;
}

function rangeOf({ from, to }: IntegerRange): IntegerRange {
  return { from, to };
}

/** `0x800000-0xbfffff`, as the kernel lists bytes. */
function formatBytes({ from, to }: IntegerRange, bytes: number): string {
  const hex = (value: number): string => `0x${value.toString(16).padStart(bytes * 2, '0')}`;
  return from === to ? hex(from) : `${hex(from)}-${hex(to)}`;
}
