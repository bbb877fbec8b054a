/** From the decisions about all completions of a conversation to one verdict, with the grants or the reason. */
import type { Catalogue } from '../model/catalogue.ts';
import type { MissingField } from '../model/conversation.ts';
import { allowlistBehind, type PlanGrant } from '../model/plan.ts';
import type { DenialReason, Verdict } from '../model/verdict.ts';
import type { DecisionKey } from './decide.ts';
import { failedFields, touchesObjects } from './grant-coverage.ts';
import { nearestMiss, type Shown } from './nearest.ts';
import type { Decision } from './policy.ts';
import type { Quantified } from './quantify.ts';
import type { ZonePair } from './zone-pairs.ts';

/** One completion with the policy's decision about it. */
export interface Answer {
  readonly key: DecisionKey;
  readonly decision: Decision;
}

export interface ConclusionContext {
  readonly missing: readonly MissingField[];
  /** A Rego allowlist reads what is missing, so the completions may not stand for all there are. */
  readonly unsure: boolean;
  /** What the allowed set says about all that the observation could have been; null when it was not asked. */
  readonly quantified: Quantified | null;
  readonly pair: ZonePair;
  readonly shown: Shown;
  readonly decide: (key: DecisionKey) => Decision;
  readonly catalogue: Catalogue;
}

export function conclude(answers: readonly Answer[], context: ConclusionContext): Verdict {
  const failed = answers.find((answer) => answer.decision.kind === 'failed')?.decision;
  if (failed?.kind === 'failed') return denied('evaluation-error', failed.message);
  const allowing = answers.filter(({ decision }) => decision.kind === 'decided' && decision.allow);
  const kind = context.quantified ?? quantifiedBy(answers, allowing, context);
  if (kind === 'none') return explainDenial(answers, context);
  const grants = [...new Set(allowing.flatMap((answer) => grantsBehind(answer, context.pair.grants)))];
  if (kind === 'all') return { kind: 'allowed', grants: grants.sort() };
  const possible = answers.flatMap(({ key }) => grantsOnService(key, context.pair.grants));
  return { kind: 'unjudged', missing: context.missing, grants: [...new Set([...grants, ...possible])].sort() };
}

/** By the answers of the policy alone: never more than the completions can stand for. */
function quantifiedBy(
  answers: readonly Answer[],
  allowing: readonly Answer[],
  { unsure }: ConclusionContext,
): Quantified {
  const byRego = allowing.some(({ decision }) => decision.kind === 'decided' && decision.by === 'allowlists');
  if (allowing.length === 0) return unsure ? 'some' : 'none';
  return allowing.length === answers.length && !(unsure && byRego) ? 'all' : 'some';
}

export function denied(reason: DenialReason, detail: string | null): Verdict {
  return { kind: 'denied', reason, nearest: null, detail };
}

/** The grants that cover the conversation, or if none does alone, those that cover it together. */
function grantsBehind({ key, decision }: Answer, grants: readonly PlanGrant[]): readonly string[] {
  if (decision.kind === 'failed' || decision.by === 'nothing') return [];
  if (decision.by === 'allowlists') return decision.grants;
  if (decision.by === 'internal') return [`internal:${key.source.attributes.zone ?? ''}`];
  const failures = grants.map((grant) => ({ grant, failed: failedFields(grant, key) }));
  const alone = failures.filter(({ failed }) => failed.length === 0);
  if (alone.length > 0) return alone.map(({ grant }) => grant.id);
  const partly = failures.filter(
    ({ grant, failed }) => failed.length === 1 && failed[0] === 'objects' && touchesObjects(grant, key),
  );
  return partly.map(({ grant }) => grant.id);
}

/** Grants that allow something between the two endpoints on this service now, whatever was asked for. */
function grantsOnService(key: DecisionKey, grants: readonly PlanGrant[]): readonly string[] {
  const open = grants.filter((grant) =>
    failedFields(grant, key).every((field) => field === 'operations' || field === 'objects'),
  );
  return open.map((grant) => grant.id);
}

function explainDenial(answers: readonly Answer[], context: ConclusionContext): Verdict {
  const { pair } = context;
  if (pair.conduits.length === 0) return denied('no-conduit', null);
  const key = answers[0]?.key;
  if (key === undefined) return denied('endpoint-not-granted', null);
  const miss = nearestMiss(key, pair.grants, context.shown);
  const near = miss !== null && miss.reason !== 'endpoint-not-granted' && miss.reason !== 'service-not-granted';
  const byRego = near ? null : otherOperationByRego(key, context);
  if (byRego !== null) return byRego;
  return miss === null ? denied('endpoint-not-granted', null) : { kind: 'denied', ...miss };
}

/** A Rego grant is nearest when it allows another operation of the same service between the same two endpoints. */
function otherOperationByRego(key: DecisionKey, { pair, decide, catalogue }: ConclusionContext): Verdict | null {
  if (pair.allowlists.length === 0 || key.protocol === null) return null;
  for (const { class: operationClass, code, name } of catalogue.protocols.get(key.protocol)?.operations ?? []) {
    if (operationClass === 'session') continue;
    const decision = decide({ ...key, operation: { class: operationClass, code, name } });
    const grant = decision.kind === 'decided' && decision.by === 'allowlists' ? decision.grants[0] : undefined;
    const list = grant === undefined ? undefined : allowlistBehind(grant, pair.allowlists);
    if (grant === undefined || list === undefined) continue;
    const actual = key.operation.name ?? `${key.operation.class} code ${key.operation.code}`;
    const nearest = { grant, field: 'operations' as const, expected: operationClass, actual, at: list.at };
    return { kind: 'denied', reason: 'operation-not-granted', nearest, detail: null };
  }
  return null;
}
