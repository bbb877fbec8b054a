/**
 * A log whose records are chained: a line of JSON each, which names the SHA-256 of the line before it. Whoever changes,
 * removes or inserts a line breaks the chain there; lines cut off at the end are missed only by who knows the head.
 */

/** A record of a log, as it was appended. */
export interface ChainedRecord {
  /** 1-based. */
  readonly line: number;
  /** What was appended, with the field `previous`. */
  readonly body: Readonly<Record<string, unknown>>;
}

/**
 * `torn`: a write that did not come to its end; nothing stands in it, and the chain goes on behind it.
 * `broken`: the line does not follow from the one before it. Either may have been changed, so neither counts, nor does
 * anything behind them.
 */
export interface ChainFault {
  readonly kind: 'torn' | 'broken';
  /** 1-based. */
  readonly line: number;
}

/** What a log says. */
export interface Chain {
  /** The records that count. */
  readonly records: readonly ChainedRecord[];
  readonly faults: readonly ChainFault[];
  /** The SHA-256 of the last line, which the next record names. Kept elsewhere, it shows whether the end was cut off. */
  readonly head: string;
  /** Whether the last line lacks its end, so that the next record must begin a new one. */
  readonly ends: 'whole' | 'unfinished';
}

/** The lower-case hexadecimal SHA-256 of some bytes. */
export type Sha256 = (bytes: Uint8Array) => string;

/** What the first record names. */
export const chainStart: string = '0'.repeat(64);

/** Reads a log and follows its chain. Never throws: whatever is no record is a fault. */
export function checkChain(log: Uint8Array, sha256: Sha256): Chain {
  const lines = linesOf(log);
  const records: ChainedRecord[] = [];
  const faults: ChainFault[] = [];
  let head = chainStart;
  let isBroken = false;
  for (const [index, bytes] of lines.entries()) {
    const line = index + 1;
    const body = readRecord(bytes);
    if (!isBroken && body === null) faults.push({ kind: 'torn', line });
    else if (!isBroken && body !== null && body['previous'] === head) records.push({ line, body });
    else if (!isBroken) {
      isBroken = true;
      faults.push({ kind: 'broken', line });
      if (records.at(-1)?.line === line - 1) records.pop();
    }
    head = sha256(bytes);
  }
  return { records, faults, head, ends: log.length === 0 || log.at(-1) === newline ? 'whole' : 'unfinished' };
}

/** What to append to a log so that it has one more record. */
export function nextRecord(chain: Chain, body: Readonly<Record<string, unknown>>): string {
  const line = JSON.stringify({ ...body, previous: chain.head });
  return `${chain.ends === 'whole' ? '' : '\n'}${line}\n`;
}

const newline = 0x0a;

function linesOf(log: Uint8Array): Uint8Array[] {
  const lines: Uint8Array[] = [];
  for (let start = 0; start < log.length; ) {
    const end = log.indexOf(newline, start);
    lines.push(log.subarray(start, end === -1 ? log.length : end));
    start = end === -1 ? log.length : end + 1;
  }
  return lines;
}

function readRecord(bytes: Uint8Array): Readonly<Record<string, unknown>> | null {
  try {
    const value: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes));
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
    return isObject && 'previous' in value ? (value as Readonly<Record<string, unknown>>) : null;
  } catch {
    return null;
  }
}
