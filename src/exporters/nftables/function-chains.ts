/**
 * Chains that look into the packets of a client: nothing passes to the server but whole requests of fixed length, one to a
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
  const lengths = [...new Set(parts.flatMap(({ requests }) => (requests ?? []).map(({ length }) => length)))].sort(
    (a, b) => a - b,
  );
  return [
    commentLine(describeParts(limit)),
    ...chain(open, [`ct mark set ${formatMark(stamp, id)}`, 'meta mark set 0x0', 'accept']),
    ...chain(`request_${id}`, [
      '@ih,16,16 != 0x0 goto deny',
      ...lengths.flatMap((length) => [
        `${lengthIs(length)} ${hasByte(headBytes + length)} goto deny`,
        ...parts.flatMap(({ requests, condition }) => {
          const codes = codesOf((requests ?? []).filter((request) => request.length === length));
          if (codes === null) return [];
          const whole = `${lengthIs(length)} ${hasByte(headBytes + length - 1)} @ih,56,8 ${codes}`;
          return timeExpressions(condition)
            .map((time) => `${whole} ${time}`.trimEnd())
            .map((each) => `${each} goto ${open}`);
        }),
      ]),
      'goto deny',
    ]),
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

function opening(condition: TimeCondition, target: string): readonly string[] {
  return timeExpressions(condition).map((time) => `${time} goto ${target}`.trimStart());
}

function lengthIs(length: number): string {
  return `@ih,32,16 0x${length.toString(16)}`;
}

function hasByte(index: number): string {
  return `@ih,${8 * index},8 >= 0x0`;
}

/** Null for none. */
function codesOf(requests: readonly FixedRequest[]): string | null {
  const codes = requests.map(({ code }) => `0x${code.toString(16)}`);
  if (codes.length === 0) return null;
  return codes.length === 1 ? codes.join('') : `{ ${codes.join(', ')} }`;
}

function describeParts({ parts }: FunctionLimit): string {
  return parts
    .map(({ requests, windows }) => {
      const times = windows.map((each) => each.join(' and ')).filter((each) => each !== '');
      const when = times.length === 0 ? '' : ` during ${times.join(', or ')}`;
      const what = requests === null ? 'everything' : `functions ${requests.map(({ code }) => code).join(', ')}`;
      return `${what}${when}`;
    })
    .join('; ');
}
