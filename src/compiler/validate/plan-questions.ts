/**
 * Which questions are asked: every class of conversations between two zones where these are few, else both sides of every
 * border and a seeded sample; and for Rego what its text suggests. The Rego as written costs as much as it has rules, so
 * it is asked as often as that allows.
 */
import { allQuestions, borderQuestions, chosenQuestion, endQuestions, type PairBorders } from './pair-borders.ts';
import type { PolicyQuestion } from './policy-question.ts';
import { createRandom } from './random.ts';
import { ruleLiterals } from './rule-literals.ts';
import { namesEnds, ruleQuestions } from './rule-questions.ts';
import type { ValidationParts } from './validation-parts.ts';
import { hasRego, type ValidationPair } from './zone-pair.ts';

/** Questions about two zones. */
export interface Topic {
  readonly pair: ValidationPair;
  readonly questions: Iterable<PolicyQuestion>;
  /** The share of them that the Rego as written is asked too, 0 to 1. */
  readonly written: number;
}

export interface QuestionPlan {
  /** The pairs of which everything is asked. */
  readonly small: ReadonlySet<PairBorders>;
  readonly topics: Iterable<Topic>;
}

/** All combinations between two zones are asked up to this many, and up to so many in all. */
const mostOfPair = 4_000;
const mostExhaustive = 30_000;
const sampleSize = 2_000;
/** Borders of Rego pairs, which are looked at one by one since Rego may tell any two endpoints apart. */
const mostBorders = 30_000;
/** Rules that the Rego as written looks at, over all questions: its engine has no index of rules. */
const mostRulesAsked = 4_000_000;
const mostWritten = 30_000;
const fieldsOfQuestion = 6;
/** Questions that the text of one rule suggests. */
const mostOfRule = 800;
/** Zone pairs in which the text of one rule is tried out, those first whose endpoints it names. */
const pairsOfRule = 3;

export function planQuestions(pairs: readonly PairBorders[], parts: ValidationParts): QuestionPlan {
  const small = smallPairs(pairs);
  const rules = parts.rego.length === 0 ? [] : ruleLiterals(parts.rego);
  const written = Math.min(mostWritten, Math.ceil(mostRulesAsked / Math.max(rules.length, 1)));
  return {
    small,
    topics: [...bordersAndSample(pairs, small, written / 2), ...textsOfRules(pairs, rules, parts, written / 2)],
  };
}

/** The smallest first. */
function smallPairs(pairs: readonly PairBorders[]): ReadonlySet<PairBorders> {
  const small = new Set<PairBorders>();
  let total = 0;
  for (const each of pairs.toSorted((a, b) => a.size - b.size)) {
    total += each.size;
    if (each.size > mostOfPair || total > mostExhaustive) break;
    small.add(each);
  }
  return small;
}

/** Pairs whose grants differ in nothing but their ends are looked at closely once. */
function* bordersAndSample(
  pairs: readonly PairBorders[],
  small: ReadonlySet<PairBorders>,
  written: number,
): Generator<Topic> {
  const rego = pairs.filter(({ pair }) => hasRego(pair));
  const regoGrants = rego.filter((each) => !small.has(each)).reduce((sum, { pair }) => sum + pair.grants.length, 0);
  const most = Math.max(1, Math.floor(mostBorders / fieldsOfQuestion / Math.max(regoGrants, 1)));
  const expected = rego.reduce(
    (sum, each) => sum + (small.has(each) ? each.size : countBorders(each, most)),
    sampleSize,
  );
  const share = Math.min(1, written / expected);
  const seen = new Set<string>();
  for (const each of pairs) {
    const { pair, shape } = each;
    const all = { pair, written: share };
    if (small.has(each)) yield { ...all, questions: allQuestions(each) };
    else if (hasRego(pair)) yield { ...all, questions: borderQuestions(each, most) };
    else yield { ...all, questions: seen.has(shape) ? endQuestions(each) : borderQuestions(each, mostOfPair) };
    seen.add(shape);
  }
  const choose = createRandom('zonewright');
  const large = pairs.filter((each) => each.size > 0 && !small.has(each));
  for (let count = 0; count < sampleSize && large.length > 0; count++) {
    const each = large[Math.floor(choose() * large.length)];
    const question = each === undefined ? null : chosenQuestion(each, choose);
    if (each !== undefined && question !== null) yield { pair: each.pair, questions: [question], written: share };
  }
}

/** About how many questions the borders of a pair are. */
function countBorders({ pair, sources, destinations, services, times }: PairBorders, most: number): number {
  const longest = (lists: readonly (readonly unknown[])[]): number => Math.max(0, ...lists.map((list) => list.length));
  const operations = longest(services.map((each) => each.operations));
  const objects = longest(services.map((each) => each.objects));
  const lengths = [sources.length, destinations.length, services.length, operations, objects, times.length];
  return pair.grants.length * lengths.reduce((sum, length) => sum + Math.min(length, most), 0);
}

/** In the conduits that name the allowlist of a rule. */
function* textsOfRules(
  pairs: readonly PairBorders[],
  rules: ReturnType<typeof ruleLiterals>,
  { catalogue }: ValidationParts,
  written: number,
): Generator<Topic> {
  const ofRule = written / Math.max(rules.length, 1);
  const inPairs = Math.max(1, Math.min(pairsOfRule, Math.floor(ofRule)));
  const most = Math.max(1, Math.min(mostOfRule, Math.floor(ofRule / inPairs)));
  for (const rule of rules) {
    const speaking = pairs.filter(({ pair }) => pair.allowlists.has(rule.allowlist));
    const nearest = speaking
      .map((each) => ({ each, named: namesEnds(each, rule) }))
      .toSorted((a, b) => b.named - a.named)
      .slice(0, inPairs);
    for (const { each } of nearest) {
      yield { pair: each.pair, questions: ruleQuestions(each, rule, catalogue, most), written: 1 };
    }
  }
}
