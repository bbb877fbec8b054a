/** Rules in words, as their METADATA has them. */
import { joinWords } from '../../diagnostics/words.ts';
import type { Rule } from '../../model/rule.ts';
import { inertMarkdown } from './inert-markdown.ts';

export function describeRule(rule: Rule): string {
  const { id, title, severity, why, fix, packs, docs, references } = rule;
  const clauses = [
    ...references.iec62443.map((each) => `IEC 62443 ${each}`),
    ...references.nist80082.map((each) => `NIST SP 800-82 ${each}`),
    ...references.nercCip.map((each) => `NERC ${each}`),
    ...references.attackIcs.map((each) => `ATT&CK ${each}`),
  ];
  return [
    `**${inertMarkdown(id)}** ${inertMarkdown(title)} (${severity})`,
    `Why: ${inertMarkdown(why)}`,
    `Fix: ${inertMarkdown(fix)}`,
    inertMarkdown(joinWords(clauses, 12)),
    `Packs ${inertMarkdown(joinWords(packs))}; page ${inertMarkdown(docs)}`,
  ].join('\n\n');
}
