/** The paths of CIP (The CIP Networks Library volume 1, appendix C-1): what a request is addressed to, segment by segment. */
import { read16Little, read32Little } from '../../capture/bytes.ts';
import { absent } from '../../observation-sink.ts';

/** What a path says; overwritten by the next. Numbers that it does not name are `absent`. */
export interface CipPath {
  /** The last class, and the instance and attribute behind it. */
  classId: number;
  instance: number;
  attribute: number;
  /** Connection points in their order: consumed by the target, produced by it. */
  consumedPoint: number;
  producedPoint: number;
  /** A tag is addressed by its name. */
  symbolic: boolean;
  /** Ports that the message leaves through on its way. */
  hops: number;
  /** Link address behind the last port, such as the slot in a rack; `absent` when it is a text. */
  link: number;
}

/** A path that names nothing. */
export function createCipPath(): CipPath {
  const path = { symbolic: false, hops: 0 } as CipPath;
  clear(path);
  return path;
}

/** Reads the padded path in `bytes[at, end)`; false when it is none. */
export function readCipPath(bytes: Uint8Array, at: number, end: number, path: CipPath): boolean {
  clear(path);
  while (at < end) {
    const next = readSegment(bytes, at, end, path);
    if (next <= at || next > end) return false;
    at = next;
  }
  return true;
}

function clear(path: CipPath): void {
  path.classId = absent;
  path.instance = absent;
  path.attribute = absent;
  path.consumedPoint = absent;
  path.producedPoint = absent;
  path.symbolic = false;
  path.hops = 0;
  path.link = absent;
}

/** Answers where the segment ends, `unknownSegment` for one that no path has. */
function readSegment(bytes: Uint8Array, at: number, end: number, path: CipPath): number {
  const segment = bytes[at] ?? 0;
  switch (segment >> 5) {
    case 0:
      return readPort(bytes, at, segment, path);
    case 1:
      return readLogical(bytes, at, end, segment, path);
    case 2:
      // Network segments: in those with bit 4 the length in words follows, the others have one byte of data.
      return (segment & 0x10) === 0 ? at + 2 : at + 2 + (bytes[at + 1] ?? 0) * 2;
    case 3:
      path.symbolic = true;
      return readSymbol(bytes, at, segment);
    case 4:
      return readData(bytes, at, segment, path);
    default:
      return unknownSegment;
  }
}

const unknownSegment = -1;
const extendedPort = 15;

function readPort(bytes: Uint8Array, at: number, segment: number, path: CipPath): number {
  const port = segment & 0x0f;
  if (port === 0) return unknownSegment;
  const hasLength = (segment & 0x10) !== 0;
  const length = hasLength ? (bytes[at + 1] ?? 0) : 1;
  const link = at + (hasLength ? 2 : 1) + (port === extendedPort ? 2 : 0);
  path.hops++;
  path.link = hasLength ? absent : (bytes[link] ?? 0);
  return link + length + ((length + (link - at)) % 2);
}

const classSegment = 0;
const instanceSegment = 1;
const connectionPointSegment = 3;
const attributeSegment = 4;
const specialSegment = 5;
const largestClass = 0xffff;

function readLogical(bytes: Uint8Array, at: number, end: number, segment: number, path: CipPath): number {
  const kind = (segment >> 2) & 7;
  if (kind === specialSegment) return readKey(bytes, at, segment);
  const size = 1 << (segment & 3);
  if (size === 8) return unknownSegment;
  // Numbers of more than one byte begin at an even offset.
  const next = size === 1 ? at + 2 : at + 2 + size;
  if (next > end) return unknownSegment;
  const value =
    size === 1 ? (bytes[at + 1] ?? 0) : size === 2 ? read16Little(bytes, at + 2) : read32Little(bytes, at + 2);
  switch (kind) {
    case classSegment:
      if (value > largestClass) return unknownSegment;
      path.classId = value;
      path.instance = absent;
      path.attribute = absent;
      break;
    case instanceSegment:
      path.instance = value;
      break;
    case connectionPointSegment:
      if (path.consumedPoint === absent) path.consumedPoint = value;
      else path.producedPoint = value;
      break;
    case attributeSegment:
      path.attribute = value;
      break;
    default:
      break;
  }
  return next;
}

const electronicKey = 0x34;
const plainKey = 4;
const keyBytes = 10;

/** A key says which device must be there for the message to be taken. */
function readKey(bytes: Uint8Array, at: number, segment: number): number {
  return segment === electronicKey && bytes[at + 1] === plainKey ? at + keyBytes : unknownSegment;
}

/** A symbol of up to 31 characters; the extended forms (length 0) have theirs in the byte that follows. */
function readSymbol(bytes: Uint8Array, at: number, segment: number): number {
  const length = segment & 0x1f;
  if (length > 0) return at + 1 + length + ((length + 1) % 2);
  const format = bytes[at + 1] ?? 0;
  const characters = format & 0x1f;
  switch (format >> 5) {
    case 1:
      return at + 2 + characters * 2;
    case 2:
      return at + 2 + characters * 3 + (characters % 2);
    case 6:
      // The symbol is a number: of one byte with a pad, of two bytes, or of four.
      return characters === 6 || characters === 7 ? at + 4 : characters === 8 ? at + 6 : unknownSegment;
    default:
      return unknownSegment;
  }
}

const simpleData = 0x80;
const namedSymbol = 0x91;

function readData(bytes: Uint8Array, at: number, segment: number, path: CipPath): number {
  const length = bytes[at + 1] ?? 0;
  if (segment === simpleData) return at + 2 + length * 2;
  if (segment !== namedSymbol) return unknownSegment;
  path.symbolic = true;
  return at + 2 + length + (length % 2);
}
