/** Where things stand in the plant's Rego: the rule behind a residual query, and the condition behind each field. */
import type { GrantField } from '../../../model/plan.ts';
import type { Span } from '../../../model/span.ts';
import type { RegoAnnotation, RegoPackage, RegoPlace } from '../port.ts';
import { isWithin } from '../rule-extent.ts';
import { type Component, type Level, levels } from './component.ts';
import type { GrantQuery } from './grant-queries.ts';

type Rule = RegoPackage['rules'][number];

const fieldOfLevel: Readonly<Record<Level, GrantField>> = {
  source: 'from',
  destination: 'to',
  protocol: 'protocol',
  service: 'ports',
  operation: 'operations',
  object: 'objects',
  span: 'objects',
  windows: 'during',
};

/**
 * The `grant` rule that a residual query comes from: one of its conditions stands in it, or it is the only one with the
 * query's id. Helper rules are passed over.
 */
export function ruleOf({ grant, body }: GrantQuery, rules: readonly Rule[], modules: Modules): Rule | null {
  const grants = rules.filter((rule) => rule.name === 'grant');
  const [only, ...others] = grants;
  if (only !== undefined && others.length === 0) return only;
  for (const { at } of body) {
    const rule = at === null ? undefined : grants.find((each) => isWithin(at, each));
    if (rule !== undefined) return rule;
  }
  const ids = grants.map((rule) => writtenId(rule, modules));
  const named = grants.filter((_, index) => ids[index] === grant);
  return grant !== null && named.length === 1 && !ids.includes(null) ? (named[0] ?? null) : null;
}

/** Sources by path. */
type Modules = Readonly<Record<string, string>>;

/** The id of `grant contains "id" if ...`; null for one that is not written out. */
function writtenId(rule: Rule, modules: Modules): string | null {
  const line = modules[rule.file]?.split('\n', rule.line)[rule.line - 1] ?? '';
  const head = Array.from(line)
    .slice(rule.column - 1)
    .join('');
  return /^grant contains "([^"\\]*)"\s*(if\b|$|#)/.exec(head)?.[1] ?? null;
}

/** What METADATA says of a rule: its title, else its reason. */
export function titleOf(rule: Rule, annotations: readonly RegoAnnotation[]): string | null {
  const about = annotations.filter(
    (each) => each.scope === 'rule' && each.file === rule.file && each.line === rule.line,
  );
  return textOf(about.map((each) => each.title)) ?? textOf(about.map((each) => each.custom?.['reason']));
}

function textOf(values: readonly unknown[]): string | null {
  return values.find((each) => typeof each === 'string') ?? null;
}

/** The first condition that speaks of each field of a grant. */
export function fieldsOf(components: readonly Component[]): Partial<Record<GrantField, Span>> {
  const fields: Partial<Record<GrantField, Span>> = {};
  for (const component of components) {
    const at = component.body.find((each) => each.at !== null)?.at ?? null;
    if (at === null) continue;
    for (const position of component.levels) {
      const level = levels[position];
      if (level !== undefined) fields[fieldOfLevel[level]] ??= spanOf(at);
    }
  }
  return fields;
}

export function spanOf({ file, line, column, endLine, endColumn }: RegoPlace): Span {
  return { file, line, column, endLine: endLine ?? line, endColumn: endColumn ?? column + 1 };
}
