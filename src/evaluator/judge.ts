/** Judges conversations: resolve, complete, decide, and say why. */
import { allowedSetOf } from '../algebra/allowed-set.ts';
import type { SessionTimes } from '../algebra/session-times.ts';
import type { Catalogue } from '../model/catalogue.ts';
import type { ConversationKey, MissingField } from '../model/conversation.ts';
import type { Endpoint } from '../model/endpoint.ts';
import type { KeyedData } from '../model/keyed-data.ts';
import type { Plan, PlanAllowlist } from '../model/plan.ts';
import type { Verdict } from '../model/verdict.ts';
import { type Behind, behindTranslation } from './behind-translation.ts';
import { type Completion, createCompleter, protocolsOf } from './completions.ts';
import { type Answer, conclude, denied } from './conclude.ts';
import { createDecider, type DecisionCounts, type DecisionKey } from './decide.ts';
import { hasDestination, hasSource } from './grant-coverage.ts';
import { type Decision, type Policy, Runaway } from './policy.ts';
import { createQuantifier } from './quantify.ts';
import { createRepresentatives } from './representatives.ts';
import { createResolver } from './resolve.ts';
import { createTimeBuckets, type TimeBuckets } from './time-buckets.ts';
import { indexPairs, noPair, pairKey } from './zone-pairs.ts';

/** A conversation with the verdict and with whom its addresses belong to. */
export interface Judgement {
  readonly source: Endpoint;
  readonly destination: Endpoint;
  /** The address domain that was used. */
  readonly scope: string | null;
  /** What was judged: the conversation with addresses and port as they are behind every translation. */
  readonly key: ConversationKey;
  /** The protocols that were judged: the recognised one, or all that the port may mean, the likeliest first. */
  readonly protocols: readonly string[];
  readonly verdict: Verdict;
}

export interface Judge {
  readonly buckets: TimeBuckets;
  /** Judges a list in guarded batches; a policy that runs away costs the conversations that made it do so. */
  readonly judgeAll: (keys: readonly ConversationKey[]) => readonly Judgement[];
  readonly counts: () => DecisionCounts;
}

/** Everything a judge reads besides the conversation; all of it but the sessions travels in a bundle. */
export interface JudgeSources {
  readonly plan: Plan;
  /** The data that the policy was loaded with. */
  readonly keyed: KeyedData;
  readonly catalogue: Catalogue;
  readonly policy: Policy;
  /** When vendor sessions were open; without it, none was. */
  readonly sessions?: SessionTimes | undefined;
}

const batchSize = 256;

export function createJudge({ plan, keyed, catalogue, policy, sessions }: JudgeSources): Judge {
  const resolve = createKeyResolver(plan, catalogue);
  const buckets = createTimeBuckets(plan, sessions);
  const decider = createDecider(policy);
  const pairs = indexPairs(plan);
  const allWindows = plan.windows.map((window) => window.id);
  const sessionWindows = new Set(plan.windows.flatMap(({ id, span }) => (span.kind === 'session' ? [id] : [])));
  const complete = createCompleter(catalogue);
  const represent = createRepresentatives(keyed);
  const quantify = createQuantifier(() => allowedSetOf(plan), catalogue);
  const decideForAll = (key: DecisionKey): Decision =>
    decider.decide({ ...key, ...represent(key.source, key.destination) });

  const judge = (observed: ConversationKey): Judgement => {
    const resolved = resolve(observed);
    const { scope, source, destination, key } = resolved;
    const pair = pairs.get(pairKey(source.attributes.zone, destination.attributes.zone)) ?? noPair;
    const protocols = resolved.protocols ?? protocolsOf(key, catalogue, pair.grants);
    const result = (verdict: Verdict): Judgement => ({
      source,
      destination,
      scope,
      key,
      protocols,
      verdict,
    });
    if (!source.attributes.member) return result(denied('unknown-source', whereabouts(source)));
    if (!destination.attributes.member) return result(denied('unknown-destination', whereabouts(destination)));
    const times = key.missing.includes('time') ? [[], allWindows] : [buckets.windowsIn(key.bucket)];
    const grants = pair.grants.filter((grant) => hasSource(grant, source.id) && hasDestination(grant, destination.id));
    const distinctions = { grants, rego: pair.allowlists.length > 0 };
    const completions = protocols.flatMap((protocol) => complete(key, protocol, distinctions));
    const keys = times.flatMap((windows) =>
      completions.map((each) => decisionKey(key, source, destination, each, windows)),
    );
    const missing = missingOf(key, protocols);
    const moment = key.missing.includes('time')
      ? null
      : { time: buckets.momentIn(key.bucket), sessions: buckets.windowsIn(key.bucket) };
    // What did not lower is only in the policy, so the set alone cannot speak for it.
    const quantified =
      missing.length === 0 || distinctions.rego
        ? null
        : quantify({ key, source: source.id, destination: destination.id, protocols, moment });
    const unsure = readsWhatIsMissing(pair.allowlists, missing);
    const decide = distinctions.rego ? decider.decide : decideForAll;
    const answers = answerUntilMixed(keys, decide, distinctions.rego);
    const shown = { conversation: key, protocols, sessions: sessionWindows };
    return result(conclude(answers, { missing, unsure, quantified, pair, shown, decide, catalogue }));
  };

  return {
    buckets,
    counts: decider.counts,
    judgeAll: (keys) => {
      const results: Judgement[] = [];
      for (let start = 0; start < keys.length; start += batchSize) {
        results.push(...judgeBatch(keys.slice(start, start + batchSize), judge, policy, resolve));
      }
      return results;
    },
  };
}

/**
 * Asks about completions until one is allowed and one is not, which settles that nothing can be said. Where Rego
 * speaks, all of them are asked, since only the policy knows which of its grants take part.
 */
function answerUntilMixed(
  keys: readonly DecisionKey[],
  decide: (key: DecisionKey) => Decision,
  rego: boolean,
): readonly Answer[] {
  const answers: Answer[] = [];
  let allowed = false;
  let refused = false;
  for (const key of keys) {
    const decision = decide(key);
    answers.push({ key, decision });
    if (decision.kind === 'failed') continue;
    if (decision.allow) allowed = true;
    else refused = true;
    if (allowed && refused && !rego) break;
  }
  return answers;
}

function judgeBatch(
  batch: readonly ConversationKey[],
  judge: (key: ConversationKey) => Judgement,
  policy: Policy,
  resolve: ReturnType<typeof createKeyResolver>,
): readonly Judgement[] {
  try {
    return policy.guarded(() => batch.map(judge));
  } catch (error) {
    if (!(error instanceof Runaway)) throw error;
    if (batch.length > 1) {
      const middle = batch.length >> 1;
      return [
        ...judgeBatch(batch.slice(0, middle), judge, policy, resolve),
        ...judgeBatch(batch.slice(middle), judge, policy, resolve),
      ];
    }
    return batch.map((key) => ({
      ...resolve(key),
      protocols: [key.protocol ?? key.transport],
      verdict: denied('evaluation-error', error.message),
    }));
  }
}

type Resolved = Pick<Judgement, 'scope' | 'source' | 'destination' | 'key'> & Pick<Behind, 'protocols'>;

/** The two ends, and the conversation as it is between them. */
function createKeyResolver(plan: Plan, catalogue: Catalogue): (observed: ConversationKey) => Resolved {
  const resolve = createResolver(plan);
  return (observed) => {
    const service = observed.port === null ? null : { transport: observed.transport, port: observed.port };
    const pair = resolve(observed.scope, observed.source, observed.destination, service);
    const { scope, source, destination } = pair;
    return { scope, source, destination, ...behindTranslation(observed, pair, catalogue) };
  };
}

function decisionKey(
  key: ConversationKey,
  source: Endpoint,
  destination: Endpoint,
  completion: Completion,
  windows: readonly string[],
): DecisionKey {
  return { source, destination, transport: key.transport, port: key.port ?? 0, windows, ...completion };
}

/** What the observation left open; an operation that is the only one of its protocol leaves nothing open. */
function missingOf(key: ConversationKey, protocols: readonly string[]): readonly MissingField[] {
  const missing = new Set<MissingField>(key.missing);
  missing.delete('protocol');
  if (protocols.length > 1) missing.add('protocol');
  return [...missing];
}

/** Rego may depend on a missing field in ways that a finite list of completions does not show. */
function readsWhatIsMissing(allowlists: readonly PlanAllowlist[], missing: readonly MissingField[]): boolean {
  const prefixes: Readonly<Record<MissingField, string>> = {
    protocol: 'input.service.protocol.',
    operation: 'input.operation.code',
    object: 'input.object',
    time: 'input.windows',
  };
  const hidden = [...missing, ...(missing.includes('operation') ? (['object'] as const) : [])].map(
    (field) => prefixes[field],
  );
  return allowlists.some((list) => list.reads.some((read) => hidden.some((prefix) => read.startsWith(prefix))));
}

function whereabouts(endpoint: Endpoint): string | null {
  return endpoint.attributes.zone === null ? 'in no zone' : `undeclared in zone ${endpoint.attributes.zone}`;
}
