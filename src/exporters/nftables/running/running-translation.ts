/**
 * The hooks of a running table that translate addresses. Both lead to chains of the policies that judge: to that of the one on
 * trial first, and then to that of the confirmed one, as far as each has any.
 */
import {
  hooksThatTranslate,
  type TranslatingHook,
  translatingHooks,
  translatingPriorities,
} from '../translation-chains.ts';
import type { JsonRecord } from './json.ts';
import type { LeadRule, ListedObject } from './listed-object.ts';
import { isPolicy, type Judge, suffixOf } from './slot.ts';

/** Where connections are translated. */
export interface RunningTranslation {
  readonly confirmed: readonly LeadRule[];
  readonly trial: readonly LeadRule[];
}

/** Whether a chain is one of the two that this program makes. */
export function isTranslating({ name, type, hook, prio, policy }: JsonRecord): boolean {
  const found = hooksThatTranslate.find((each) => each === name);
  if (found === undefined) return false;
  return hook === name && type === 'nat' && prio === translatingPriorities[found].number && policy === 'accept';
}

/** What says that a rule is for what is on trial, and who judges. */
export interface Judging {
  readonly confirmed: Judge;
  readonly trial: Judge | null;
  readonly trialMatch: object;
  readonly chains: readonly string[];
}

/** What the hooks lead to, and whether that is all, in the order in which this program leaves it. */
export function readTranslating(
  own: readonly ListedObject[],
  { confirmed, trial, trialMatch, chains }: Judging,
): { readonly found: RunningTranslation | null; readonly isAsLeft: boolean } {
  const hooks = hooksThatTranslate.filter((hook) => chains.includes(hook));
  if (hooks.length === 0) return { found: null, isAsLeft: true };
  const wanted = hooks.flatMap((hook) => [
    ...(trial === null ? [] : wantedRule(hook, trial, chains, [trialMatch])),
    ...wantedRule(hook, confirmed, chains, []),
  ]);
  const rules = hooks.flatMap((hook) => rulesOf(own, hook));
  const textsOf = (list: readonly { readonly text: string }[]): string => list.map(({ text }) => text).join('\n');
  const handlesOf = (isTrial: boolean): readonly LeadRule[] =>
    wanted
      .filter((each) => each.isTrial === isTrial)
      .flatMap(({ text }) => rules.filter((rule) => rule.text === text).slice(0, 1))
      .map(({ chain, handle }) => ({ chain, handle }));
  return {
    found: { confirmed: handlesOf(false), trial: handlesOf(true) },
    isAsLeft: hooks.length === hooksThatTranslate.length && textsOf(rules) === textsOf(wanted),
  };
}

/** The chain of a policy that a hook leads to; null where the policy has none. */
export function translatingChain(hook: TranslatingHook, judge: Judge, chains: readonly string[]): string | null {
  const name = `${translatingHooks[hook]}${suffixOf(judge) ?? ''}`;
  return isPolicy(judge) && chains.includes(name) ? name : null;
}

interface WantedRule {
  readonly isTrial: boolean;
  readonly text: string;
}

function wantedRule(
  hook: TranslatingHook,
  judge: Judge,
  chains: readonly string[],
  condition: readonly object[],
): readonly WantedRule[] {
  const target = translatingChain(hook, judge, chains);
  if (target === null) return [];
  return [{ isTrial: condition.length > 0, text: `${hook} ${JSON.stringify([...condition, { goto: { target } }])}` }];
}

function rulesOf(
  own: readonly ListedObject[],
  hook: TranslatingHook,
): readonly (LeadRule & { readonly text: string })[] {
  return own
    .filter(({ type, body }) => type === 'rule' && body['chain'] === hook)
    .map(({ body: { handle, expr } }) => ({
      chain: hook,
      handle: typeof handle === 'number' ? handle : 0,
      text: `${hook} ${JSON.stringify(expr)}`,
    }));
}
