/** Where things stand in the plant's Rego: the rule behind a residual query, and the condition behind each field. */
import type { GrantField } from '../../../model/plan.ts';
import type { Span } from '../../../model/span.ts';
import type { RegoAnnotation, RegoPackage, RegoPlace } from '../port.ts';
import { type Component, type Level, levels } from './component.ts';
import type { Body } from './condition.ts';

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

/** The `grant` rule that a residual query comes from, as far as its conditions tell; helper rules are passed over. */
export function ruleOf(body: Body, rules: readonly Rule[]): Rule | null {
  const grants = rules.filter((rule) => rule.name === 'grant');
  const [only, ...others] = grants;
  if (only !== undefined && others.length === 0) return only;
  for (const { at } of body) {
    const rule = at === null ? undefined : grants.find((each) => isWithin(at, each));
    if (rule !== undefined) return rule;
  }
  return null;
}

/** What METADATA says of a rule: its title, else its reason. */
export function titleOf(rule: Rule, annotations: readonly RegoAnnotation[]): string | null {
  const about = annotations.filter(
    (each) => each.scope === 'rule' && each.file === rule.file && each.line === rule.line,
  );
  return textOf(about.map((each) => each.title)) ?? textOf(about.map((each) => each.custom?.['reason']));
}

/** Whether a place lies in a rule. */
export function isWithin(at: RegoPlace, rule: RegoPlace): boolean {
  const { line, column } = at;
  if (at.file !== rule.file || line < rule.line || (line === rule.line && column < rule.column)) return false;
  const endLine = rule.endLine ?? rule.line;
  return line < endLine || (line === endLine && column < (rule.endColumn ?? Number.POSITIVE_INFINITY));
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
