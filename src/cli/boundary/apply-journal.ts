/** The log of what was done to a boundary, and what it says of the policy that was loaded last. */
import { createHash } from 'node:crypto';
import type { ApplyRecord, ConfirmRecord, EndRecord, LoadRecord, TrialRecord } from '../../model/apply-log.ts';
import { type Chain, checkChain, nextRecord } from '../../model/chained-log.ts';
import { PlatformError } from '../../platform/platform-error.ts';
import type { Boundary } from './open-boundary.ts';

/** A policy that was loaded and neither confirmed nor taken back, as far as the log knows. */
export interface Pending {
  readonly load: LoadRecord;
  /** Null where the command was interrupted before the trial. */
  readonly trial: TrialRecord | null;
}

export interface ApplyJournal {
  readonly pending: () => Pending | null;
  /** What the next boot should load; null where nothing was ever confirmed. */
  readonly confirmed: () => ConfirmRecord | null;
  readonly last: () => ApplyRecord | null;
  /** Appends a record; `at`, `by` and the boundary are filled in. */
  readonly append: (record: NewRecord) => Promise<void>;
  /** SHA-256 of the last line: kept elsewhere, it shows whether the end was cut off. */
  readonly head: () => string;
}

/** A record without what every record has. */
export type NewRecord =
  | Omit<LoadRecord, Filled>
  | Omit<TrialRecord, Filled>
  | Omit<ConfirmRecord, Filled>
  | Omit<EndRecord, Filled>;
type Filled = 'schema' | 'at' | 'boundary' | 'by' | 'previous';

/** Opens the log of a boundary. Throws for one that somebody has changed: nothing is added to what cannot be trusted. */
export async function openJournal({ id, host, files, by, now }: Boundary): Promise<ApplyJournal> {
  const read = async (): Promise<Chain> => checkChain((await host.read(files.log)) ?? new Uint8Array(), sha256);
  let chain = await read();
  const broken = chain.faults.find(({ kind }) => kind === 'broken');
  if (broken !== undefined)
    throw new PlatformError(
      'log/broken',
      `${files.log} on ${host.name} was changed at line ${broken.line}; find out by whom, keep it, and give it another name so that a new one begins`,
    );
  return {
    pending: () => pendingIn(recordsOf(chain, id)),
    confirmed: () => recordsOf(chain, id).findLast((record) => record.event === 'confirm') ?? null,
    last: () => recordsOf(chain, id).at(-1) ?? null,
    append: async (record) => {
      const at = new Date(now() * 1000).toISOString();
      const whole: Readonly<Record<string, unknown>> = {
        schema: 'zonewright/apply-log/v1',
        at,
        boundary: id,
        by,
        ...record,
      };
      await host.append(files.log, nextRecord(chain, whole));
      chain = await read();
    },
    head: () => chain.head,
  };
}

/** Lower-case hexadecimal. */
export function sha256(bytes: Uint8Array | string): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** What is in a chain that holds was written by this program. */
function recordsOf({ records }: Chain, boundary: string): readonly ApplyRecord[] {
  return records.map(({ body }) => body as unknown as ApplyRecord).filter((record) => record.boundary === boundary);
}

function pendingIn(records: readonly ApplyRecord[]): Pending | null {
  const load = records.findLast((record) => record.event === 'load');
  if (load === undefined) return null;
  const since = records.slice(records.lastIndexOf(load));
  if (since.some(({ event }) => event === 'confirm' || event === 'end')) return null;
  return { load, trial: since.findLast((record) => record.event === 'trial') ?? null };
}
