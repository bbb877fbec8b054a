/**
 * Chains that look into the packets of a client: nothing passes to the server but whole requests of known lengths, one to a
 * segment, and segments without a payload, none of them urgent. Of bytes that a packet has not, no rule holds, so `>= 0x0` asks whether one is there.
 */
import type { FixedRequest } from '../../model/fixed-requests.ts';
import { chain } from '../nft/write/chain-text.ts';
import { formatMark } from '../nft/write/mark.ts';
import { commentLine } from '../nft/write/provenance.ts';
import { timeExpressions } from '../nft/write/time-rules.ts';
import type { TimeCondition } from '../time-condition.ts';
import type { FunctionLimit } from './function-limits.ts';

/** Bytes in front of what the length field of Modbus over TCP counts: transaction, protocol, length. */
const headBytes = 6;

/** The chains of a limit; `functions_N` is what elements lead to. */
export function functionChains(limit: FunctionLimit, stamp: number): readonly string[] {
  const { id, parts } = limit;
  const open = `open_${id}`;
  const fixed = lengthsOf(limit, isFixed);
  const groups = inGroups(lengthsOf(limit, isCounted), lengthsInGroup);
  return [
    commentLine(describeParts(limit)),
    ...chain(open, [`ct mark set ${formatMark(stamp, id)}`, 'meta mark set 0x0', 'accept']),
    ...chain(`request_${id}`, [
      '@ih,16,16 != 0x0 goto deny',
      ...fixed.flatMap((length) => lengthRules(limit, length, isFixed)),
      ...groups.map((lengths, index) => `@ih,32,16 ${valuesOf(lengths)} goto request_${id}_${index + 1}`),
      'goto deny',
    ]),
    ...groups.flatMap((lengths, index) =>
      chain(`request_${id}_${index + 1}`, [
        ...lengths.flatMap((length) => lengthRules(limit, length, isCounted)),
        'goto deny',
      ]),
    ),
    ...chain(`empty_${id}`, [...opening(limit.condition, open), 'goto deny']),
    ...chain(`functions_${id}`, [
      `ct direction reply goto empty_${id}`,
      ...parts.flatMap(({ requests, condition }) => (requests === null ? opening(condition, open) : [])),
      // An empty segment may declare a byte of the next one urgent.
      '@th,104,8 & 0x20 != 0x0 goto deny',
      `${hasByte(0)} goto request_${id}`,
      `goto empty_${id}`,
    ]),
  ];
}

const isFixed = ({ count }: FixedRequest): boolean => count === null;
const isCounted = ({ count }: FixedRequest): boolean => count !== null;

function lengthsOf({ parts }: FunctionLimit, kind: (request: FixedRequest) => boolean): readonly number[] {
  const lengths = parts.flatMap(({ requests }) => (requests ?? []).filter(kind).map(({ length }) => length));
  return [...new Set(lengths)].sort((a, b) => a - b);
}

/** Lengths that share a chain, so that a packet meets few of the rules. */
const lengthsInGroup = 16;

function inGroups(lengths: readonly number[], size: number): readonly (readonly number[])[] {
  return Array.from({ length: Math.ceil(lengths.length / size) }, (_, index) =>
    lengths.slice(index * size, (index + 1) * size),
  );
}

/** What is longer than it says is denied; what is whole, and counts right where it counts, is opened. */
function lengthRules(
  { id, parts }: FunctionLimit,
  length: number,
  kind: (request: FixedRequest) => boolean,
): readonly string[] {
  return [
    `${lengthIs(length)} ${hasByte(headBytes + length)} goto deny`,
    ...parts.flatMap(({ requests, condition }) => {
      const own = (requests ?? []).filter((request) => request.length === length && kind(request));
      const [first] = own;
      if (first === undefined) return [];
      const counts = first.count === null ? '' : `@ih,96,8 0x${first.count.toString(16)} `;
      const codes = valuesOf(own.map(({ code }) => code));
      const whole = `${lengthIs(length)} ${hasByte(headBytes + length - 1)} ${counts}@ih,56,8 ${codes}`;
      return timeExpressions(condition)
        .map((time) => `${whole} ${time}`.trimEnd())
        .map((each) => `${each} goto open_${id}`);
    }),
  ];
}

function opening(condition: TimeCondition, target: string): readonly string[] {
  return timeExpressions(condition).map((time) => `${time} goto ${target}`.trimStart());
}

function lengthIs(length: number): string {
  return `@ih,32,16 0x${length.toString(16)}`;
}

/** The kernel finds no byte with more than 255 in front of it, but what is longer and begins there. */
function hasByte(index: number): string {
  const first = Math.min(index, 255);
  return `@ih,${8 * first},${8 * (index - first + 1)} >= 0x0`;
}

/** One value, or a set of several. */
function valuesOf(values: readonly number[]): string {
  const words = values.map((value) => `0x${value.toString(16)}`);
  return words.length === 1 ? words.join('') : `{ ${words.join(', ')} }`;
}

function describeParts({ parts }: FunctionLimit): string {
  return parts
    .map(({ requests, windows }) => {
      const times = windows.map((each) => each.join(' and ')).filter((each) => each !== '');
      const when = times.length === 0 ? '' : ` during ${times.join(', or ')}`;
      const what =
        requests === null ? 'everything' : `functions ${[...new Set(requests.map(({ code }) => code))].join(', ')}`;
      return `${what}${when}`;
    })
    .join('; ');
}
