/**
 * The plant's Rego without the `grant` rules that became grants, so that only guards are left to run as written. What
 * is taken out is replaced by spaces: every place stays where it was. Where it cannot be told which rule a guard comes
 * from, the allowlist is left as it is, since rules that run although they were lowered only repeat what data grants.
 */
import type { LoweredRego } from '../../model/plan.ts';
import type { RegoSource } from '../../model/plant.ts';
import type { RegoDescription, RegoPackage, RegoRule } from './port.ts';
import { isWithin } from './rule-extent.ts';

export function blankLoweredRules(
  rego: readonly RegoSource[],
  { packages }: Pick<RegoDescription, 'packages'>,
  allowlists: readonly string[],
  { guards }: Pick<LoweredRego, 'guards'>,
): readonly RegoSource[] {
  const texts = new Map(rego.map(({ path, text }) => [path, text]));
  const blanked = allowlists.flatMap((allowlist) => {
    const own = packages.find((each) => each.path === `data.plant.allow.${allowlist}`);
    const places = guards.filter((guard) => guard.allowlist === allowlist);
    if (own === undefined || isReadElsewhere(own, packages, texts)) return [];
    const grants = grantRules(own);
    const kept = new Set<RegoRule>();
    for (const { name, at } of places) {
      const rule = name.includes('/') ? grants.find((each) => isWithin(at, each)) : undefined;
      if (rule === undefined) return [];
      kept.add(rule);
    }
    const lowered = grants.filter((each) => !kept.has(each));
    return lowered.every((each) => each.endLine !== undefined) ? lowered : [];
  });
  const byFile = Map.groupBy(blanked, (rule) => rule.file);
  return rego.map(({ path, text }) => ({ path, text: blank(text, byFile.get(path) ?? []) }));
}

function grantRules(own: RegoPackage): readonly RegoRule[] {
  return own.rules.filter((rule) => rule.name === 'grant');
}

/** Whether something else than the policy asks for the grants of a package, and would miss those taken out. */
function isReadElsewhere(
  own: RegoPackage,
  packages: readonly RegoPackage[],
  texts: ReadonlyMap<string, string>,
): boolean {
  const document = `${own.path}.grant`;
  const reads = packages.flatMap((each) => each.dataRefs);
  if (reads.some((ref) => document === ref || document.startsWith(`${ref}.`) || ref.startsWith(document))) return true;
  const grants = grantRules(own);
  return own.files.some((file) => {
    const rest = blank(
      texts.get(file) ?? '',
      grants.filter((rule) => rule.file === file),
    );
    return rest.split('\n').some((line) => !/^\s*#/.test(line) && /\bgrant\b/.test(line));
  });
}

function blank(text: string, rules: readonly RegoRule[]): string {
  const lines = text.split('\n');
  for (const rule of rules) {
    const last = (rule.endLine ?? rule.line) - 1;
    for (let index = rule.line - 1; index <= last; index++) {
      const from = index === rule.line - 1 ? rule.column - 1 : 0;
      const to = index === last ? (rule.endColumn ?? 1) - 1 : Number.POSITIVE_INFINITY;
      const spaced = Array.from(lines[index] ?? '').map((each, at) =>
        at >= from && at < to && each !== '\r' ? ' ' : each,
      );
      lines[index] = spaced.join('');
    }
    blankMetadata(lines, rule.line - 2);
  }
  return lines.join('\n');
}

/** METADATA above a rule would speak of the rule that follows, or of none. */
function blankMetadata(lines: string[], last: number): void {
  let first = last + 1;
  while (first > 0 && /^\s*#/.test(lines[first - 1] ?? '')) first -= 1;
  const heading = lines.slice(first, last + 1).findIndex((line) => /^\s*#\s*METADATA\s*$/.test(line));
  if (heading < 0) return;
  for (let index = first + heading; index <= last; index++) lines[index] = (lines[index] ?? '').replace(/[^\r]/gu, ' ');
}
