/** Which vendor sessions are open in a table, and what is wrong with them. */
import { type Diagnostic, diagnose } from '../../../diagnostics/diagnostic.ts';
import type { OpenSession } from '../../../model/drift.ts';
import type { Plan } from '../../../model/plan.ts';
import type { ListedTable } from '../../nft/read/listing.ts';
import { elementOfSession, openSessions } from '../trace/session-keys.ts';

export interface FoundSessions {
  readonly open: readonly OpenSession[];
  readonly diagnostics: readonly Diagnostic[];
}

/** Reads the set of open sessions; `now` in seconds since the epoch. */
export function findSessions(boundary: string, table: ListedTable, plan: Plan, now: number): FoundSessions {
  const windows = new Map(
    plan.windows.filter(({ span }) => span.kind === 'session').map(({ id }) => [elementOfSession(id), id]),
  );
  const open: OpenSession[] = [];
  const diagnostics: Diagnostic[] = [];
  for (const { key, expires } of elementsOf(table)) {
    const window = windows.get(key);
    const hex = `0x${key.toString(16).padStart(8, '0')}`;
    if (window === undefined) diagnostics.push(diagnose('drift/unknown-session', null, { boundary, key: hex }));
    else if (expires === null) diagnostics.push(diagnose('drift/endless-session', null, { boundary, window }));
    if (window === undefined) continue;
    const until = expires === null ? null : new Date((Math.floor(now) + expires) * 1000).toISOString();
    open.push({ window, until: until?.replace('.000', '') ?? null });
  }
  return { open, diagnostics };
}

/** `{"elem": {"val": 1, "timeout": 60, "expires": 59}}`, or a bare number for one that stays. */
function elementsOf(table: ListedTable): readonly { readonly key: number; readonly expires: number | null }[] {
  const json: unknown = table.sets.find(({ name }) => name === openSessions)?.node.json;
  const list: unknown = typeof json === 'object' && json !== null && 'elem' in json ? json.elem : [];
  return (Array.isArray(list) ? list : []).flatMap((item: unknown) => {
    if (typeof item === 'number') return [{ key: item, expires: null }];
    const element: unknown = typeof item === 'object' && item !== null && 'elem' in item ? item.elem : null;
    if (typeof element !== 'object' || element === null) return [];
    const key: unknown = 'val' in element ? element.val : null;
    const expires: unknown = 'expires' in element ? element.expires : null;
    return typeof key === 'number' ? [{ key, expires: typeof expires === 'number' ? expires : null }] : [];
  });
}
