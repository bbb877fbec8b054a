/** What packets of a live connection carry to a server, where grants let no more pass than some requests. */
import type { PayloadMatch } from '../proof/granted-payloads.ts';
import type { Answer, OpenedGrant } from './oracle.ts';

/** What a client sends in one packet. */
export interface Carried {
  readonly bytes: Uint8Array;
  readonly isUrgent: boolean;
}

/** Whether some grant of an answer looks into packets. */
export function looksInside({ grants }: Answer): boolean {
  return grants.some(({ expected }) => expected.payloads !== null);
}

/** What the policy says to a packet with a payload, in a conversation whose first packet it has answered. */
export function judgeCarried({ grants }: Answer, carried: Carried): Answer['verdict'] {
  const able = grants.filter((grant) => mayCarry(grant, carried));
  if (able.some(({ state }) => state === 'open')) return 'passes';
  return able.some(({ state }) => state === 'changes') ? 'changes' : 'dropped';
}

function mayCarry({ expected: { payloads } }: OpenedGrant, { bytes, isUrgent }: Carried): boolean {
  if (payloads === null) return true;
  if (bytes.length === 0) return !isUrgent;
  const { length } = bytes;
  const word = (at: number): number => ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);
  const code = bytes[7] ?? 0;
  return (
    !isUrgent &&
    payloads.some(
      (each) =>
        each.bytes === length &&
        word(2) === 0 &&
        word(4) === each.length &&
        each.codes.includes(code) &&
        (each.count === null || bytes[12] === each.count),
    )
  );
}

/** Something to send in place of a granted request, or the request itself. */
type Variant = (request: Uint8Array, turn: number) => Carried;

const plain = (bytes: Uint8Array): Carried => ({ bytes, isUrgent: false });
const joined = (...parts: readonly Uint8Array[]): Uint8Array => Uint8Array.from(parts.flatMap((part) => [...part]));
const changed = (request: Uint8Array, at: number, byte: number): Uint8Array =>
  request.map((old, index) => (index === at ? byte : old));
const write = requestOf({ bytes: 12, length: 6, codes: [6], count: null }, 0);

const variants: readonly Variant[] = [
  plain,
  (request, turn) => plain(changed(request, 7, turn & 255)),
  (request) => plain(joined(request, write)),
  (request) => plain(joined(request, request)),
  // The length field counts the next request as well.
  (request) => plain(joined(changed(request, 5, (request[5] ?? 0) + write.length), write)),
  (request, turn) => plain(request.subarray(0, turn % request.length)),
  (request, turn) => plain(request.subarray(turn % request.length)),
  (request) => plain(joined(request, Uint8Array.of(0))),
  (request) => plain(joined(changed(request, 5, (request[5] ?? 0) + 1), Uint8Array.of(0))),
  (request) => plain(changed(request, 5, (request[5] ?? 0) - 1)),
  (request) => plain(changed(request, 3, 1)),
  (request) => plain(changed(request, 2, 1)),
  (request) => plain(changed(request, 4, 1)),
  (request, turn) => plain(changed(request, 12, (request[12] ?? 0) + (turn % 2 === 0 ? 1 : 254))),
  (request) => ({ bytes: request, isUrgent: true }),
  () => ({ bytes: new Uint8Array(), isUrgent: true }),
];

/** What to send in a conversation, in turns: a request of one of its grants, or something that differs from it in one thing. */
export function carriedIn({ grants }: Answer, turn: number): Carried {
  const granted = grants.flatMap(({ expected }) => expected.payloads ?? []);
  const match = granted[Math.floor(turn / variants.length) % Math.max(1, granted.length)];
  const request = match === undefined ? write : requestOf(match, turn);
  return (variants[turn % variants.length] ?? plain)(request, Math.floor(turn / variants.length));
}

/** Any of some granted requests. */
function requestOf({ bytes, length, codes, count }: PayloadMatch, turn: number): Uint8Array {
  const request = new Uint8Array(bytes);
  request.set([turn >> 8, turn, 0, 0, length >> 8, length, 1, codes[turn % codes.length] ?? 0]);
  if (count !== null) request[12] = count;
  return request;
}
