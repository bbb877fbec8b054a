/**
 * Which of the policies in a table is which. Two slots take turns: what is on trial stands in the one that nothing else
 * uses. An exported file has no suffix, so a table loaded by `nft -f` is followed by a candidate in the first slot.
 */
import { sharedObjects } from '../generation.ts';
import { hooksThatTranslate } from '../translation-chains.ts';

/** Behind the names of a policy's maps and chains. */
export type Suffix = '' | '_a' | '_b';

/** Where the rule of the chain `forward` leads to: a policy, or what judges before there is one. */
export type Judge = `enforce${Suffix}` | Fallback;

/** What judged before the first policy: everything passed on to the tables of others, or nothing passes. */
export type Fallback = 'fallback_open' | 'fallback_closed';

/** The slot of a candidate beside what judges now. */
export function freeSlot(confirmed: Judge): '_a' | '_b' {
  return confirmed === 'enforce_a' ? '_b' : '_a';
}

export function isJudge(chain: string): chain is Judge {
  return isFallback(chain) || /^enforce(?:_a|_b)?$/.test(chain);
}

/** Whether it is a policy that judges, and not what judges before the first one. */
export function isPolicy(judge: Judge): boolean {
  return !isFallback(judge);
}

export function isFallback(chain: string): chain is Fallback {
  return chain === 'fallback_open' || chain === 'fallback_closed';
}

/** The policy that a chain, map or set of the table belongs to; null for what policies share. */
export function suffixOf(name: string): Suffix | null {
  if (sharedNames.has(name)) return null;
  if (name.endsWith('_a')) return '_a';
  return name.endsWith('_b') ? '_b' : '';
}

/** Name of the set whose elements keep a candidate on trial. */
export const trialSet = 'trial';

const sharedNames: ReadonlySet<string> = new Set([
  'forward',
  'arrive',
  ...hooksThatTranslate,
  trialSet,
  'fallback_open',
  'fallback_closed',
  // Counters are no names of this kind: `stray` is a counter that is shared and a chain that is not.
  ...sharedObjects.flatMap((line) => /^(?:set|map) (\w+)/.exec(line)?.[1] ?? []),
]);
