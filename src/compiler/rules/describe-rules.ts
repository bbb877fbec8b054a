/** Rules by the METADATA of their packages: `zonewright.rules.<name>` of the product, `plant.rules.<name>` of a plant. */
import { type Checked, type Diagnostic, diagnose } from '../../diagnostics/diagnostic.ts';
import { joinAlternatives } from '../../diagnostics/words.ts';
import { type Rule, type RuleReferences, ruleSeverities } from '../../model/rule.ts';
import type { Span } from '../../model/span.ts';
import type { RegoAnnotation, RegoDescription, RegoPackage } from '../rego/port.ts';

/** The rules of some sources, sorted by id; `prefix` is `zonewright.rules` or `plant.rules`, and `taken` have their ids already. */
export function describeRules(
  description: RegoDescription,
  prefix: string,
  taken: readonly Rule[] = [],
): Checked<readonly Rule[]> {
  const diagnostics: Diagnostic[] = [];
  const rules: Rule[] = [];
  for (const each of description.packages) {
    if (!each.path.startsWith(`data.${prefix}.`)) continue;
    const name = each.path.slice('data.'.length);
    const about = description.annotations.find(({ scope, path }) => scope === 'package' && path === each.path);
    if (isLibrary(each, about)) continue;
    const read = readRule(name, each, about);
    if (typeof read === 'string')
      diagnostics.push(diagnose('rule/metadata', placeOf(each, about), { package: name, what: read }));
    else rules.push(read);
  }
  const ids = new Map(taken.map((rule) => [rule.id, rule]));
  const known: Rule[] = [];
  for (const rule of rules) {
    const first = ids.get(rule.id);
    if (first === undefined) {
      ids.set(rule.id, rule);
      known.push(rule);
    } else {
      const other = description.packages.find((each) => each.path === `data.${rule.package}`);
      const what = `its id ${rule.id} is that of ${first.package}`;
      diagnostics.push(
        diagnose('rule/metadata', other === undefined ? null : placeOf(other, undefined), {
          package: rule.package,
          what,
        }),
      );
    }
  }
  return { value: known.sort((a, b) => (a.id < b.id ? -1 : 1)), diagnostics };
}

/** What neither finds anything nor says that it does, and only serves others. */
function isLibrary(source: RegoPackage, about: RegoAnnotation | undefined): boolean {
  return about?.custom?.['id'] === undefined && !source.rules.some((rule) => rule.name === 'finding');
}

/** The rule, or what its METADATA lacks. */
function readRule(name: string, source: RegoPackage, about: RegoAnnotation | undefined): Rule | string {
  if (!/^[a-z]+\.rules\.[a-z][a-z0-9_]*$/.test(name))
    return 'a rule has a package of its own, as `plant.rules.own_name`';
  if (!source.rules.some((rule) => rule.name === 'finding')) return 'it has no rule `finding`';
  if (about?.title === undefined) return 'it has no METADATA with a `title`';
  const custom = about.custom ?? {};
  const text = (key: string): string | null => {
    const value = custom[key];
    return typeof value === 'string' && value !== '' ? value : null;
  };
  const id = text('id');
  const severity = ruleSeverities.find((each) => each === custom['severity']);
  const packs = textsOf(custom['packs']);
  const [why, fix] = [text('why'), text('fix')];
  if (id === null || !/^[A-Za-z][A-Za-z0-9._-]{0,62}$/.test(id)) return '`custom` has no `id`, as `ZC-F011`';
  if (severity === undefined) return `\`custom\` has no \`severity\`: ${joinAlternatives(ruleSeverities)}`;
  if (packs.length === 0) return '`custom` has no `packs` that it belongs to';
  if (why === null || fix === null) return '`custom` does not say `why` it matters and how to `fix` it';
  const references = referencesOf(custom);
  if (references.iec62443.length + references.nist80082.length + references.nercCip.length === 0)
    return '`custom` names no clause under `iec62443`, `nist80082` or `nercCip`';
  if (references.attackIcs.length === 0) return '`custom` names no technique or mitigation under `attackIcs`';
  const docs = text('docs') ?? (name.startsWith('zonewright.') ? `docs/rules/${id}.md` : (source.files[0] ?? ''));
  return { id, package: name, title: about.title, why, fix, severity, packs, references, docs };
}

function referencesOf(custom: Readonly<Record<string, unknown>>): RuleReferences {
  return {
    iec62443: textsOf(custom['iec62443']),
    attackIcs: textsOf(custom['attackIcs']),
    nist80082: textsOf(custom['nist80082']),
    nercCip: textsOf(custom['nercCip']),
  };
}

function textsOf(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.filter((each): each is string => typeof each === 'string') : [];
}

function placeOf(source: RegoPackage, about: RegoAnnotation | undefined): Span {
  const { line = 1, column = 1 } = about?.comment ?? source.rules[0] ?? {};
  return { file: source.files[0] ?? '', line, column, endLine: line, endColumn: column + 1 };
}
