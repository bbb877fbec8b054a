/** What the Rego compiler says about the plant's allowlists, as records of the plan. */
import { type Diagnostic, diagnose } from '../../diagnostics/diagnostic.ts';
import { suggest } from '../../diagnostics/suggest.ts';
import type { PlanAllowlist } from '../../model/plan.ts';
import type { Plant } from '../../model/plant.ts';
import type { RegoAnnotation, RegoChecked, RegoPackage } from './port.ts';

const prefix = 'data.plant.allow.';

/** Every package `plant.allow.<name>` with its METADATA, sorted by name. */
export function describeAllowlists(checked: RegoChecked): readonly PlanAllowlist[] {
  return checked.packages
    .filter((each) => each.path.startsWith(prefix) && !each.path.slice(prefix.length).includes('.'))
    .map((each) => describe(each, checked.annotations))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}

/** Names that no package stands behind, and packages that no conduit names. */
export function checkAllowlists(plant: Plant, allowlists: readonly PlanAllowlist[]): readonly Diagnostic[] {
  const names = allowlists.map((list) => list.name);
  const used = new Set<string>();
  const unknown: Diagnostic[] = [];
  for (const { value, at } of plant.conduits.flatMap((conduit) => conduit.allowlists)) {
    used.add(value);
    if (names.includes(value)) continue;
    unknown.push(diagnose('allowlist/unknown', at, { allowlist: value, suggestion: suggest(value, names) }));
  }
  const unused = allowlists.filter((list) => !used.has(list.name));
  return [...unknown, ...unused.map((list) => diagnose('allowlist/unused', list.at, { allowlist: list.name }))];
}

function describe(source: RegoPackage, annotations: readonly RegoAnnotation[]): PlanAllowlist {
  const about = annotations.find((each) => each.scope === 'package' && each.path === source.path);
  const custom = about?.custom ?? ({} as Readonly<Record<string, unknown>>);
  const first = source.rules[0];
  return {
    name: source.path.slice(prefix.length),
    title: about?.title ?? null,
    owner: textOrNull(custom['owner']),
    reason: textOrNull(custom['reason']),
    at: {
      file: first?.file ?? source.files[0] ?? '',
      line: first?.line ?? 1,
      column: first?.column ?? 1,
      endLine: first?.endLine ?? first?.line ?? 1,
      endColumn: first?.endColumn ?? first?.column ?? 1,
    },
    reads: source.inputRefs,
  };
}

function textOrNull(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}
