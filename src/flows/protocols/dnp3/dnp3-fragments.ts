/** Puts the transport segments of DNP3 (IEEE 1815-2012 8) together to application fragments. */
import { mostLinkData } from './dnp3-link.ts';

const finalBit = 0x80;
const firstBit = 0x40;
const sequenceMask = 0x3f;

/** Stations that send fragments of several segments at the same time. */
const mostAssemblies = 8;
/** Eight times what IEEE 1815 asks a station to take. */
const longestFragment = 16_384;

/** What a segment was: the end of a fragment, a part that is kept, or one whose beginning is not known. */
type SegmentFate = 'complete' | 'kept' | 'stray';

export interface FragmentAssembler {
  /** Takes the segment in `segment[0, length)` of the stations with this key; after `complete`, `fragment` is whole. */
  add(key: number, segment: Uint8Array, length: number): SegmentFate;
  /** Bytes of the fragment completed last, in `[start, end)`, until the next call. */
  readonly fragment: { bytes: Uint8Array; start: number; end: number };
  /** Bytes are missing: what has begun cannot be completed. */
  forget(): void;
}

interface Assembly {
  bytes: Uint8Array;
  length: number;
  sequence: number;
}

/** An assembler for what one side sends. */
export function createFragmentAssembler(): FragmentAssembler {
  const assemblies = new Map<number, Assembly>();
  const fragment: FragmentAssembler['fragment'] = { bytes: new Uint8Array(0), start: 0, end: 0 };

  function begin(key: number): Assembly {
    const [oldest] = assemblies.keys();
    if (assemblies.size >= mostAssemblies && oldest !== undefined) assemblies.delete(oldest);
    const assembly = { bytes: new Uint8Array(mostLinkData * 4), length: 0, sequence: 0 };
    assemblies.set(key, assembly);
    return assembly;
  }

  return {
    fragment,
    add(key, segment, length) {
      const header = segment[0] ?? 0;
      const isFirst = (header & firstBit) !== 0;
      const isFinal = (header & finalBit) !== 0;
      if (isFirst && isFinal) {
        if (assemblies.size > 0) assemblies.delete(key);
        fragment.bytes = segment;
        fragment.start = 1;
        fragment.end = length;
        return 'complete';
      }
      const assembly = isFirst ? begin(key) : assemblies.get(key);
      if (assembly === undefined) return 'stray';
      const isNext = isFirst || (header & sequenceMask) === ((assembly.sequence + 1) & sequenceMask);
      if (!isNext || !append(assembly, segment, length)) {
        assemblies.delete(key);
        return 'stray';
      }
      assembly.sequence = header & sequenceMask;
      if (!isFinal) return 'kept';
      assemblies.delete(key);
      fragment.bytes = assembly.bytes;
      fragment.start = 0;
      fragment.end = assembly.length;
      return 'complete';
    },
    forget: () => assemblies.clear(),
  };
}

/** Adds what follows the transport header; false when the fragment becomes too long. */
function append(assembly: Assembly, segment: Uint8Array, length: number): boolean {
  const needed = assembly.length + length - 1;
  if (needed > longestFragment) return false;
  if (needed > assembly.bytes.length) {
    const longer = new Uint8Array(Math.min(assembly.bytes.length * 2, longestFragment));
    longer.set(assembly.bytes);
    assembly.bytes = longer;
  }
  assembly.bytes.set(segment.subarray(1, length), assembly.length);
  assembly.length = needed;
  return true;
}
