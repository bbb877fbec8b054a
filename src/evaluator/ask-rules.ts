/** Asks compiled rules about a plan, one after the other, so that one that runs away or contradicts itself costs only itself. */
import { type RuleFinding, type RuleSubject, subjectKinds } from '../model/rule.ts';
import type { RuleInput } from '../model/rule-input.ts';
import { loadPolicy, type Policy, type PolicyAnswer, Runaway } from './policy.ts';

/** By package; a rule that gave no answer has the reason. */
export type RuleAnswers = ReadonlyMap<string, readonly RuleFinding[] | string>;

export interface AskOptions {
  /** Milliseconds for one rule. */
  readonly timeLimit?: number;
}

/** More than these of one rule are nothing that a person reads. */
const mostFindings = 10_000;

export function askRules(
  wasm: Uint8Array,
  input: RuleInput,
  packages: readonly string[],
  { timeLimit = 20_000 }: AskOptions = {},
): RuleAnswers {
  const json = new TextEncoder().encode(JSON.stringify(input));
  const load = loadPolicy(wasm, {}, { timeLimit, inputSize: json.length });
  if (load.kind !== 'loaded') {
    const reason = load.kind === 'impure' ? `it asks its host for ${load.builtins.join(', ')}` : load.message;
    return new Map(packages.map((name) => [name, reason]));
  }
  const { policy } = load;
  return new Map(
    packages.map((name) => {
      const answer = ask(policy, json, `${name.replaceAll('.', '/')}/finding`);
      return [name, answer.kind === 'failed' ? answer.message : readFindings(answer.document)];
    }),
  );
}

function ask(policy: Policy, json: Uint8Array, entrypoint: string): PolicyAnswer {
  try {
    return policy.guarded(() => policy.askAgain(json, entrypoint));
  } catch (error) {
    if (error instanceof Runaway) return { kind: 'failed', message: error.message };
    throw error;
  }
}

/** The findings in order of their subjects, or what is wrong with their shape. */
function readFindings(document: unknown): readonly RuleFinding[] | string {
  if (!Array.isArray(document)) return 'its `finding` is no set';
  if (document.length > mostFindings) return `it finds more than ${mostFindings} things`;
  const findings = document.map(readFinding);
  const read = findings.filter((each) => each !== null);
  if (read.length < findings.length)
    return `a finding is \`{"subject": {"kind": "zone", "id": ...}, "what": ...}\`; kinds are ${subjectKinds.join(', ')}`;
  return read
    .map((finding) => ({ finding, key: JSON.stringify([finding.subject.kind, finding.subject.id, finding.what]) }))
    .sort((a, b) => (a.key < b.key ? -1 : 1))
    .map(({ finding }) => finding);
}

function readFinding(document: unknown): RuleFinding | null {
  if (!isRecord(document)) return null;
  const subject = readSubject(document['subject']);
  const related = Array.isArray(document['related']) ? document['related'].map(readSubject) : [];
  const { what } = document;
  if (subject === null || typeof what !== 'string') return null;
  return { subject, what, related: related.filter((each) => each !== null) };
}

function readSubject(document: unknown): RuleSubject | null {
  if (!isRecord(document)) return null;
  const kind = subjectKinds.find((each) => each === document['kind']);
  const { id, field } = document;
  if (kind === undefined || typeof id !== 'string') return null;
  return { kind, id, field: typeof field === 'string' ? field : null };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
