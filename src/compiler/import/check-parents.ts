/** Parents of zones: names that lead nowhere, and circles. Nothing in a plant depends on them. */
import { diagnose } from '../../diagnostics/diagnostic.ts';
import { suggesterOf } from '../../diagnostics/suggest.ts';
import type { ForeignZone } from './foreign-plant.ts';
import type { Notes } from './notes.ts';

export function checkParents(zones: readonly ForeignZone[], notes: Notes): void {
  const known = new Map(zones.map((zone) => [zone.id.value, zone]));
  const suggest = suggesterOf(known.keys());
  // Each zone is walked from once; 1 while its chain is being walked, 2 when it is known to end.
  const state = new Map<string, 1 | 2>();
  for (const zone of zones) {
    const walked: string[] = [];
    for (let at: ForeignZone | undefined = zone; at !== undefined && !state.has(at.id.value); ) {
      const { id, parent }: ForeignZone = at;
      state.set(id.value, 1);
      walked.push(id.value);
      if (parent === null || parent.value === '') break;
      const next: ForeignZone | undefined = known.get(parent.value);
      if (next === undefined) {
        const args = { kind: 'parent zone', id: parent.value, suggestion: suggest(parent.value) };
        notes.report(diagnose('import/unknown-reference', parent.at, args));
      } else if (state.get(next.id.value) === 1) {
        const path = [...walked.slice(walked.indexOf(next.id.value)), next.id.value];
        notes.report(diagnose('import/zone-cycle', parent.at, { path }));
      }
      at = next;
    }
    for (const id of walked) state.set(id, 2);
  }
}
