/** What a plant says about rules. */
import type { RuleAdjustment, Written } from '../../model/plant.ts';
import { ruleSeverities } from '../../model/rule.ts';
import { readWaivers } from './read-invariant.ts';
import { readUnique } from './read-list.ts';
import { type Reader, writtenText } from './reader.ts';
import { spanOf } from './source-text.ts';
import { type Entry, itemsOf, textOf, valueAt } from './tree.ts';

/** Null when the plant names none. */
export function readRulePacks(entry: Entry | null, reader: Reader): readonly Written<string>[] | null {
  return entry === null ? null : readUnique(itemsOf(entry.value), writtenText, reader);
}

/** Reads what is said about one rule; null when it has a fault, so that the rule stays as it is. */
export function readRuleAdjustment(entry: Entry, reader: Reader): RuleAdjustment | null {
  if (!reader.isSound(entry.value)) return null;
  const severity = textOf(valueAt(entry.value, 'severity'));
  return {
    id: entry.key,
    at: spanOf(entry.keyAt),
    severity: severity === 'off' ? 'off' : (ruleSeverities.find((each) => each === severity) ?? null),
    waivers: readWaivers(valueAt(entry.value, 'waivers'), reader),
  };
}
