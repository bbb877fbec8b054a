/** What the three readings of a policy say about a conversation, and whether they agree. */
import { allowsRequest, type SetRequest } from '../../algebra/allowed-set.ts';
import type { Catalogue } from '../../model/catalogue.ts';
import { readsPorts } from '../rego/allowlists.ts';
import { usualServices } from '../usual-services.ts';
import { isUsual, speaksOn } from './border-values.ts';
import { coversAlone } from './covers-alone.ts';
import { createInputs, type PolicyQuestion } from './policy-question.ts';
import type { PolicyAnswer } from './port.ts';
import type { ValidationParts } from './validation-parts.ts';
import { hasRego, type ValidationPair } from './zone-pair.ts';

export type Opinion =
  | { readonly kind: 'agree' }
  | ({ readonly kind: 'disagree' } & Disagreement)
  | { readonly kind: 'fails'; readonly what: string }
  /** The policy ran out of memory: a denial at run time, and no difference in meaning. */
  | { readonly kind: 'exhausted' };

/** Two readings of a policy that differ about a conversation. */
export interface Disagreement {
  readonly first: { readonly who: string; readonly says: string };
  readonly second: { readonly who: string; readonly says: string };
}

/** A question, and the share of such questions that the Rego as written is asked too, evenly spread. */
export interface Item {
  readonly pair: ValidationPair;
  readonly question: PolicyQuestion;
  readonly written: number;
}

export interface Comparison {
  /** One for each item. Throws `Runaway` when a policy takes too long. */
  readonly opinions: (items: readonly Item[]) => readonly Opinion[];
  readonly counts: () => { readonly conversations: number; readonly asWritten: number; readonly allowed: number };
}

const agree: Opinion = { kind: 'agree' };

export function createComparison(parts: ValidationParts): Comparison {
  const inputOf = createInputs(parts.plan.windows);
  const onUsualPorts = guardsAreOnUsualPorts(parts);
  let conversations = 0;
  let asWritten = 0;
  let allowed = 0;
  let turn = 0;
  const opinionOf = (
    pair: ValidationPair,
    question: PolicyQuestion,
    shipped: PolicyAnswer,
    written: PolicyAnswer | null,
  ): Opinion => {
    const inSet = allowsRequest(parts.set, question.request);
    if (shipped.kind === 'failed') return failure(shipped.message);
    conversations += 1;
    if (shipped.allow) allowed += 1;
    if (inSet && !shipped.allow) return disagree(allowedSet, shippedPolicy);
    if (!inSet && shipped.allow && shipped.by !== 'allowlists') return disagree(shippedPolicy, allowedSet);
    if (!inSet && shipped.allow && onUsualPorts && isElsewhere(question.request, parts.catalogue))
      return disagree(shippedPolicy, 'a rule without ports');
    if (written === null) return agree;
    if (written.kind === 'failed') return failure(written.message);
    asWritten += 1;
    return compareWritten(pair, question, { shipped: shipped.allow, written: written.allow });
  };
  const compareWritten = (pair: ValidationPair, question: PolicyQuestion, answers: Answers): Opinion => {
    const { request } = question;
    const { count = null } = request.object ?? {};
    if (answers.written && !answers.shipped) {
      // Rego that names no transport means those of the protocol, and that says nothing of ports the usual ones.
      if (isStrange(request, parts.catalogue)) return agree;
      const usual = isUsual(request, parts.catalogue) || (!pair.guarded && isShutOnUsualPorts(request));
      return usual ? disagree(regoAsWritten, shippedPolicy) : agree;
    }
    if (!answers.shipped || answers.written || request.operation.class === 'session') return agree;
    // Several grants may cover a request together that none of them covers alone.
    const { windows } = inputOf(question);
    const together = count !== null && count > 1 && !pair.grants.some((grant) => coversAlone(grant, request, windows));
    return together ? agree : disagree(shippedPolicy, regoAsWritten);
  };
  /** Whether the same conversation is shut on the usual ports too, so that ports cannot be the reason. */
  const isShutOnUsualPorts = (request: SetRequest): boolean =>
    !usualServices(parts.catalogue.protocols.get(request.protocol ?? '')).some(({ transport, ports }) =>
      ports.some(({ from }) => allowsRequest(parts.set, { ...request, transport, port: from })),
    );
  const isTurn = (share: number): boolean => {
    turn += share;
    if (turn < 1) return false;
    turn -= 1;
    return true;
  };
  return {
    opinions: (items) => {
      const { reference } = parts;
      const inputs = items.map(({ question }) => inputOf(question));
      const shipped = parts.shipped.guarded(() => inputs.map((input) => parts.shipped.decide(input)));
      const asked = items.map(({ pair, written }) => reference !== null && hasRego(pair) && isTurn(written));
      const written =
        reference === null || !asked.includes(true)
          ? []
          : reference.guarded(() =>
              inputs.map((input, index) => (asked[index] === true ? reference.decide(input) : null)),
            );
      return items.map(({ pair, question }, index) =>
        opinionOf(pair, question, shipped[index] ?? missing, written[index] ?? null),
      );
    },
    counts: () => ({ conversations, asWritten, allowed }),
  };
}

/** OPA's runtime says `opa_malloc: failed` when its memory has come to its bound. */
function failure(message: string): Opinion {
  return /\bopa_malloc\b|\bmemory\b/.test(message) ? { kind: 'exhausted' } : { kind: 'fails', what: message };
}

/** Whether no Rego that runs as written looks at ports. */
function guardsAreOnUsualPorts({ plan }: ValidationParts): boolean {
  const guarded = new Set(plan.lowered.guards.map((guard) => guard.allowlist));
  return !plan.allowlists.some((list) => guarded.has(list.name) && readsPorts(list));
}

/** Whether a protocol is on a transport on which the catalogue does not have it. */
function isStrange({ protocol, transport }: SetRequest, catalogue: Catalogue): boolean {
  const known = catalogue.protocols.get(protocol ?? '');
  return known !== undefined && !speaksOn(known, transport);
}

/** Whether a service is not a usual one of a protocol that has some. */
function isElsewhere(request: SetRequest, catalogue: Catalogue): boolean {
  const services = catalogue.protocols.get(request.protocol ?? '')?.services ?? [];
  return services.length > 0 && !isUsual(request, catalogue);
}

interface Answers {
  readonly shipped: boolean;
  readonly written: boolean;
}

const missing: PolicyAnswer = { kind: 'failed', message: 'there is no answer' };

const allowedSet = 'the allowed set';
const shippedPolicy = 'the compiled policy';
const regoAsWritten = 'the Rego as written';

/** The first allows what the second denies. */
function disagree(who: string, other: string): Opinion {
  return { kind: 'disagree', first: { who, says: 'allowed' }, second: { who: other, says: 'denied' } };
}
