/**
 * A selector says which endpoints a rule speaks of. Policies see attributes, not addresses
 * (docs/architecture.md, "Attributes, not addresses").
 */

/** The attributes of an endpoint that a selector may test. */
export const selectorAttributes = [
  'asset',
  'zone',
  'scope',
  'class',
  'kind',
  'level',
  'label',
  'vendor',
  'model',
  'firmware',
  'owner',
  'safety',
  'security-level',
  'cast',
] as const;

export type SelectorAttribute = (typeof selectorAttributes)[number];

export type Comparison = '=' | '!=' | '<' | '<=' | '>' | '>=';

/** One test of one attribute. Numbers compare as numbers, everything else as text; only numbers have an order. */
export interface Condition {
  readonly attribute: SelectorAttribute;
  readonly comparison: Comparison;
  readonly value: string;
}

/** A conjunction of conditions; no conditions select every endpoint. */
export interface Selector {
  /** As it was written, for messages. */
  readonly text: string;
  readonly conditions: readonly Condition[];
}
