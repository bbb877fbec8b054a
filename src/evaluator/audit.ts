/** Puts judged conversations together as the audit report. */
import type { Diagnostic } from '../diagnostics/diagnostic.ts';
import { findingOf } from '../diagnostics/finding.ts';
import type {
  AuditConversation,
  AuditEndpoint,
  AuditEnforcement,
  AuditReport,
  AuditService,
  AuditVerdict,
} from '../model/audit.ts';
import type { AuditInput } from '../model/audit-input.ts';
import type { Catalogue } from '../model/catalogue.ts';
import type { Conversation } from '../model/conversation.ts';
import type { SeenDevice } from '../model/devices.ts';
import type { Endpoint } from '../model/endpoint.ts';
import type { Plan } from '../model/plan.ts';
import type { Verdict } from '../model/verdict.ts';
import { findingsAbout } from './audit-finding.ts';
import { enforcementsOf, type Judged, summariseBoundaries } from './enforcement.ts';
import { isoMicros } from './iso-micros.ts';
import type { Judgement } from './judge.ts';

export interface AuditParts {
  readonly policy: AuditReport['policy'];
  readonly inputs: readonly AuditInput[];
  readonly conversations: readonly Conversation[];
  /** One per conversation, in the same order. */
  readonly judgements: readonly Judgement[];
  readonly catalogue: Catalogue;
  readonly plan: Plan;
  readonly devices: readonly SeenDevice[];
  /** What is wrong with the session log; nothing without one. */
  readonly sessions?: readonly Diagnostic[];
}

export function assembleAudit(parts: AuditParts): AuditReport {
  const { boundaries } = parts.plan;
  const judged = parts.conversations.flatMap((conversation, index): Judged[] => {
    const judgement = parts.judgements[index];
    return judgement === undefined ? [] : [{ conversation, judgement }];
  });
  const enforcements = enforcementsOf(judged, boundaries);
  const conversations = judged.map(({ conversation, judgement }, index) =>
    describeConversation(conversation, judgement, enforcements[index] ?? null),
  );
  const count = (kind: Verdict['kind']): number => conversations.filter((each) => each.verdict.kind === kind).length;
  return {
    schema: 'zonewright/audit/v1',
    policy: parts.policy,
    inputs: parts.inputs,
    summary: {
      packets: sum(parts.inputs.map((input) => input.packets)),
      records: sum(parts.inputs.map((input) => input.records)),
      conversations: conversations.length,
      allowed: count('allowed'),
      denied: count('denied'),
      unjudged: count('unjudged'),
      skipped: sum(parts.inputs.flatMap((input) => Object.values(input.skipped))),
    },
    boundaries: summariseBoundaries(judged, conversations, boundaries),
    conversations,
    findings: [
      ...(parts.sessions ?? []).map((diagnostic) => ({ ...findingOf(diagnostic), conversation: null })),
      ...conversations.flatMap((conversation, index) => findingsAbout(conversation, index, parts)),
    ],
    devices: parts.devices,
  };
}

/** A judged conversation as reports carry it. */
export function describeConversation(
  conversation: Conversation,
  judgement: Judgement,
  enforcement: AuditEnforcement | null,
): AuditConversation {
  return {
    scope: judgement.scope,
    ...endsOf(conversation, judgement),
    service: serviceOf(judgement, conversation),
    operation: conversation.operation,
    object: conversation.object,
    count: conversation.count,
    refused: conversation.refused,
    first: isoMicros(conversation.first),
    last: isoMicros(conversation.last),
    evidence: conversation.evidence,
    verdict: describeVerdict(judgement.verdict),
    enforcement,
  };
}

/** How reports name the service of a judged conversation. */
export function serviceOf(
  { protocols, key }: Judgement,
  { transport, port }: Pick<Conversation, 'transport' | 'port'>,
): AuditService {
  const [only] = protocols;
  const where = { transport, port, forwardedTo: key.port === port ? null : key.port };
  return protocols.length === 1 && only !== undefined
    ? { protocol: only, candidates: [], ...where }
    : { protocol: null, candidates: protocols, ...where };
}

/** How reports name the two ends of a judged conversation. */
export function endsOf(
  observed: Pick<Conversation, 'source' | 'destination'>,
  { scope, source, destination, key }: Judgement,
): { readonly source: AuditEndpoint; readonly destination: AuditEndpoint } {
  const describe = (end: 'source' | 'destination', { attributes }: Endpoint): AuditEndpoint => {
    const own = attributes.scope ?? scope;
    const isForeign = own !== scope && attributes.cast === 'unicast';
    const standsFor =
      own !== null && (isForeign || key[end] !== observed[end]) ? { scope: own, address: key[end] } : null;
    return { address: observed[end], zone: attributes.zone, asset: attributes.asset, standsFor };
  };
  return { source: describe('source', source), destination: describe('destination', destination) };
}

/** A verdict as reports carry it. */
export function describeVerdict(verdict: Verdict): AuditVerdict {
  const none = { reason: null, grants: [], missing: [], nearest: null, detail: null, at: null };
  switch (verdict.kind) {
    case 'allowed':
      return { ...none, kind: 'allowed', grants: verdict.grants };
    case 'unjudged':
      return { ...none, kind: 'unjudged', missing: verdict.missing, grants: verdict.grants };
    case 'denied': {
      const { reason, nearest, detail } = verdict;
      return { ...none, kind: 'denied', reason, nearest, detail, at: nearest?.at ?? null };
    }
  }
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0);
}
