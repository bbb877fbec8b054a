/** The answer of the policy to a conversation. Never a boolean: a denial says why, ignorance says what was missing. */
import type { MissingField } from './conversation.ts';
import type { GrantField } from './plan.ts';
import type { Span } from './span.ts';

export const denialReasons = [
  'unknown-source',
  'unknown-destination',
  'no-conduit',
  'endpoint-not-granted',
  'service-not-granted',
  'operation-not-granted',
  'object-out-of-range',
  'outside-window',
  'no-session',
  'expired',
  'evaluation-error',
] as const;

export type DenialReason = (typeof denialReasons)[number];

/** The grant that came closest, and the one field that would have to change. */
export interface NearestGrant {
  readonly grant: string;
  readonly field: GrantField;
  /** What the grant says, in plant words. */
  readonly expected: string;
  /** What the conversation was. */
  readonly actual: string;
  readonly at: Span;
}

export type Verdict =
  | { readonly kind: 'allowed'; readonly grants: readonly string[] }
  | {
      readonly kind: 'denied';
      readonly reason: DenialReason;
      readonly nearest: NearestGrant | null;
      readonly detail: string | null;
    }
  | { readonly kind: 'unjudged'; readonly missing: readonly MissingField[]; readonly grants: readonly string[] };
