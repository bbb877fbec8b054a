/** What the Rego compiler says about the plant's allowlists, as records of the plan. */
import { type Diagnostic, diagnose } from '../../diagnostics/diagnostic.ts';
import { suggest } from '../../diagnostics/suggest.ts';
import type { PlanAllowlist } from '../../model/plan.ts';
import type { Plant } from '../../model/plant.ts';
import type { RegoChecked, RegoDescription, RegoPackage } from './port.ts';

const prefix = 'data.plant.allow.';

/** Every package `plant.allow.<name>` with its METADATA, sorted by name. */
export function describeAllowlists(checked: RegoChecked): readonly PlanAllowlist[] {
  return checked.packages
    .filter((each) => each.path.startsWith(prefix) && !each.path.slice(prefix.length).includes('.'))
    .map((each) => describe(each, checked))
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

/** Whether what an allowlist grants may depend on the port; else it is for the usual ports of a protocol, as in YAML. */
export function readsPorts({ reads }: PlanAllowlist): boolean {
  return reads.some((read) => read === 'input' || read === 'input.service' || read === 'input.service.port');
}

function describe(source: RegoPackage, checked: RegoDescription): PlanAllowlist {
  const about = checked.annotations.find((each) => each.scope === 'package' && each.path === source.path);
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
    reads: readsOf(source, checked.packages),
  };
}

/** What a package reads of the input itself, and what the packages do that it refers to. */
function readsOf(source: RegoPackage, packages: readonly RegoPackage[]): readonly string[] {
  const reached = new Set([source]);
  for (const each of reached) {
    for (const ref of each.dataRefs) {
      const behind = packages.filter(({ path }) => isUnder(ref, path) || isUnder(path, ref));
      for (const other of behind) reached.add(other);
    }
  }
  return [...new Set([...reached].flatMap((each) => each.inputRefs))].sort();
}

function isUnder(ref: string, path: string): boolean {
  return ref === path || ref.startsWith(`${path}.`);
}

function textOrNull(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}
