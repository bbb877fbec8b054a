/** The finding about one judged conversation: by its verdict, or by what a boundary did with it. */
import { type Diagnostic, diagnose } from '../diagnostics/diagnostic.ts';
import { findingOf } from '../diagnostics/finding.ts';
import type { AuditConversation, AuditEndpoint, AuditEnforcement, AuditFinding } from '../model/audit.ts';
import type { Catalogue, OperationClass } from '../model/catalogue.ts';
import { attackOf } from '../model/catalogue-lookup.ts';
import { grantsOf, type Plan } from '../model/plan.ts';
import { requestWords } from '../model/request-words.ts';
import type { Span } from '../model/span.ts';

/** What findings are put together from besides the conversation. */
export interface FindingContext {
  readonly catalogue: Catalogue;
  readonly plan: Plan;
}

/** The finding about one conversation, if there is one; `index` is its place in the report. */
export function findingsAbout(conversation: AuditConversation, index: number, context: FindingContext): AuditFinding[] {
  const diagnostic = boundaryDiagnostic(conversation, context.plan) ?? verdictDiagnostic(conversation);
  if (diagnostic === null) return [];
  const finding = findingOf(diagnostic);
  const attack = attackIds(conversation.operation?.class ?? null, context.catalogue);
  const references = { ...finding.references, attackIcs: [...new Set([...attack, ...finding.references.attackIcs])] };
  return [{ ...finding, references, conversation: index }];
}

function verdictDiagnostic(conversation: AuditConversation): Diagnostic | null {
  const { verdict, enforcement } = conversation;
  const undroppedBy = enforcement?.action === 'not-dropped' ? enforcement.boundary : null;
  const { nearest, detail } = verdict;
  const args = { ...wordsOf(conversation), count: conversation.count, nearest, detail, undroppedBy };
  if (verdict.kind === 'unjudged') return diagnose('flow/unjudged', null, { ...args, missing: verdict.missing });
  if (verdict.reason === null) return null;
  return diagnose(`flow/${verdict.reason}`, verdict.at, args) as Diagnostic;
}

/** About a conversation that a boundary's log shows: whether that is what the policy says. */
function boundaryDiagnostic(conversation: AuditConversation, plan: Plan): Diagnostic | null {
  const { verdict, enforcement, source } = conversation;
  if (enforcement === null || enforcement.action === 'dropped' || enforcement.action === 'not-dropped') return null;
  const args = { ...wordsOf(conversation), boundary: enforcement.boundary, entry: interfaceOf(enforcement) };
  // An address that is nobody's is not the address of another.
  if (enforcement.action === 'spoofed' && source.zone !== null) return diagnose('flow/spoofed', null, args);
  if (verdict.kind === 'denied')
    return diagnose('flow/stopped', verdict.at, { ...args, reason: (verdict.reason ?? '').replaceAll('-', ' ') });
  if (enforcement.action === 'stray') return diagnose('flow/stray', null, args);
  const [grant = null] = verdict.grants;
  const missing = verdict.kind === 'unjudged' ? verdict.missing : [];
  return diagnose('flow/granted-but-dropped', placeOf(grant, plan), { ...args, grant, missing });
}

/** A conversation in plant words. */
function wordsOf(conversation: AuditConversation): Record<'source' | 'destination' | 'request', string> {
  const { source, destination } = conversation;
  return { source: nameOf(source), destination: nameOf(destination), request: requestWords(conversation) };
}

/** An endpoint's asset, else its address. */
function nameOf(endpoint: AuditEndpoint): string {
  return endpoint.asset ?? endpoint.address;
}

function interfaceOf({ entry }: AuditEnforcement): string | null {
  if (entry === null) return null;
  return 'name' in entry ? entry.name : String(entry.index);
}

function placeOf(grant: string | null, plan: Plan): Span | null {
  return grantsOf(plan).find((each) => each.id === grant)?.at ?? null;
}

/** Technique ids of an operation class, in both versions of ATT&CK for ICS. */
function attackIds(operation: OperationClass | null, catalogue: Catalogue): readonly string[] {
  if (operation === null) return [];
  const { v18, v19 } = attackOf(catalogue, operation);
  return [...new Set([...v18, ...v19])];
}
