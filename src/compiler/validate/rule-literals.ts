/**
 * The constants in the text of each Rego rule that grants: values at which the rule may change, taken from what is
 * written and not from what lowering made of it.
 */
import type { RegoSource } from '../../model/plant.ts';

export interface RuleLiterals {
  readonly allowlist: string;
  readonly texts: ReadonlySet<string>;
  readonly numbers: readonly number[];
}

/** One for each definition of `grant`; those of other rules in the package are added to all of them. */
export function ruleLiterals(rego: readonly RegoSource[]): readonly RuleLiterals[] {
  return rego.flatMap(({ text }) => {
    const allowlist = /^package plant\.allow\.([^\s.#]+)\s*$/m.exec(text)?.[1];
    if (allowlist === undefined) return [];
    const parts = withoutComments(text).split(/^(?=[a-z_"])/m);
    const helpers = parts.filter((part) => !isGrant(part)).join('\n');
    return parts.filter(isGrant).map((part) => ({ allowlist, ...literalsOf(`${part}\n${helpers}`) }));
  });
}

function isGrant(part: string): boolean {
  return /^grant\b/.test(part);
}

function withoutComments(text: string): string {
  return text.replaceAll(/^\s*#.*$/gm, '');
}

function literalsOf(text: string): Omit<RuleLiterals, 'allowlist'> {
  const texts = [...text.matchAll(/"((?:[^"\\\n]|\\.)*)"|`([^`]*)`/g)].map((match) => match[1] ?? match[2] ?? '');
  const bare = text.replaceAll(/"(?:[^"\\\n]|\\.)*"|`[^`]*`/g, ' ');
  const numbers = [...bare.matchAll(/(?<![\w.])\d{1,15}(?![\w.])/g)].map((match) => Number(match[0]));
  return { texts: new Set(texts), numbers: [...new Set(numbers)].sort((a, b) => a - b) };
}
