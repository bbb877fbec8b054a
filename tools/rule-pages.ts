/**
 * The pages of docs/rules, from the METADATA of the rules, so that a page cannot say anything else than its rule.
 * `test/docs/rules.test.ts` holds the committed pages against them, and `vitest run test/docs/rules.test.ts --update=all` writes them.
 */
import type { RegoAnnotation } from '../src/compiler/rego/port.ts';
import type { Rule } from '../src/model/rule.ts';

/** The page of one rule. */
export function rulePage(rule: Rule, about: RegoAnnotation): string {
  const { references } = rule;
  const clauses = [
    ...references.iec62443.map((each) => `IEC 62443-${each}`),
    ...references.nist80082.map((each) => `NIST SP 800-82 r3 ${each}`),
    ...references.nercCip.map((each) => `NERC ${each}`),
    ...references.attackIcs.map((each) => `MITRE ATT&CK for ICS ${each}`),
  ];
  return [
    `# ${rule.id}: ${rule.title}`,
    `Severity: ${rule.severity}. Packs: ${rule.packs.map((pack) => `\`${pack}\``).join(', ')}.`,
    (about.description ?? '').trim(),
    '## Why',
    sentence(rule.why),
    '## What to do',
    `${sentence(rule.fix)} A finding that has to be for a while is waived with an owner, a reason and a last day:`,
    `\`\`\`yaml\nrules:\n  ${rule.id}:\n    waivers:\n      the-id-it-finds: { owner: it-security, reason: until it is settled, expires: 2027-03-31 }\n\`\`\``,
    '## References',
    clauses.map((each) => `- ${each}`).join('\n'),
    `The rule is [${about.file}](../../${about.file}).\n`,
  ].join('\n\n');
}

/** The list of all rules. */
export function rulesIndex(rules: readonly Rule[]): string {
  const rows = [
    ['rule', 'finds', 'severity', 'packs'],
    ...rules.map(({ id, title, severity, packs }) => [`[${id}](${id}.md)`, title, severity, packs.join(', ')]),
  ];
  const widths = [0, 1, 2, 3].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`;
  const [head = [], ...body] = rows;
  const rule = line(widths.map((width) => '-'.repeat(width)));
  return [
    '# Rules',
    'What the packs of rules ask of a plant; [rule-packs.md](../rule-packs.md) says how they are chosen, weighed, waived and written.',
    `${[line(head), rule, ...body.map(line)].join('\n')}\n`,
  ].join('\n\n');
}

function sentence(text: string): string {
  const trimmed = text.trim();
  return `${trimmed.charAt(0).toUpperCase()}${trimmed.slice(1)}.`;
}
