/**
 * What packets to a server may carry where a grant asks for its functions to be enforced: whole requests of Modbus over TCP,
 * one to a packet. Read off the protocol's specification, without what the exporters know of it.
 */
import type { Catalogue } from '../../model/catalogue.ts';
import type { PlanGrant } from '../../model/plan.ts';
import type { Capabilities } from '../dialect.ts';

/** Requests that are alike in everything but their code. */
export interface PayloadMatch {
  /** Bytes of the whole packet behind the header of TCP. */
  readonly bytes: number;
  /** What the length field of the request says. */
  readonly length: number;
  readonly codes: readonly number[];
  /** What the byte behind the address and the quantity says; null: anything, or there is none. */
  readonly count: number | null;
}

export interface GrantedPayloads {
  readonly payloads: readonly PayloadMatch[];
  /** Whether there are operations that are not among them. */
  readonly unsaid: boolean;
}

/** Bytes behind the function code, which follows seven bytes of header: MODBUS Application Protocol V1.1b3, 6.1 to 6.18. */
const dataBytes: Readonly<Record<number, number>> = {
  1: 4,
  2: 4,
  3: 4,
  4: 4,
  5: 4,
  6: 4,
  7: 0,
  11: 0,
  12: 0,
  17: 0,
  22: 6,
  24: 2,
};

/** Of functions that write several: the steps in which their bytes grow, and the most that there are (6.11 and 6.12). */
const countedBytes: Readonly<Record<number, { readonly step: number; readonly most: number }>> = {
  15: { step: 1, most: 246 },
  16: { step: 2, most: 246 },
};

/** Null for a grant that opens its port for whatever is spoken there. */
export function grantedPayloads(
  grant: PlanGrant,
  catalogue: Catalogue,
  { functions }: Capabilities,
): GrantedPayloads | null {
  const { enforce, protocol, operations } = grant;
  if (enforce !== 'functions' || !functions || protocol !== 'modbus' || operations === null) return null;
  const listed = catalogue.protocols.get(protocol)?.operations ?? [];
  const words = operations
    .filter((operation) => operation.class !== 'session')
    .flatMap(({ class: name, name: one }): readonly string[] => {
      if (one?.startsWith('code:')) return [one.slice(5)];
      const codes = listed.filter((entry) => entry.class === name && (one === null || entry.name === one));
      // A whole class of unknown codes has some that nobody has listed.
      return [...codes.map((entry) => entry.code), ...(name === 'unknown' && one === null ? ['?'] : [])];
    });
  const known = [...new Set(words)].filter(
    (word) => /^\d+$/.test(word) && (Object.hasOwn(dataBytes, word) || Object.hasOwn(countedBytes, word)),
  );
  const codes = known.map(Number);
  const bySize = Map.groupBy(
    codes.filter((code) => dataBytes[code] !== undefined),
    (code) => dataBytes[code] ?? 0,
  );
  const byCount = Map.groupBy(
    codes.flatMap((code) => countsOf(code).map((count) => ({ code, count }))),
    ({ count }) => count,
  );
  return {
    payloads: [
      ...[...bySize].map(([size, own]) => ({ bytes: 8 + size, length: 2 + size, codes: own, count: null })),
      ...[...byCount].map(([count, own]) => ({
        bytes: 13 + count,
        length: 7 + count,
        codes: own.map(({ code }) => code),
        count,
      })),
    ],
    unsaid: words.some((word) => !known.includes(word)),
  };
}

function countsOf(code: number): readonly number[] {
  const { step, most } = countedBytes[code] ?? { step: 1, most: 0 };
  return Array.from({ length: most / step }, (_, index) => step * (index + 1));
}
