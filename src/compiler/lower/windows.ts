/** Windows of a plan: the named ones, and one per date from which or until which a grant holds. */
import type { PlanGrant, PlanWindow } from '../../model/plan.ts';
import type { Window, WrittenGrant } from '../../model/plant.ts';

/** Ids of the windows that must all be active for a grant, sorted. */
export function windowsOf(grant: WrittenGrant): readonly string[] {
  const ids: string[] = [];
  if (grant.during !== null) ids.push(grant.during.value);
  if (grant.starts !== null) ids.push(`since:${grant.starts.value}`);
  if (grant.expires !== null) ids.push(`until:${grant.expires.value}`);
  return ids.sort();
}

/**
 * The plan's windows, sorted by id: every named window, since Rego may ask for any of them, and the dates that
 * grants use, in the plant's time zone. `expires` is inclusive, so it ends at the midnight behind it.
 */
export function collectWindows(
  named: readonly Window[],
  grants: readonly PlanGrant[],
  timezone: string,
): readonly PlanWindow[] {
  const windows = new Map<string, PlanWindow>();
  for (const window of named) windows.set(window.id, { id: window.id, timezone: window.timezone, span: window.span });
  for (const grant of grants) {
    for (const id of grant.windows) {
      // Ids of named windows have no colon; one may well be called `until`.
      if (id.startsWith('since:')) windows.set(id, once(id, timezone, `${id.slice('since:'.length)}T00:00`, null));
      if (id.startsWith('until:')) windows.set(id, once(id, timezone, null, `${id.slice('until:'.length)}T24:00`));
    }
  }
  return [...windows.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
}

function once(id: string, timezone: string, from: string | null, to: string | null): PlanWindow {
  return { id, timezone, span: { kind: 'once', from, to } };
}
