/** Where things stand in the plant's Rego: the rule behind a residual query, and the condition behind each field. */
import type { GrantField } from '../../../model/plan.ts';
import type { Span } from '../../../model/span.ts';
import type { RegoPackage, RegoPlace } from '../port.ts';
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
export function ruleOf(body: Body, rules: readonly Rule[]): Span | null {
  for (const { at } of body) {
    const rule = at === null ? undefined : rules.findLast((each) => each.file === at.file && startsBefore(each, at));
    if (rule?.name === 'grant') return spanOf(rule);
  }
  return null;
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

function startsBefore(rule: Rule, at: RegoPlace): boolean {
  return rule.line < at.line || (rule.line === at.line && rule.column <= at.column);
}
