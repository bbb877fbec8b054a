/** What rules about the plant find, what is waived of it, and rules that cannot be asked. */
import type { Rule, RuleSeverity } from '../../model/rule.ts';
import { type CatalogueEntries, noReferences } from '../catalogue-entry.ts';
import { codeWords, didYouMean, escapeText, foreignText, quote } from '../words.ts';

/** What every finding of a rule carries: the rule, as this plant weighs it. */
interface RuleArgs {
  readonly asked: Rule;
  readonly severity: RuleSeverity;
  readonly what: string;
}

export interface RuleDiagnostics {
  readonly 'rule/violated': RuleArgs & {
    /** A waiver that was there and is over. */
    readonly lapsed: { readonly owner: string; readonly expires: string } | null;
  };
  readonly 'rule/waived': RuleArgs & {
    readonly owner: string;
    readonly reason: string;
    readonly expires: string;
  };
  readonly 'rule/waiver-unused': { readonly rule: string; readonly subject: string };
  readonly 'rule/unknown': {
    readonly kind: 'rule' | 'pack of rules';
    readonly id: string;
    readonly suggestion: string | null;
  };
  readonly 'rule/metadata': { readonly package: string; readonly what: string };
  readonly 'rule/failed': { readonly rule: string; readonly message: string };
}

export const ruleEntries: CatalogueEntries<RuleDiagnostics> = {
  'rule/violated': {
    severity: 'medium',
    what: ({ asked, what, lapsed }) =>
      [
        `${foreignText(asked.id)}: ${foreignText(what)}`,
        ...(lapsed === null ? [] : [`the waiver of ${quote(lapsed.owner)} ended on ${foreignText(lapsed.expires)}`]),
      ].join('; '),
    why: 'the plant has chosen the packs of rules that it wants to keep to',
    fix: ({ asked }) => `${sentence(asked.fix)} (${foreignText(asked.docs)})`,
    references: noReferences,
    weigh: ({ asked, severity }) => ({ severity, why: sentence(asked.why), references: asked.references }),
  },
  'rule/waived': {
    severity: 'info',
    what: ({ asked, what, owner, reason, expires }) =>
      `${foreignText(asked.id)} is waived by ${quote(owner)} until ${foreignText(expires)} (${foreignText(reason)}): ${foreignText(what)}`,
    why: 'from the day after, it is a finding',
    fix: () => 'nothing until then',
    references: noReferences,
    weigh: ({ asked }) => ({
      severity: 'info',
      why: 'from the day after, it is a finding',
      references: asked.references,
    }),
  },
  'rule/waiver-unused': {
    severity: 'low',
    what: ({ rule, subject }) =>
      `rule ${quote(rule)} finds nothing about ${quote(subject)}, so its waiver waives nothing`,
    why: 'a waiver that nobody needs would cover what somebody writes under that name later',
    fix: () => 'remove the waiver, or correct the id',
    references: noReferences,
  },
  'rule/unknown': {
    severity: 'medium',
    what: ({ kind, id }) => `there is no ${kind} ${quote(id)}`,
    why: 'what was meant is not asked, and nobody notices',
    fix: ({ kind, suggestion }) =>
      didYouMean(suggestion, `use an id of docs/rules, or write the ${kind} under \`policies/rules/\``),
    references: noReferences,
  },
  'rule/metadata': {
    severity: 'high',
    what: ({ package: name, what }) => `the package ${quote(name)} is no rule: ${sentence(what)}`,
    why: 'a finding names its rule, its weight, its clause and what to do, and all of that stands in METADATA',
    fix: () => 'write it as docs/rule-packs.md shows',
    references: noReferences,
  },
  'rule/failed': {
    severity: 'high',
    what: ({ rule, message }) => `rule ${quote(rule)} cannot be asked: ${codeWords(message)}`,
    why: 'a rule that gives no answer has found nothing out',
    fix: () => 'correct the rule; `zonewright test` runs its tests',
    references: noReferences,
  },
};

/** Words of a rule's METADATA, whose backticks are meant. */
function sentence(text: string): string {
  return escapeText(text.replace(/\s+/g, ' ').trim().slice(0, 400));
}
