/**
 * Translation validation: what is shipped, the Rego exactly as written, and the allowed set are held against one another
 * before a bundle exists. The keyed data is compared as a whole; the compiled policies are asked about every class of
 * conversations where these are few, else on both sides of every border and in a seeded sample.
 */
import { freeRegion } from '../../algebra/grant-region.ts';
import { type Witness, witnessOf } from '../../algebra/witness.ts';
import { requestWords } from '../../model/request-words.ts';
import { createMoments } from './border-moments.ts';
import { usualServices } from './border-values.ts';
import { type Comparison, createComparison, type Disagreement, type Opinion } from './compare-opinions.ts';
import { keyedRegion } from './keyed-region.ts';
import {
  allQuestions,
  borderQuestions,
  chosenQuestion,
  createBorders,
  endQuestions,
  type PairBorders,
} from './pair-borders.ts';
import type { PolicyQuestion } from './policy-question.ts';
import { createRandom } from './random.ts';
import { ruleLiterals } from './rule-literals.ts';
import { ruleQuestions } from './rule-questions.ts';
import { simplerQuestions } from './simpler-questions.ts';
import type { ValidationParts } from './validation-parts.ts';
import { type ValidationPair, validationPairs } from './zone-pair.ts';

/** What was compared, and that it agreed. */
export interface ValidationCounts {
  /** Conversations that the compiled policies were asked about. */
  readonly conversations: number;
  /** Of them, those that the Rego as written was asked about too. */
  readonly asWritten: number;
  readonly allowed: number;
  readonly zonePairs: number;
  /** Of them, those of which every class of conversations was asked; of the others, both sides of every border. */
  readonly exhaustive: number;
  /** Zone pairs in which a policy ran for too long to be asked further. */
  readonly abandoned: number;
}

export type Validation =
  | { readonly kind: 'agrees'; readonly counts: ValidationCounts }
  | ({ readonly kind: 'disagrees'; readonly conversation: string } & Disagreement)
  /** The Rego as written fails for a conversation, which partial evaluation does not show. */
  | { readonly kind: 'fails'; readonly message: string; readonly conversation: string };

/** All combinations between two zones are asked up to this many, and up to so many in all. */
const mostOfPair = 4_000;
const mostExhaustive = 30_000;
const sampleSize = 2_000;
const batchSize = 256;

export function validatePolicy(parts: ValidationParts): Validation {
  const data = compareData(parts) ?? comparePorts(parts);
  if (data !== null) return data;
  const moments = createMoments(parts.set.space.time, parts.now);
  const pairs = validationPairs(parts.plan).map(createBorders(parts.catalogue, moments));
  const small = smallPairs(pairs);
  const comparison = createComparison(parts);
  const run = createRun(comparison);
  for (const [pair, questions] of [...questionsAbout(pairs, small), ...questionsOfRules(pairs, parts)]) {
    const found = run.ask(pair, questions);
    if (found !== null) return found;
  }
  return {
    kind: 'agrees',
    counts: {
      ...comparison.counts(),
      zonePairs: pairs.length,
      exhaustive: small.size,
      abandoned: run.abandoned(),
    },
  };
}

/** The data as a whole, without asking anybody. */
function compareData({ plan, set, keyed, catalogue, now }: ValidationParts): Validation | null {
  const { space, node } = set;
  const zones = plan.zones.map((zone) => ({
    ...zone,
    internal: keyed.free[zone.id] === true ? ('free' as const) : ('granted' as const),
  }));
  const read = space.diagrams.union([keyedRegion(space, keyed), freeRegion(space, { ...plan, zones })]);
  if (read === node) return null;
  const missing = witnessOf({ space, node: space.diagrams.subtract(node, read) }, catalogue, now);
  const surplus = witnessOf({ space, node: space.diagrams.subtract(read, node) }, catalogue, now);
  return {
    kind: 'disagrees',
    conversation: wordsOf(missing ?? surplus),
    first: { who: 'the allowed set', says: missing === null ? 'denied' : 'allowed' },
    second: { who: 'the data of the policy', says: missing === null ? 'allowed' : 'denied' },
  };
}

/** Rego that does not look at ports means the usual ones of a protocol, as YAML without them does. */
function comparePorts({ plan, catalogue }: ValidationParts): Validation | null {
  for (const grant of plan.lowered.grants) {
    const list = plan.allowlists.find((each) => grant.id.startsWith(`plant.allow.${each.name}/`));
    if (list?.reads.some((read) => read === 'input' || read === 'input.service' || read === 'input.service.port'))
      continue;
    const usual = usualServices(catalogue.protocols.get(grant.protocol)).flatMap(({ transport, ports }) =>
      ports.map((range) => `${transport} ${range.from} ${range.to}`),
    );
    const other = grant.services.find(
      ({ transport, ports }) =>
        transport !== grant.protocol && !usual.includes(`${transport} ${ports.from} ${ports.to}`),
    );
    if (other === undefined) continue;
    return {
      kind: 'disagrees',
      conversation: `${grant.id} on ${other.transport}/${other.ports.from}-${other.ports.to}`,
      first: { who: 'the allowed set', says: 'allowed' },
      second: { who: 'the Rego as written', says: 'no port but the usual ones' },
    };
  }
  return null;
}

type Asked = readonly [ValidationPair, Iterable<PolicyQuestion>];

/** The pairs of which everything is asked, the smallest first. */
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
function* questionsAbout(pairs: readonly PairBorders[], small: ReadonlySet<PairBorders>): Generator<Asked> {
  const seen = new Set<string>();
  for (const each of pairs) {
    const { pair, shape } = each;
    if (small.has(each)) yield [pair, allQuestions(each)];
    else yield [pair, pair.rego || !seen.has(shape) ? borderQuestions(each) : endQuestions(each)];
    seen.add(shape);
  }
  const choose = createRandom('zonewright');
  const weighted = pairs.filter((each) => each.size > 0 && !small.has(each));
  for (let count = 0; count < sampleSize && weighted.length > 0; count++) {
    const each = weighted[Math.floor(choose() * weighted.length)];
    const question = each === undefined ? null : chosenQuestion(each, choose);
    if (each !== undefined && question !== null) yield [each.pair, [question]];
  }
}

/** What the text of each rule suggests, in the conduits that name its allowlist. */
function* questionsOfRules(
  pairs: readonly PairBorders[],
  { plan, rego, catalogue }: ValidationParts,
): Generator<Asked> {
  const conduits = Map.groupBy(plan.conduits, (conduit) => `${conduit.from}\n${conduit.to}`);
  for (const literals of ruleLiterals(rego)) {
    const speaking = pairs.filter(({ pair }) =>
      conduits.get(`${pair.from}\n${pair.to}`)?.some((each) => each.allowlists.includes(literals.allowlist)),
    );
    for (const each of speaking) yield [each.pair, ruleQuestions(each, literals, catalogue)];
  }
}

interface Run {
  readonly ask: (pair: ValidationPair, questions: Iterable<PolicyQuestion>) => Validation | null;
  readonly abandoned: () => number;
}

function createRun(comparison: Comparison): Run {
  const abandoned = new Set<ValidationPair>();
  const askBatch = (pair: ValidationPair, batch: readonly PolicyQuestion[]): Validation | null => {
    if (abandoned.has(pair)) return null;
    try {
      for (const [index, opinion] of comparison.opinions(pair, batch).entries()) {
        const question = batch[index];
        if (question === undefined || opinion.kind === 'agree') continue;
        return verdictOn(opinion, simplest(comparison, pair, question, opinion));
      }
    } catch (error) {
      if (!(error instanceof Error && error.name === 'Runaway')) throw error;
      abandoned.add(pair);
    }
    return null;
  };
  return {
    ask: (pair, questions) => {
      let batch: PolicyQuestion[] = [];
      for (const question of questions) {
        batch.push(question);
        if (batch.length < batchSize) continue;
        const found = askBatch(pair, batch);
        if (found !== null) return found;
        batch = [];
      }
      return batch.length === 0 ? null : askBatch(pair, batch);
    },
    abandoned: () => abandoned.size,
  };
}

function verdictOn(opinion: Exclude<Opinion, { readonly kind: 'agree' }>, { request }: PolicyQuestion): Validation {
  const conversation = wordsOf(request);
  if (opinion.kind === 'fails') return { kind: 'fails', message: opinion.what, conversation };
  return { kind: 'disagrees', conversation, first: opinion.first, second: opinion.second };
}

/** A conversation in plant words; null has no words. */
function wordsOf(request: Witness | null): string {
  if (request === null) return '';
  const { source, destination, protocol, transport, port, operation, object, time } = request;
  const words = requestWords({ service: { protocol, candidates: [transport], transport, port }, operation, object });
  const when = time === null ? '' : ` @${new Date(time * 1000).toISOString()}`;
  return `${source} -> ${destination} ${words}${when}`;
}

/** Takes away what the disagreement does not need. */
function simplest(
  comparison: Comparison,
  pair: ValidationPair,
  question: PolicyQuestion,
  { kind }: Opinion,
): PolicyQuestion {
  let best = question;
  for (let steps = 0; steps < 50; steps++) {
    const next = simplerQuestions(best).find((each) => comparison.opinions(pair, [each])[0]?.kind === kind);
    if (next === undefined) return best;
    best = next;
  }
  return best;
}
