/** What a policy opens and closes, for a person. */
import { escapeText } from '../diagnostics/words.ts';
import type { Capped, ClosedService, OpenedGrant, PolicyChange } from '../model/policy-change.ts';

/** Entries of each list that are shown. */
const mostShown = 20;

/** Lines without an end; the worst first, which is what opens. */
export function renderPolicyChange({ opened, closed }: PolicyChange): readonly string[] {
  if (opened.count === 0 && closed.count === 0) return ['opens nothing and closes nothing'];
  return [
    ...section('opens', 'grant', opened, ({ grant, at, witness }: OpenedGrant) => [
      `+ ${grant}  ${at.file}:${at.line}:${at.column}`,
      witness,
    ]),
    ...section('closes', 'service', closed, ({ from, to, service, witness }: ClosedService) => [
      `- ${from ?? 'no zone'} -> ${to ?? 'no zone'}  ${service}`,
      witness,
    ]),
  ];
}

function section<T>(
  word: string,
  noun: string,
  { count, first }: Capped<T>,
  entry: (each: T) => readonly [string, string],
): readonly string[] {
  if (count === 0) return [`${word} nothing`];
  const shown = first.slice(0, mostShown);
  const more = count - shown.length;
  return [
    `${word} ${count} ${noun}${count === 1 ? '' : 's'}`,
    ...shown.flatMap((each) => {
      const [head, witness] = entry(each);
      return [escapeText(`  ${head}`), escapeText(`      ${witness}`)];
    }),
    ...(more > 0 ? [`  and ${more} more`] : []),
  ];
}
