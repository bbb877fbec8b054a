/** Vendor sessions in a running table: which are open, which its policies wait for, and the commands that change that. */
import { quoteComment } from '../../nft/write/provenance.ts';
import { formatSessionKey, sessionKey, sessionSet } from '../../nft/write/session-set.ts';
import { table } from '../generation.ts';
import { isRecord, type JsonRecord, listOf } from './json.ts';
import { objectsOfTable } from './running-table.ts';

export interface SessionElement {
  readonly key: number;
  /** Seconds until it ends, rounded down; null for one that somebody has put there for ever. */
  readonly left: number | null;
}

export interface SessionElements {
  /** False where the table has no set of sessions, as one that was loaded before there were any. */
  readonly hasSet: boolean;
  readonly elements: readonly SessionElement[];
  /** Whether some rule waits for a session of the window. */
  readonly isWaitedFor: (window: string) => boolean;
}

/** Reads what `nft --json list ruleset` prints. Throws a `SyntaxError` for what is no JSON. */
export function readSessionElements(listing: string): SessionElements {
  const own = objectsOfTable(listing);
  const set = own.find(({ type, body }) => type === 'set' && body['name'] === sessionSet)?.body;
  const waited = new Set(
    own.flatMap(({ type, body }) => (type === 'rule' ? listOf(body['expr']).flatMap(askedKeys) : [])),
  );
  return {
    hasSet: set !== undefined,
    elements: listOf(set?.['elem']).flatMap(readElement),
    isWaitedFor: (window) => waited.has(sessionKey(window)),
  };
}

/** Opens a session that is not open yet; an element that is there already makes it fail. */
export function openSessionCommand(window: string, seconds: number, comment: string): string {
  const element = `${formatSessionKey(window)} timeout ${seconds}s comment ${quoteComment(comment)}`;
  return `create element ${table} ${sessionSet} { ${element} }\n`;
}

/** Closes a session; fails when it is not open. */
export function closeSessionCommand(window: string): string {
  return `delete element ${table} ${sessionSet} { ${formatSessionKey(window)} }\n`;
}

/** Closes every session. */
export const closeAllCommand: string = `flush set ${table} ${sessionSet}\n`;

/** Rules give the packet the number of a session, and ask whether it is in the set. */
function askedKeys(statement: unknown): readonly number[] {
  const mangle = isRecord(statement) ? statement['mangle'] : null;
  if (!isRecord(mangle) || JSON.stringify(mangle['key']) !== '{"meta":{"key":"mark"}}') return [];
  return typeof mangle['value'] === 'number' ? [mangle['value']] : [];
}

/** `{"elem": {"val": 1, "timeout": 3600, "expires": 3599}}`, or a bare number without a timeout. */
function readElement(json: unknown): readonly SessionElement[] {
  const wrapped: JsonRecord = isRecord(json) && isRecord(json['elem']) ? json['elem'] : { val: json };
  const { val, expires } = wrapped;
  return typeof val === 'number' ? [{ key: val, left: typeof expires === 'number' ? expires : null }] : [];
}
