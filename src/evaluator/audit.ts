/** Puts judged conversations together as the audit report. */
import { type Diagnostic, diagnose } from '../diagnostics/diagnostic.ts';
import { findingOf } from '../diagnostics/finding.ts';
import type {
  AuditConversation,
  AuditEndpoint,
  AuditFinding,
  AuditReport,
  AuditService,
  AuditVerdict,
} from '../model/audit.ts';
import type { AuditInput } from '../model/audit-input.ts';
import type { Catalogue, OperationClass } from '../model/catalogue.ts';
import { attackOf } from '../model/catalogue-lookup.ts';
import type { Conversation } from '../model/conversation.ts';
import type { SeenDevice } from '../model/devices.ts';
import type { Endpoint } from '../model/endpoint.ts';
import { requestWords } from '../model/request-words.ts';
import type { Verdict } from '../model/verdict.ts';
import { isoMicros } from './iso-micros.ts';
import type { Judgement } from './judge.ts';

export interface AuditParts {
  readonly policy: AuditReport['policy'];
  readonly inputs: readonly AuditInput[];
  readonly conversations: readonly Conversation[];
  /** One per conversation, in the same order. */
  readonly judgements: readonly Judgement[];
  readonly catalogue: Catalogue;
  readonly devices: readonly SeenDevice[];
  /** What is wrong with the session log; nothing without one. */
  readonly sessions?: readonly Diagnostic[];
}

export function assembleAudit(parts: AuditParts): AuditReport {
  const conversations = parts.conversations.flatMap((conversation, index) => {
    const judgement = parts.judgements[index];
    return judgement === undefined ? [] : [describeConversation(conversation, judgement)];
  });
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
    conversations,
    findings: [
      ...(parts.sessions ?? []).map((diagnostic) => ({ ...findingOf(diagnostic), conversation: null })),
      ...conversations.flatMap((conversation, index) => findingsAbout(conversation, index, parts.catalogue)),
    ],
    devices: parts.devices,
  };
}

/** A judged conversation as reports carry it. */
export function describeConversation(conversation: Conversation, judgement: Judgement): AuditConversation {
  return {
    scope: judgement.scope,
    source: describeEndpoint(conversation.source, judgement.source),
    destination: describeEndpoint(conversation.destination, judgement.destination),
    service: serviceOf(judgement, conversation),
    operation: conversation.operation,
    object: conversation.object,
    count: conversation.count,
    refused: conversation.refused,
    first: isoMicros(conversation.first),
    last: isoMicros(conversation.last),
    evidence: conversation.evidence,
    verdict: describeVerdict(judgement.verdict),
  };
}

/** How reports name the service of a judged conversation. */
export function serviceOf(
  { protocols }: Judgement,
  { transport, port }: Pick<Conversation, 'transport' | 'port'>,
): AuditService {
  const [only] = protocols;
  return protocols.length === 1 && only !== undefined
    ? { protocol: only, candidates: [], transport, port }
    : { protocol: null, candidates: protocols, transport, port };
}

function describeEndpoint(address: string, endpoint: Endpoint): AuditEndpoint {
  return { address, zone: endpoint.attributes.zone, asset: endpoint.attributes.asset };
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

/** The finding about one conversation, if there is one; `index` is its place in the report. */
export function findingsAbout(conversation: AuditConversation, index: number, catalogue: Catalogue): AuditFinding[] {
  const diagnostic = diagnosticAbout(conversation);
  if (diagnostic === null) return [];
  const finding = findingOf(diagnostic);
  const attack = attackIds(conversation.operation?.class ?? null, catalogue);
  const references = { ...finding.references, attackIcs: [...new Set([...attack, ...finding.references.attackIcs])] };
  return [{ ...finding, references, conversation: index }];
}

function diagnosticAbout(conversation: AuditConversation): Diagnostic | null {
  const { verdict } = conversation;
  const args = {
    source: nameOf(conversation.source),
    destination: nameOf(conversation.destination),
    request: requestWords(conversation),
    count: conversation.count,
    nearest: verdict.nearest,
    detail: verdict.detail,
  };
  if (verdict.kind === 'unjudged') return diagnose('flow/unjudged', null, { ...args, missing: verdict.missing });
  if (verdict.reason === null) return null;
  return diagnose(`flow/${verdict.reason}`, verdict.at, args) as Diagnostic;
}

/** An endpoint's asset, else its address. */
function nameOf(endpoint: AuditEndpoint): string {
  return endpoint.asset ?? endpoint.address;
}

/** Technique ids of an operation class, in both versions of ATT&CK for ICS. */
function attackIds(operation: OperationClass | null, catalogue: Catalogue): readonly string[] {
  if (operation === null) return [];
  const { v18, v19 } = attackOf(catalogue, operation);
  return [...new Set([...v18, ...v19])];
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0);
}
