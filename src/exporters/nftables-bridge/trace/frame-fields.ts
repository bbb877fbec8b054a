/** The fields of frames on the axes of a space, as nft(8) has them in the family bridge. */
import { type IntegerSet, integerSet, intersectIntegers } from '../../../algebra/integer-set.ts';
import type { FieldName } from '../../nft/read/fields.ts';
import type { NftHook, NftValue } from '../../nft/read/ruleset.ts';
import type { FieldSource, PacketModel } from '../../nft/trace/packet-model.ts';
import { type FrameSpace, frameAxes, macsIn, portsIn, tagType } from '../../proof/frames/frame-space.ts';
import { secondsOfWeek } from '../../proof/wire-space.ts';

/** The frames of a space at a hook, for the tracer. */
export function createFrameModel(space: FrameSpace, hook: NftHook): PacketModel {
  return {
    diagrams: space.diagrams,
    sourceOf: (field) => sourceOf(field, hook),
    sideOf: (field, mask, values) => sideOf(space, field, mask, values),
    unclear: () => null,
  };
}

function sourceOf(field: FieldName, hook: NftHook): FieldSource {
  const axis = (number: number): FieldSource => ({ kind: 'axis', axis: number, guard: null });
  const behindTag = (number: number): FieldSource => ({
    kind: 'axis',
    axis: number,
    guard: { axis: frameAxes.type, from: tagType, to: tagType },
  });
  switch (field) {
    case 'meta mark':
      return { kind: 'mark' };
    case 'meta iifname':
      return axis(frameAxes.entry);
    case 'meta oifname':
      // Before a bridge has looked up where a frame goes, nothing is known of that.
      return hook === 'forward' ? axis(frameAxes.exit) : { kind: 'unknown' };
    case 'ether saddr':
      return axis(frameAxes.source);
    case 'ether daddr':
      return axis(frameAxes.destination);
    case 'ether type':
      return axis(frameAxes.type);
    case 'vlan id':
      return behindTag(frameAxes.vlan);
    case 'vlan type':
      return behindTag(frameAxes.inner);
    case '@nh,0,24':
      return axis(frameAxes.lead);
    case '@nh,24,8':
      return axis(frameAxes.fourth);
    case 'meta time':
      return axis(frameAxes.moment);
    case 'meta day':
    case 'meta hour':
      return axis(frameAxes.week);
    default:
      return { kind: 'unknown' };
  }
}

const day = secondsOfWeek / 7;

/** Values of a field as a set on its axis; null for a mask that looks at more than the first byte of an address. */
function sideOf(
  space: FrameSpace,
  field: FieldName,
  mask: bigint | null,
  values: readonly NftValue[],
): IntegerSet | null {
  const numbers = values.flatMap((value) => (value.kind === 'numbers' ? [value] : []));
  switch (field) {
    case 'meta iifname':
    case 'meta oifname':
      return portsIn(
        space,
        values.flatMap((value) => (value.kind === 'name' ? [value.name] : [])),
      );
    case 'ether saddr':
    case 'ether daddr':
      return mask === null ? integerSet(macsIn(space, numbers)) : maskedMacs(space, mask, numbers);
    case 'meta day':
      return integerSet(numbers.map(({ from, to }) => ({ from: Number(from) * day, to: (Number(to) + 1) * day - 1 })));
    case 'meta hour':
      return integerSet(
        [0, 1, 2, 3, 4, 5, 6].flatMap((each) =>
          numbers.map(({ from, to }) => ({ from: Number(from) + each * day, to: Number(to) + each * day })),
        ),
      );
    default: {
      const last = lastOf(space, field);
      const all = integerSet(numbers.map(({ from, to }) => ({ from: Number(from), to: Number(to) })));
      return intersectIntegers(all, [{ from: 0, to: last }]);
    }
  }
}

/** All addresses of an interval have the same first byte. */
function maskedMacs(
  { macs }: FrameSpace,
  mask: bigint,
  values: readonly { readonly from: bigint; readonly to: bigint }[],
): IntegerSet | null {
  if ((mask & 0xff_ffff_ffffn) !== 0n) return null;
  const found = macs.flatMap((mac, index) => {
    const seen = mac & mask;
    return values.some(({ from, to }) => from <= seen && seen <= to) ? [{ from: index, to: index }] : [];
  });
  return integerSet(found);
}

/** Bytes as a number may be compared with numbers that they cannot be. */
function lastOf({ diagrams }: FrameSpace, field: FieldName): number {
  const source = sourceOf(field, 'forward');
  return source.kind === 'axis' ? (diagrams.sizes[source.axis] ?? 1) - 1 : 0;
}
