/** Sends packets to the lab in batches and compares what came out with what had to. */
import type { Answer } from './oracle.ts';
import type { Packet } from './packet/packet.ts';
import { type Fragmentation, writeFragments } from './packet/write-fragments.ts';
import { isSamePacket, numberOf, writePacket } from './packet/write-packet.ts';
import { batchLimit, type Lab } from './port.ts';
import type { Probe } from './probe.ts';

/** One packet and what must become of it. */
export interface Shot {
  readonly packet: Packet;
  /** What it is once it has passed. */
  readonly out: Packet;
  /** How it is cut into pieces, and whether they come to nothing; null for a whole packet. */
  readonly fragmentation: { readonly way: Fragmentation; readonly isBroken: boolean } | null;
  /** The interface that it must come out of; null when it must be dropped. */
  readonly exit: number | null;
  readonly probe: Probe;
  /** What the policy says; null where it is not asked. */
  readonly answer: Answer | null;
}

/** A shot of which something else became. */
export interface Miss {
  readonly shot: Shot;
  /** Interfaces that it came out of. */
  readonly cameOut: readonly number[];
  /** Whether it came out other than it went in. */
  readonly changed: boolean;
}

export interface Volley {
  readonly sent: number;
  /** Of those sent, how many came out as they went in. */
  readonly passed: number;
  readonly missed: number;
  /** The first of the misses. */
  readonly misses: readonly Miss[];
}

const mostMisses = 20;
/** Pieces of one packet, and the longest that is written. */
const room = 3 * 256;

type Result = { sent: number; passed: number; missed: number; readonly misses: Miss[] };

/** Sends shots. */
export type Shooter = (shots: Iterable<Shot>) => Promise<Volley>;

/** Makes a shooter, which makes the next shots while the kernel is at work. `tell` hears how many were sent since it last did. */
export function createShooter(lab: Lab, tell: (sent: number) => void): Shooter {
  const pack = createPacker();
  return async (shots) => {
    const result: Result = { sent: 0, passed: 0, missed: 0, misses: [] };
    let before: { readonly batch: readonly Shot[]; readonly outcome: Promise<Outcome> } | null = null;
    for (const batch of inBatches(shots)) {
      const packed = pack(batch);
      const outcome = lab.send(packed.bytes).then((out) => readOutcome(packed, bufferOf(out)));
      // Where the batch before fails, nobody waits for this one any more.
      outcome.catch(() => undefined);
      if (before !== null) judge(before.batch, await before.outcome, result);
      before = { batch, outcome };
      tell(batch.length);
    }
    if (before !== null) judge(before.batch, await before.outcome, result);
    return result;
  };
}

function bufferOf({ buffer, byteOffset, byteLength }: Uint8Array): Buffer {
  return Buffer.from(buffer, byteOffset, byteLength);
}

function* inBatches(shots: Iterable<Shot>): Generator<readonly Shot[]> {
  let batch: Shot[] = [];
  let packets = 0;
  for (const shot of shots) {
    batch.push(shot);
    packets += shot.fragmentation === null ? 1 : 3;
    if (packets < batchLimit - 2) continue;
    yield batch;
    batch = [];
    packets = 0;
  }
  if (batch.length > 0) yield batch;
}

interface Packed {
  readonly bytes: Buffer;
  /** The shot of a number that a packet carries. */
  readonly shots: ReadonlyMap<number, Shot>;
  /** Where the packet of a number begins, and where it ends. */
  readonly starts: Int32Array;
  readonly ends: Int32Array;
}

/** Shots count up from 0 in each batch; those whose pieces the kernel keeps for a while have numbers that do not come again soon. */
const firstKept = 0x8000;

function createPacker(): (batch: readonly Shot[]) => Packed {
  let kept = 0;
  return (batch) => {
    const bytes = Buffer.allocUnsafe(batch.length * room);
    const starts = new Int32Array(batch.length);
    const ends = new Int32Array(batch.length);
    const shots = new Map<number, Shot>();
    let at = 0;
    const close = (entry: number, end: number): void => {
      bytes.writeUInt16BE(entry, at);
      bytes.writeUInt16BE(end - at - 4, at + 2);
      at = end;
    };
    for (const [index, shot] of batch.entries()) {
      const { packet, fragmentation } = shot;
      const number = fragmentation?.isBroken === true ? firstKept | (kept++ & 0x7fff) : index;
      shots.set(number, shot);
      starts[index] = at + 4;
      if (fragmentation === null) close(packet.entry, writePacket(bytes, at + 4, packet, number));
      else
        for (const fragment of writeFragments(packet, number, fragmentation.way)) {
          fragment.copy(bytes, at + 4);
          close(packet.entry, at + 4 + fragment.length);
        }
      ends[index] = at;
    }
    return { bytes: bytes.subarray(0, at), shots, starts, ends };
  };
}

/** Interfaces that shots came out of, and the shots whose packets had other bytes. */
interface Outcome {
  readonly exits: Map<Shot, number[]>;
  readonly changed: Set<Shot>;
}

function readOutcome(packed: Packed, out: Buffer): Outcome {
  const outcome: Outcome = { exits: new Map(), changed: new Set() };
  for (let at = 0; at + 4 <= out.length; ) {
    const exit = out.readUInt16BE(at);
    const packet = out.subarray(at + 4, at + 4 + out.readUInt16BE(at + 2));
    at += 4 + packet.length;
    const number = numberOf(packet);
    const shot = number === null ? undefined : packed.shots.get(number);
    // The kernel of the router speaks too, to groups that it listens to, and under any number.
    if (number === null || shot === undefined || isFromElsewhere(shot, packet)) continue;
    if (shot.fragmentation === null && !isUnchanged(packed, number, packet)) outcome.changed.add(shot);
    const exits = outcome.exits.get(shot);
    if (exits === undefined) outcome.exits.set(shot, [exit]);
    else if (shot.fragmentation === null || !exits.includes(exit)) exits.push(exit);
  }
  return outcome;
}

function isUnchanged({ bytes, starts, ends, shots }: Packed, number: number, packet: Buffer): boolean {
  const shot = shots.get(number);
  if (shot !== undefined && isTranslated(shot)) {
    const wanted = Buffer.alloc(room);
    return writePacket(wanted, 0, shot.out, number) === packet.length && isSamePacket(wanted, 0, packet, 'corrected');
  }
  const start = starts[number] ?? 0;
  return ends[number] === start + packet.length && isSamePacket(bytes, start, packet);
}

function isTranslated({ packet, out }: Shot): boolean {
  return packet.source !== out.source || packet.destination !== out.destination;
}

/** Whether a packet has another source address than the one that was sent under its number, or that it has once it has passed. */
function isFromElsewhere({ packet: { source }, out }: Shot, packet: Buffer): boolean {
  if ((packet[0] ?? 0) >> 4 !== source.family) return true;
  const start = source.family === 4 ? 12 : 8;
  const found = packet.subarray(start, start + source.bytes.length);
  return !found.equals(source.bytes) && !found.equals(out.source.bytes);
}

function judge(batch: readonly Shot[], { exits: all, changed }: Outcome, result: Result): void {
  result.sent += batch.length;
  for (const shot of batch) {
    const exits = all.get(shot) ?? [];
    const isSame = !changed.has(shot);
    if (exits.length > 0 && isSame) result.passed += 1;
    const isRight = shot.exit === null ? exits.length === 0 : exits.length === 1 && exits[0] === shot.exit;
    if (isRight && isSame) continue;
    result.missed += 1;
    if (result.misses.length < mostMisses) result.misses.push({ shot, cameOut: exits, changed: !isSame });
  }
}
